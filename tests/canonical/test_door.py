"""The one door: `canonicalize`."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.canonical import canonicalize, canonicalize_jcs, find_losses
from microcred.errors import CanonicalizationFailed, LimitExceeded
from tests.vectors import VECTORS, needs_vectors, read_vector


@needs_vectors
def test_the_open_badges_signing_vector() -> None:
    folder = "1edtech/eddsa-rdfc-2022"
    canonical = canonicalize(read_vector(folder, "unsigned.json"))
    assert canonical.nquads == VECTORS.joinpath(folder, "document-canon.txt").read_text("utf-8")


def test_an_unknown_context_is_refused_and_not_fetched() -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize({"@context": "https://example.org/context", "name": "x"})
    assert caught.value.code == "unknown-context"


def test_a_context_of_the_caller_is_used() -> None:
    url = "https://example.org/context"
    context = {"@context": {"name": "https://schema.org/name"}}
    canonical = canonicalize({"@context": url, "name": "x"}, extra_contexts={url: context})
    assert canonical.nquads == '_:c14n0 <https://schema.org/name> "x" .\n'


def test_issued_labels_name_the_blank_nodes_of_the_document() -> None:
    document = {"@id": "_:x", "https://schema.org/name": "x"}
    assert list(canonicalize(document).issued.values()) == ["_:c14n0"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("inf"), "number-out-of-range"),
        (float("nan"), "number-out-of-range"),
        ("\ud800", "lone-surrogate"),
        (b"bytes", "not-json"),
        ({1: 2}, "not-json"),
    ],
)
def test_what_is_not_i_json_is_refused_with_its_place(value: Any, code: str) -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize({"a": [0, value]})
    assert caught.value.code == code
    assert caught.value.pointer == "/a/1"


def test_a_document_too_deep_is_refused() -> None:
    document: dict[str, Any] = {}
    for _ in range(100):
        document = {"a": document}
    with pytest.raises(LimitExceeded) as caught:
        canonicalize(document)
    assert caught.value.code == "too-deep"
    with pytest.raises(LimitExceeded):
        canonicalize_jcs(document)


def test_losses_are_found_without_a_canonical_form() -> None:
    document = {"@id": "urn:a", "undefined": "x"}
    assert find_losses(document) == canonicalize(document).losses
    poison = [
        {"@id": f"_:{i}", "urn:p": [{"@id": f"_:{j}"} for j in range(12) if j != i]}
        for i in range(12)
    ]
    assert find_losses({"@graph": poison}) == ()
