"""Whatever is handed in gives a report, never an exception."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.json_pointer import join_pointer
from microcred.verifying import CHECKS, Policy
from tests.verifying.world import World

WORLD = World(policy=Policy(recipient="ana@school.example", trusted_issuers=frozenset({"did:x:y"})))
SIGNED = WORLD.signed() | {
    "credentialStatus": {"id": "https://a.example/1#2", "type": "BitstringStatusListEntry"},
    "credentialSchema": [{"id": "https://a.example/s", "type": "JsonSchema"}],
    "refreshService": {"id": "https://a.example/r", "type": "1EdTechCredentialRefresh"},
    "evidence": [{"id": "https://a.example/e", "type": ["Evidence"]}],
    "termsOfUse": {"type": "Terms"},
    "endorsementJwt": ["eyJhbGciOiJFZERTQSJ9.e30.AA"],
}
TOKEN = WORLD.token()
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20) | st.sampled_from(["did:key:z6Mk", "https://a.example/", "@type", "u"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "type", "@id", "@context", "proof", "x"]), inner,
                      max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict | list):
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in children:
            found += places(child, (*path, name))
    return found


PLACES = places(SIGNED)


def replaced(path: tuple[str | int, ...], junk: Any) -> dict[str, Any]:
    document = copy.deepcopy(SIGNED)
    parent: Any = document
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = junk
    return document


@settings(max_examples=300)
@given(st.sampled_from(PLACES), JUNK)
def test_junk_anywhere_in_a_badge_is_a_report(path: tuple[str | int, ...], junk: Any) -> None:
    document = replaced(path, junk)
    report = WORLD.verify(document)
    assert {item.check for item in report.checks} == set(CHECKS), join_pointer(path)
    # A change of anything that is signed can never be called valid.
    if document != SIGNED:
        assert report.verdict != "valid", join_pointer(path)
    json.dumps(report.to_dict())


@settings(max_examples=200)
@given(st.binary(max_size=300) | st.text(max_size=300))
def test_any_bytes_or_text_is_a_report(data: bytes | str) -> None:
    assert WORLD.verify(data).verdict == "invalid"


@settings(max_examples=200)
@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AZaz09-_.=é\n"))
def test_one_changed_character_breaks_a_token(index: int, character: str) -> None:
    changed = TOKEN[:index] + character + TOKEN[index + 1 :]
    if changed != TOKEN:
        assert WORLD.verify(changed).verdict == "invalid"
