"""The documents that list an issuer's keys, read back with what verifiers read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from microcred.dids import parse_controller_document
from microcred.dids.authoring import (
    ListedKey,
    did_document,
    json_web_key_set,
    place_of,
    profile_document,
    web_space_of,
)
from microcred.dids.key_urls import read_key_document
from microcred.dids.webvh.authoring import begin_log, continue_log
from microcred.dids.webvh.log import read_log, split_did
from microcred.errors import ConfigurationError, MalformedInput, UnusableKey
from microcred.keys import PublicKey, SigningKey

DID = "did:web:hill.example"
NOW = datetime(2026, 3, 5, tzinfo=UTC)
KEYS = [SigningKey.generate() for _ in range(6)]


def listed(issuer_id: str = DID) -> list[ListedKey]:
    return [
        ListedKey(f"{issuer_id}#key-1", KEYS[0].public_key, expires="2026-03-01T00:00:00Z"),
        ListedKey(
            f"{issuer_id}#key-2",
            KEYS[1].public_key,
            expires="2026-03-02T00:00:00Z",
            revoked="2026-03-01T12:00:00Z",
        ),
        ListedKey(f"{issuer_id}#key-3", SigningKey.generate("P-256").public_key),
    ]


def test_a_did_document_keeps_the_keys_that_ended() -> None:
    document = parse_controller_document(did_document(DID, listed()), DID)
    assert not document.unusable_methods
    assert document.assertion_methods == {f"{DID}#key-{number}" for number in (1, 2, 3)}
    retired, revoked, signing = (document.method(f"{DID}#key-{number}") for number in (1, 2, 3))
    assert retired.expires == datetime(2026, 3, 1, tzinfo=UTC)
    assert retired.revoked is None
    assert revoked.revoked == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert (signing.expires, signing.public_key.algorithm) == (None, "P-256")
    assert all(document.lists_for_assertion(method) for method in (retired, revoked, signing))


def test_a_profile_is_a_controller_document_too() -> None:
    url = "https://hill.example/issuer.json"
    profile = {"id": url, "type": ["Profile"], "name": "Hill"}
    document = profile_document(profile, listed(url))
    assert (document["id"], document["type"], document["name"]) == (url, ["Profile"], "Hill")
    method, controller = read_key_document(document, f"{url}#key-1")
    assert method.public_key == KEYS[0].public_key
    assert controller is not None
    assert controller.lists_for_assertion(method)


def test_a_key_set_has_retired_keys_and_no_revoked_ones() -> None:
    keys = json_web_key_set(listed())["keys"]
    assert [(key["kid"], key["alg"], key["use"]) for key in keys] == [
        (f"{DID}#key-1", "EdDSA", "sig"),
        (f"{DID}#key-3", "ES256", "sig"),
    ]
    assert PublicKey.from_jwk(keys[0]) == KEYS[0].public_key
    assert "d" not in keys[0]


@pytest.mark.parametrize(
    ("issuer_id", "place", "space"),
    [
        ("did:key:z6Mk", None, None),
        (DID, "https://hill.example/.well-known/did.json", "https://hill.example"),
        ("did:web:h.example%3A8443", "https://h.example:8443/.well-known/did.json",
         "https://h.example:8443"),
        ("did:web:h.example:a:b", "https://h.example/a/b/did.json", "https://h.example/a/b"),
        ("did:webvh:QmScid:h.example", "https://h.example/.well-known/did.jsonl",
         "https://h.example"),
        ("did:webvh:QmScid:h.example:a", "https://h.example/a/did.jsonl", "https://h.example/a"),
        ("https://h.example/a/issuer.json", "https://h.example/a/issuer.json",
         "https://h.example/a"),
    ],
)  # fmt: skip
def test_where_an_issuer_is_looked_up(issuer_id: str, place: str | None, space: str | None) -> None:
    assert place_of(issuer_id) == place
    assert web_space_of(issuer_id) == space


def test_an_id_that_leads_nowhere() -> None:
    with pytest.raises(MalformedInput) as caught:
        place_of("did:web:127.0.0.1")
    assert caught.value.code == "invalid-did"


def state(did: str) -> dict[str, Any]:
    return did_document(did, [ListedKey(f"{did}#key-1", KEYS[0].public_key)])


def begun() -> tuple[str, str]:
    return begin_log("hill.example:schools", state, KEYS[1], KEYS[2].public_key,
                     "2026-03-01T00:00:00Z")  # fmt: skip


def test_a_log_that_our_own_reader_takes() -> None:
    did, first = begun()
    scid, location = split_did(did)
    assert location == "hill.example:schools"
    changed = did_document(did, [ListedKey(f"{did}#key-2", KEYS[5].public_key)])
    second = continue_log(first, changed, KEYS[2], KEYS[3].public_key, "2026-03-02T00:00:00Z")
    third = continue_log(second, state(did), KEYS[3], KEYS[4].public_key, "2026-03-03T00:00:00Z")
    lines = [first, second, third]
    for count in (1, 2, 3):
        versions = read_log("\n".join(lines[:count]).encode(), scid, NOW)
        assert len(versions) == count
    assert [version.state for version in versions] == [state(did), changed, state(did)]
    assert [version.version_id.split("-")[0] for version in versions] == ["1", "2", "3"]
    assert versions[2].parameters.update_keys == (KEYS[3].public_key.multikey,)
    assert len(versions[2].parameters.next_key_hashes) == 1


def test_a_key_that_was_not_announced_writes_no_entry() -> None:
    did, first = begun()
    with pytest.raises(UnusableKey) as caught:
        continue_log(first, state(did), KEYS[3], KEYS[4].public_key, "2026-03-02T00:00:00Z")
    assert caught.value.code == "key-not-announced"


def test_an_update_key_is_ed25519() -> None:
    other = SigningKey.generate("P-256")
    with pytest.raises(UnusableKey):
        begin_log("hill.example", state, KEYS[1], other.public_key, "2026-03-01T00:00:00Z")


@pytest.mark.parametrize(
    ("time", "written"),
    [
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:01Z"),
        ("2026-02-28T23:58:00Z", "2026-03-01T00:00:01Z"),
        ("2026-03-01T00:00:02Z", "2026-03-01T00:00:02Z"),
    ],
)
def test_versions_follow_one_another(time: str, written: str) -> None:
    did, first = begun()
    second = json.loads(continue_log(first, state(did), KEYS[2], KEYS[3].public_key, time))
    assert second["versionTime"] == written


def test_a_clock_far_behind_the_log() -> None:
    did, first = begun()
    with pytest.raises(ConfigurationError) as caught:
        continue_log(first, state(did), KEYS[2], KEYS[3].public_key, "2026-02-01T00:00:00Z")
    assert caught.value.code == "clock-behind"
