"""Differential fuzzing: the compiled path and PyLD give the same answer, or both refuse."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.canonical.door import compiled_dataset
from microcred.canonical.refusals import NotCompiled
from microcred.errors import MicrocredError
from tests.canonical.fuzz import Grammar, compare


@pytest.mark.parametrize("block", range(6))
def test_the_two_paths_agree(block: int) -> None:
    counts: Counter[str] = Counter()
    for seed in range(block * 500, block * 500 + 500):
        word, found = compare(seed)
        assert word not in ("DIFFERENT", "missed loss"), f"seed {seed}: {word}\n{found}"
        counts[word] += 1
    assert counts["same"] > 250, counts
    assert counts["not compiled"] < 125, counts


def test_the_grammar_reaches_every_kind_of_loss() -> None:
    codes: set[str] = set()
    for seed in range(2000):
        try:
            _, losses = compiled_dataset(Grammar(seed).document(), {})
        except (MicrocredError, NotCompiled):
            continue
        codes.update(fault.code for fault in losses)
    assert codes >= {
        "broken-coercion",
        "free-floating-value",
        "malformed-iri",
        "malformed-language-tag",
        "relative-id",
        "relative-reference",
        "undefined-term",
        "undefined-type",
    }


def test_every_text_of_a_document_without_losses_is_in_its_canonical_form() -> None:
    texts = documents = 0
    for seed in range(0, 8000, 4):
        document = Grammar(seed).document()
        try:
            canonical = canonicalize(document)
        except MicrocredError:
            continue
        if canonical.losses:
            continue
        documents += 1
        for text in _texts(document):
            texts += 1
            assert text in canonical.nquads, f"seed {seed}: {text!r} of {json.dumps(document)}"
    assert documents > 500
    assert texts > 200


def _texts(value: Any) -> list[str]:
    """List the texts of a document that nothing escapes or changes."""
    if isinstance(value, dict):
        members = [member for key, member in value.items() if key not in ("@context", "@type")]
        return [text for member in members for text in _texts(member)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if value in ("é😂", "2020-01-01T00:00:00Z") else []
