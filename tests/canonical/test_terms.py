"""Rules of context processing that the suite leaves open, or tests in passing only."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.canonical.syntax import is_iri, is_language_tag, resolve_iri

P = "https://example.org/p"


def _nquads(context: Any, **members: Any) -> str:
    return canonicalize({"@context": context, "@id": "urn:a", **members}).nquads


def test_only_a_simple_term_that_ends_in_a_delimiter_is_a_prefix() -> None:
    expanded = {"ex": {"@id": "https://example.org/"}, "p": P}
    assert _nquads(expanded, p={"@id": "ex:b"}) == f"<urn:a> <{P}> <ex:b> .\n"
    named = {"ex": {"@id": "https://example.org/x", "@prefix": True}, "p": P}
    assert _nquads(named, p={"@id": "ex:b"}) == f"<urn:a> <{P}> <https://example.org/xb> .\n"
    open_ended = {"ex": "https://example.org/x", "p": P}
    assert _nquads(open_ended, p={"@id": "ex:b"}) == f"<urn:a> <{P}> <ex:b> .\n"


@pytest.mark.parametrize("coercion", ["@id", "@vocab"])
def test_a_prefix_of_a_scoped_context_holds_for_the_values_of_its_term(coercion: str) -> None:
    scoped = {"ex": "https://example.org/"}
    context: dict[str, Any] = {"p": {"@id": P, "@type": coercion, "@context": scoped}}
    expected = f"<urn:a> <{P}> <https://example.org/b> .\n"
    assert _nquads(context, p="ex:b") == expected
    assert _nquads(context, p=["ex:b"]) == expected
    assert _nquads(context, p={"@id": "ex:b"}) == expected


def test_a_type_scoped_context_ends_with_its_node_and_a_property_scoped_one_does_not() -> None:
    scoped = {"q": "https://example.org/q"}
    by_type: dict[str, Any] = {"p": P, "T": {"@id": "urn:T", "@context": scoped}}
    nested = {"@id": "urn:b", "q": "y"}
    found = _nquads(by_type, **{"@type": "T", "q": "x", "p": nested})
    assert '<urn:a> <https://example.org/q> "x"' in found
    assert '"y"' not in found
    by_property = {"p": {"@id": P, "@context": {**scoped, "r": "https://example.org/r"}}}
    deeper = {"@id": "urn:b", "r": {"@id": "urn:c", "q": "y"}}
    assert '<urn:c> <https://example.org/q> "y"' in _nquads(by_property, p=deeper)


def test_types_are_entered_in_their_order_and_not_in_that_of_the_document() -> None:
    context: dict[str, Any] = {
        "A": {"@id": "urn:A", "@context": {"p": "https://example.org/from-a"}},
        "B": {"@id": "urn:B", "@context": {"p": "https://example.org/from-b"}},
    }
    forwards = _nquads(context, **{"@type": ["A", "B"], "p": "x"})
    assert "from-b" in forwards
    assert _nquads(context, **{"@type": ["B", "A"], "p": "x"}) == forwards


def test_a_type_relative_to_the_vocabulary_may_be_entered_twice() -> None:
    context: dict[str, Any] = {
        "@vocab": "urn:v:",
        "T": {"@id": "urn:T", "@context": {"@vocab": "x/"}},
    }
    assert "<urn:v:x/x/p>" in _nquads(context, **{"@type": ["T", "T"], "p": "y"})


def test_the_base_of_a_context_document_is_not_that_of_the_document() -> None:
    url = "https://example.org/context"
    extra = {url: {"@context": {"@base": "https://example.org/", "p": P}}}
    document: dict[str, Any] = {"@context": url, "@id": "relative", "p": "x"}
    assert canonicalize(document, extra_contexts=extra).nquads == ""
    document = {"@context": {"@base": "https://example.org/"}, "@id": "relative", P: "x"}
    assert canonicalize(document).nquads == f'<https://example.org/relative> <{P}> "x" .\n'


@pytest.mark.parametrize(
    ("reference", "iri"),
    [
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../..", "http://a/"),
        ("../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("http:g", "http:g"),
    ],
)
def test_references_resolve_as_rfc_3986_says(reference: str, iri: str) -> None:
    assert resolve_iri(reference, "http://a/b/c/d;p?q") == iri


@pytest.mark.parametrize(
    "iri", ["urn:a", "https://é.example/😂?a=b#c", "did:key:z6Mk#z6Mk", "a+b.c-d:", "data:,x"]
)
def test_an_iri(iri: str) -> None:
    assert is_iri(iri)


@pytest.mark.parametrize("character", ' <>"{}|\\^`\n\t\x00\x7f\x85')
def test_a_character_that_no_iri_has(character: str) -> None:
    assert not is_iri(f"urn:a{character}b")
    assert not is_iri(f"urn:a{character}")


@pytest.mark.parametrize("text", ["", "a", ":a", "1a:b", "urn:a#b#c", "_:a", "a,b:c"])
def test_no_iri(text: str) -> None:
    assert not is_iri(text)


@pytest.mark.parametrize("tag", ["en", "en-GB", "zh-Hant-TW", "x-a", "de-1996"])
def test_a_language_tag(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "en_GB", "1a", "en-", "en-toolongsubtag", "en\n", "é"])
def test_no_language_tag(tag: str) -> None:
    assert not is_language_tag(tag)


def test_a_json_null_is_a_value() -> None:
    context = {"p": {"@id": P, "@type": "@json"}}
    literal = '"null"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>'
    assert _nquads(context, p=None) == f"<urn:a> <{P}> {literal} .\n"
