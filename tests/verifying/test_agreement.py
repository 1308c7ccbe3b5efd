"""Where each property has one name, a badge of bare words reads as what is signed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from microcred.canonical import canonicalize, canonicalize_nquads
from microcred.contexts import PLAIN_URLS, pinned_context
from microcred.contexts.meanings import terms_of
from microcred.models.reading import MUST_STAY_IN_SIGHT
from tests.verifying.world import World

CONTEXTS = sorted(PLAIN_URLS)
OLDER = ["https://www.w3.org/2018/credentials/v1", *World().badge["@context"][1:]]
CREDENTIALS = "https://www.w3.org/2018/credentials#"


def test_each_property_of_a_credential_has_one_name_in_the_plain_contexts() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for url in CONTEXTS:
        document = pinned_context(url)
        assert document is not None, url
        for iri, name in terms_of(document["@context"], {}):
            found[iri].add(name)
    assert len({CREDENTIALS + name for name in MUST_STAY_IN_SIGHT} & found.keys()) > 6
    for iri, names in found.items():
        assert len([name for name in names if "a" <= name[:1] <= "z"]) <= 1, iri


@pytest.mark.parametrize("url", CONTEXTS)
def test_no_plain_context_renames_keywords_or_takes_every_word(url: str) -> None:
    document = pinned_context(url)
    assert document is not None

    def check(context: Any) -> None:
        if isinstance(context, list):
            for item in context:
                check(item)
        elif isinstance(context, dict):
            assert "@vocab" not in context
            assert "@import" not in context
            for name, definition in context.items():
                meaning = definition.get("@id") if isinstance(definition, dict) else definition
                if isinstance(meaning, str) and meaning.startswith("@"):
                    assert (name, meaning) in {("id", "@id"), ("type", "@type")}
                if isinstance(definition, dict):
                    assert "@reverse" not in definition
                    assert "@nest" not in definition
                    check(definition.get("@context"))

    check(document["@context"])


def reads_plainly(document: dict[str, Any]) -> bool:
    """Tell whether nobody looks into the badge any further: it is plain and loses nothing."""
    own = {"@context": {"own": "https://district.example/terms#own"}}
    extra = {"https://district.example/own": own}
    canonical = canonicalize(document, extra_contexts=extra)
    return canonical.plain and not canonical.losses


def test_a_badge_of_bare_words_under_plain_contexts_is_plain() -> None:
    badge = World().badge
    assert reads_plainly(badge)
    more = "https://w3id.org/security/data-integrity/v2"
    assert reads_plainly(badge | {"@context": [*badge["@context"], more]})
    assert reads_plainly(badge | {"name": {"@value": "Zuhören", "@language": "de"}})


@pytest.mark.parametrize(
    "change",
    [
        {"@id": "urn:x", "id": None},
        {"cred:validUntil": "2030-01-01T00:00:00Z"},
        {f"{CREDENTIALS}validUntil": "2030-01-01T00:00:00Z"},
        {"evidence": [{"@type": "Evidence"}]},
        {"evidence": [{"@id": "urn:x", "type": "Evidence"}]},
        {"Achievement": {"id": "urn:x"}},
        {"": 1},
        {"@nest": {"validUntil": "2030-01-01T00:00:00Z"}},
        {"@included": {"id": "urn:x", "type": "Evidence"}},
        {"@reverse": {"evidence": {"id": "urn:x"}}},
        {"name": {"@set": ["x"]}},
        {"evidence": [[{"id": "urn:x", "type": "Evidence"}]]},
        {"@context": OLDER, "id": "cred:x"},
        {"@context": OLDER, "issuer": "cred:x"},
        {"type": ["VerifiableCredential", "https://district.example/terms#Badge"]},
        {"type": ["VerifiableCredential", "achievement"]},
        {"@context": [*World().badge["@context"], "https://district.example/own"]},
        {"@context": [*World().badge["@context"], {"end": f"{CREDENTIALS}validUntil"}]},
        {"evidence": [{"@context": {"end": "urn:end"}, "type": "Evidence"}]},
        {"evidence": [{"@context": "https://w3id.org/security/v2", "type": "Evidence"}]},
    ],
)
def test_what_is_not_plain_is_looked_into(change: dict[str, Any]) -> None:
    badge = {name: value for name, value in (World().badge | change).items() if value is not None}
    assert not reads_plainly(badge)


def test_what_the_general_processor_did_is_not_plain() -> None:
    badge = World().badge
    imported = {"@context": {"@import": "https://www.w3.org/ns/credentials/v2", "@version": 1.1}}
    assert not canonicalize(badge | imported).plain
    assert not canonicalize_nquads(canonicalize(badge).nquads).plain
