"""Compiled contexts: once per process, bounded, and never shared between different contents."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from microcred.canonical import canonicalize, compiled
from microcred.canonical.contexts import ContextProcessor
from microcred.contexts import PINNED_URLS

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BADGE: dict[str, Any] = {
    "@context": [V2, OB],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://e.example/", "type": "Profile", "name": "E"},
    "credentialSubject": {"type": "AchievementSubject", "achievement": {"type": "Achievement"}},
}


def test_a_second_document_processes_no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    first = canonicalize(BADGE)

    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("a context was processed again")

    monkeypatch.setattr(ContextProcessor, "process", refuse)
    assert canonicalize({**BADGE}).nquads == first.nquads


@pytest.mark.parametrize("url", sorted(PINNED_URLS))
def test_every_pinned_context_compiles(url: str) -> None:
    assert canonicalize({"@context": url}).nquads == ""


def test_a_poisoned_inline_context_changes_nothing_for_the_next_document() -> None:
    clean = {"@context": {"name": "https://schema.org/name"}, "name": "x"}
    before = canonicalize(clean).nquads
    for iri in ("https://evil.example/", "https://schema.org/description"):
        canonicalize({"@context": {"name": iri}, "name": "x"})
        canonicalize({"@context": [V2, {"@protected": False, "extra": iri}], "extra": "x"})
    assert canonicalize(clean).nquads == before
    assert canonicalize({"@context": V2, "extra": "x"}).losses


def test_extra_contexts_of_one_caller_are_not_those_of_another() -> None:
    url = "https://example.org/context"
    document = {"@context": url, "name": "x"}
    found = {
        canonicalize(document, extra_contexts={url: {"@context": {"name": iri}}}).nquads
        for iri in ("https://a.example/", "https://b.example/", "https://a.example/")
    }
    assert len(found) == 2


def test_an_extra_context_does_not_replace_a_pinned_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled._Kept, "tree", compiled._Tree())
    evil = {V2: {"@context": {"name": "https://evil.example/name"}}}
    nquads = canonicalize({"@context": V2, "name": "x"}, extra_contexts=evil).nquads
    assert "https://schema.org/name" in nquads


def test_a_context_that_changes_after_use_is_read_again() -> None:
    url = "https://example.org/context"
    extra = {url: {"@context": {"name": "https://a.example/"}}}
    document = {"@context": [url, {"p": "https://a.example/p"}], "name": "x"}
    canonicalize(document, extra_contexts=extra)
    extra[url]["@context"]["name"] = "https://b.example/"
    assert "https://b.example/" in canonicalize(document, extra_contexts=extra).nquads


def test_the_cache_does_not_grow_past_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MAX_CACHED_CONTEXT_TERMS", 2_000)
    largest = 0
    for number in range(300):
        inline = {f"t{n}": f"https://example.org/{number}/{n}" for n in range(20)}
        canonicalize({**BADGE, "@context": [V2, OB, inline]})
        largest = max(largest, compiled._Kept.tree.terms)
    assert largest < 4_000


def test_types_sent_by_strangers_do_not_fill_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MAX_CACHED_CONTEXT_TERMS", 5_000)
    largest = 0
    for number in range(400):
        types = ["Profile"] * (number + 2) + ["Image"] * number
        canonicalize({"@context": [V2, OB], "id": "urn:a", "type": types})
        largest = max(largest, compiled._Kept.tree.terms)
    assert largest < 8_000


def test_undefined_names_are_not_remembered() -> None:
    canonicalize(BADGE)
    root = compiled._Kept.tree.root.children[V2, OB]
    before = len(root.uses), len(root.scopes)
    for number in range(500):
        canonicalize(
            {"@context": [V2, OB], f"@x{number}": 1, f"x{number}": 1, "type": f"T{number}"}
        )
    assert (len(root.uses), len(root.scopes)) <= (before[0] + 2, before[1] + 1)


def test_threads_get_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = canonicalize(BADGE).nquads
    monkeypatch.setattr(compiled._Kept, "tree", compiled._Tree())
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(canonicalize(BADGE).nquads)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_the_document_is_not_changed() -> None:
    document = {"@context": [V2, OB], "type": "Profile", "name": {"@list": ["x", ["y"]]}}
    before = repr(document)
    canonicalize(document)
    assert repr(document) == before
