"""did:webvh: a sound log gives its versions; a log that is wrong anywhere gives none."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest

from microcred.dids import Resolver
from microcred.errors import (
    KeyNotListed,
    MalformedInput,
    MicrocredError,
    ResolutionFailed,
    UnusableAnswer,
)
from microcred.timestamps import fixed_clock, parse_timestamp
from tests.dids.files import KEYS, Files, Log, key_hash, mk, sign
from tests.fetch.world import budget

NOW = parse_timestamp("2024-02-01T00:00:00Z")
URL = "https://issuer.example/.well-known/did.jsonl"
WITNESS_URL = "https://issuer.example/.well-known/did-witness.json"


def resolver(files: Files) -> Resolver:
    return Resolver(files, clock=fixed_clock(NOW))


def served(log: Log) -> Resolver:
    files = Files()
    files.put(URL, log.body(), "text/jsonl")
    return resolver(files)


def refused(log: Log | Resolver, did: str) -> MicrocredError:
    asked = served(log) if isinstance(log, Log) else log
    with pytest.raises((MalformedInput, UnusableAnswer)) as caught:
        asked.resolve(did)
    # what a log says of itself is the controller's word, a log that does not check is nobody's
    own_word = caught.value.code in ("no-such-version", "did-deactivated", "did-moved")
    own_word = own_word or caught.value.code == "invalid-did"
    assert isinstance(caught.value, MalformedInput) is own_word
    return caught.value


def test_latest_version_is_given() -> None:
    log = Log()
    log.update()
    document = served(log).resolve(log.did)
    assert (document.id, document.version_id) == (log.did, log.last_id)
    assert document.assertion_methods == {f"{log.did}#2"}
    assert document.deactivated is False


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("versionNumber=1", 1),
        ("versionTime=2024-01-01T12:00:00Z", 1),
        ("versionTime=2024-01-02T00:00:00Z", 2),
        ("versionTime=2024-01-31T00:00:00Z", 3),
    ],
)
def test_earlier_version_is_given_when_asked_for(query: str, number: int) -> None:
    log = Log()
    log.update()
    log.update()
    document = served(log).resolve(f"{log.did}?{query}")
    assert document.version_id == log.entries[number - 1]["versionId"]


def test_version_of_a_moment_is_given() -> None:
    log = Log()
    log.update()
    at = parse_timestamp("2024-01-01T12:00:00Z")
    method = served(log).resolve_verification_method(f"{log.did}#1", at)
    assert method.document is not None
    assert method.document.version_id == log.entries[0]["versionId"]
    assert served(log).resolve(f"{log.did}?versionId={log.last_id}", at).version_id == log.last_id
    named = f"{log.did}?versionNumber=1#1"
    assert served(log).resolve_verification_method(named).method.id == f"{log.did}#1"
    with pytest.raises(KeyNotListed) as caught:
        served(log).resolve_verification_method(f"{log.did}#1")
    assert caught.value.code == "unknown-verification-method"


@pytest.mark.parametrize(
    "query", ["versionNumber=3", "versionId=1-x", "versionTime=2023-12-31T00:00:00Z"]
)
def test_version_that_is_not_there(query: str) -> None:
    log = Log()
    assert refused(log, f"{log.did}?{query}").code == "no-such-version"


def test_deactivated_did_is_given_for_the_past_only() -> None:
    log = Log()
    log.update({"deactivated": True, "updateKeys": []})
    assert refused(log, log.did).code == "did-deactivated"
    late = parse_timestamp("2024-01-20T00:00:00Z")
    with pytest.raises(MalformedInput) as caught:
        served(log).resolve(log.did, late)
    assert caught.value.code == "did-deactivated"
    document = served(log).resolve(log.did, parse_timestamp("2024-01-01T12:00:00Z"))
    assert document.deactivated is True


def test_keys_rotate() -> None:
    log = Log()
    log.update({"updateKeys": [mk(1)]})
    log.update(key=KEYS[1])
    assert served(log).resolve(log.did).version_id == log.last_id
    log.update(key=KEYS[0])
    assert "may not update" in refused(log, log.did).message


def test_pre_rotation() -> None:
    log = Log(nextKeyHashes=[key_hash(1), key_hash(2)])
    log.update({"updateKeys": [mk(1)], "nextKeyHashes": [key_hash(3)]}, KEYS[1])
    log.update({"updateKeys": [mk(3)], "nextKeyHashes": []}, KEYS[3])
    log.update({"updateKeys": [mk(0)]}, KEYS[3])
    log.update(key=KEYS[0])
    assert served(log).resolve(log.did).version_id == log.last_id


@pytest.mark.parametrize(
    ("parameters", "key"),
    [
        ({"updateKeys": [mk(2)], "nextKeyHashes": []}, 2),
        ({"updateKeys": [mk(1), mk(0)], "nextKeyHashes": []}, 1),
        ({"updateKeys": [mk(1)], "nextKeyHashes": []}, 0),
        ({"nextKeyHashes": []}, 0),
        ({"updateKeys": [mk(1)]}, 1),
        ({}, 0),
    ],
)
def test_pre_rotation_is_held_to(parameters: dict[str, Any], key: int) -> None:
    log = Log(nextKeyHashes=[key_hash(1)])
    log.update(parameters, KEYS[key])
    assert refused(log, log.did).code == "invalid-did-log"


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "did:web"},
        {"method": None},
        {"updateKeys": "z6Mk"},
        {"updateKeys": [1]},
        {"updateKeys": []},
        {"updateKeys": [mk(0)] * 65},
        {"nextKeyHashes": {}},
        {"portable": "yes"},
        {"deactivated": 1},
        {"unknown": True},
        {"witness": []},
        {"witness": {"threshold": 0, "witnesses": [{"id": f"did:key:{mk(1)}"}]}},
        {"witness": {"threshold": 2, "witnesses": [{"id": f"did:key:{mk(1)}"}]}},
        {"witness": {"threshold": True, "witnesses": [{"id": f"did:key:{mk(1)}"}]}},
        {"witness": {"threshold": 1.0, "witnesses": [{"id": f"did:key:{mk(1)}"}]}},
        {"witness": {"threshold": 1, "witnesses": []}},
        {"witness": {"threshold": 1, "witnesses": [mk(1)]}},
        {"witness": {"threshold": 1, "witnesses": [{"id": mk(1)}]}},
        {"witness": {"threshold": 1, "witnesses": [{"id": "did:key:z6Mk"}]}},
        {"witness": {"threshold": 1, "witnesses": [{"id": f"did:key:{mk(1)}"}] * 2}},
    ],
)
def test_wrong_parameters_of_the_first_entry(changes: dict[str, Any]) -> None:
    log = Log(**changes)
    assert refused(log, log.did).code == "invalid-did-log"


@pytest.mark.parametrize("version", ["0.5", "1.1"])
def test_another_version_of_the_method_is_not_implemented(version: str) -> None:
    first = Log(method=f"did:webvh:{version}")
    later = Log()
    later.update({"method": f"did:webvh:{version}"})
    for log in (first, later):
        with pytest.raises(ResolutionFailed) as caught:
            served(log).resolve(log.did)
        assert caught.value.code == "unsupported-did-method"


@pytest.mark.parametrize(
    "parameters",
    [{"scid": "Qm"}, {"portable": True}, {"method": 1.0}, {"ttl": 5, "x": 1}, [], 5],
)
def test_wrong_parameters_of_a_later_entry(parameters: Any) -> None:
    log = Log()
    log.update(parameters)
    assert refused(log, log.did).code == "invalid-did-log"


def test_null_stands_for_the_default() -> None:
    log = Log(nextKeyHashes=None, witness=None, watchers=None, portable=None)
    log.update({"witness": None})
    assert served(log).resolve(log.did).version_id == log.last_id


@pytest.mark.parametrize(
    "changes",
    [
        {"versionTime": "2024-01-01T00:00:00Z"},
        {"versionTime": "2023-12-31T00:00:00Z"},
        {"versionTime": "2024-01-05T00:00:00+01:00"},
        {"versionTime": "2024-01-05T00:00:00"},
        {"versionTime": 5},
        {"state": []},
        {"state": {}},
        {"state": {"id": "did:web:issuer.example"}},
        {"state": {"id": f"did:webvh:{key_hash(0)}:issuer.example"}},
    ],
)
def test_wrong_member_of_an_entry(changes: dict[str, Any]) -> None:
    log = Log()
    log.update(**changes)
    assert refused(log, log.did).code == "invalid-did-log"


def test_clock_may_differ_a_little() -> None:
    log = Log()
    log.update(versionTime="2024-02-01T00:05:00Z")
    assert served(log).resolve(log.did).version_id == log.last_id


def test_what_comes_after_the_moment_that_counts_is_no_part_of_it_yet() -> None:
    log = Log()
    first = log.last_id
    log.update({"deactivated": True, "updateKeys": []}, versionTime="2024-02-01T00:05:01Z")
    document = served(log).resolve(log.did)
    assert (document.version_id, document.deactivated) == (first, False)
    log.entries[1]["state"] = {"id": log.did}
    assert refused(log, log.did).code == "invalid-did-log"


def test_a_log_that_begins_in_the_future_gives_nothing() -> None:
    log = Log()
    early = fixed_clock(parse_timestamp("2023-12-31T23:54:59Z"))
    files = Files()
    files.put(URL, log.body(), "text/jsonl")
    assert refused(Resolver(files, clock=early), log.did).code == "invalid-did-log"


@pytest.mark.parametrize(
    "proof",
    [
        {"cryptosuite": "ecdsa-jcs-2019"},
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"type": "Ed25519Signature2020"},
        {"proofPurpose": "authentication"},
        {"verificationMethod": f"did:key:{mk(0)}#{mk(1)}"},
        {"verificationMethod": f"did:key:{mk(1)}#{mk(1)}"},
        {"verificationMethod": f"did:key:{mk(0)}"},
        {"verificationMethod": mk(0)},
        {"verificationMethod": None},
        {"@context": []},
    ],
)
def test_proof_of_another_kind_is_refused(proof: dict[str, Any]) -> None:
    log = Log()
    log.update(proof=proof)
    assert refused(log, log.did).code == "invalid-did-log"


def change_state(log: Log) -> None:
    log.entries[0]["state"]["alsoKnownAs"] = ["did:web:evil.example"]


def change_time(log: Log) -> None:
    log.entries[1]["versionTime"] = "2024-01-02T00:00:01Z"


def drop_entry(log: Log) -> None:
    del log.entries[1]


def drop_proof(log: Log) -> None:
    del log.entries[1]["proof"]


def empty_proof(log: Log) -> None:
    log.entries[1]["proof"] = []


def second_proof_wrong(log: Log) -> None:
    proof = log.entries[1]["proof"][0]
    log.entries[1]["proof"].append(proof | {"proofValue": log.entries[0]["proof"][0]["proofValue"]})


def many_proofs(log: Log) -> None:
    log.entries[1]["proof"] *= 9


def proof_value_missing(log: Log) -> None:
    del log.entries[1]["proof"][0]["proofValue"]


def proof_value_in_base64(log: Log) -> None:
    log.entries[1]["proof"][0]["proofValue"] = "uAAAA"


def version_number(log: Log) -> None:
    log.entries[1]["versionId"] = log.entries[1]["versionId"].replace("2-", "02-")


def version_dashes(log: Log) -> None:
    log.entries[1]["versionId"] = log.entries[1]["versionId"].replace("2-", "2--")


def swap(log: Log) -> None:
    log.entries.reverse()


def only_tail(log: Log) -> None:
    log.entries = log.entries[1:]


def empty(log: Log) -> None:
    log.entries = []


@pytest.mark.parametrize(
    "damage",
    [
        change_state,
        change_time,
        drop_entry,
        drop_proof,
        empty_proof,
        second_proof_wrong,
        many_proofs,
        proof_value_missing,
        proof_value_in_base64,
        version_number,
        version_dashes,
        swap,
        only_tail,
        empty,
    ],
)
def test_damaged_log_gives_nothing(damage: Callable[[Log], None]) -> None:
    log = Log()
    log.update()
    log.update()
    did = log.did
    damage(log)
    assert refused(log, did).code == "invalid-did-log"
    assert refused(log, f"{did}?versionNumber=1").code == "invalid-did-log"


def test_update_after_deactivation_is_refused() -> None:
    log = Log()
    log.update({"deactivated": True})
    log.update()
    assert refused(log, log.did).code == "invalid-did-log"


def test_log_of_another_did_is_refused() -> None:
    log, other = Log(), Log(portable=True)
    assert log.scid != other.scid
    assert refused(log, other.did).code == "invalid-did-log"


def test_first_entry_must_hash_to_the_scid() -> None:
    log = Log()
    entry = log.entries[0]
    unsigned = {name: value for name, value in entry.items() if name != "proof"}
    unsigned["state"] = unsigned["state"] | {"alsoKnownAs": ["did:web:evil.example"]}
    del log.entries[0]
    log._add(unsigned, log.scid, KEYS[0])
    assert "scid does not match" in refused(log, log.did).message


def test_portable_did_may_move() -> None:
    log = Log("old.example", portable=True)
    old = log.did
    log.location = "issuer.example"
    log.update(state=log.state() | {"alsoKnownAs": [old]})
    assert served(log).resolve(log.did).also_known_as == (old,)
    files = Files()
    files.put("https://old.example/.well-known/did.jsonl", log.body(), "text/jsonl")
    assert refused(resolver(files), old).code == "did-moved"
    assert resolver(files).resolve(f"{old}?versionNumber=1").id == old


def test_did_that_is_not_portable_may_not_move() -> None:
    log = Log("old.example")
    old = log.did
    log.location = "issuer.example"
    log.update(state=log.state() | {"alsoKnownAs": [old]})
    assert refused(log, log.did).code == "invalid-did-log"


def test_moved_did_names_where_it_was() -> None:
    log = Log("old.example", portable=True)
    log.location = "issuer.example"
    log.update()
    assert refused(log, log.did).code == "invalid-did-log"


def witness(threshold: int, *indexes: int) -> dict[str, Any]:
    listed = [{"id": f"did:key:{mk(index)}"} for index in indexes]
    return {"threshold": threshold, "witnesses": listed}


def approval(log: Log, number: int, *indexes: int, **changes: Any) -> dict[str, Any]:
    version = {"versionId": log.entries[number - 1]["versionId"]}
    return version | {"proof": [sign(version, KEYS[index], **changes) for index in indexes]}


def witnessed_code(log: Log, approvals: Any) -> str | None:
    files = Files()
    files.put(URL, log.body(), "text/jsonl")
    files.put(WITNESS_URL, approvals)
    try:
        resolver(files).resolve(log.did)
    except MicrocredError as error:
        return error.code
    return None


def test_enough_witnesses_approve() -> None:
    log = Log(witness=witness(2, 1, 2, 3))
    log.update()
    assert witnessed_code(log, [approval(log, 2, 1, 2)]) is None
    assert witnessed_code(log, [approval(log, 2, 1), approval(log, 2, 3)]) is None
    assert witnessed_code(log, [approval(log, 1, 1, 2), approval(log, 2, 3, 2)]) is None
    assert witnessed_code(log, [{"versionId": "9-x"}, approval(log, 2, 1, 2)]) is None


def test_too_few_witnesses_approve() -> None:
    log = Log(witness=witness(2, 1, 2))
    log.update()
    bad = approval(log, 2, 2, proofPurpose="authentication")
    for approvals in (
        [],
        [approval(log, 2, 1)],
        [approval(log, 2, 1, 1)],
        [approval(log, 2, 1, 3)],
        [approval(log, 2, 1, 0)],
        [approval(log, 1, 1, 2), approval(log, 2, 1)],
        [approval(log, 2, 1), bad],
        [approval(log, 2, 1), approval(log, 2, 2) | {"versionId": "3-x"}],
        [approval(log, 2, 1), approval(log, 1, 2) | {"versionId": log.last_id}],
    ):
        assert witnessed_code(log, approvals) == "not-witnessed"


def test_witness_file_that_is_wrong_or_absent() -> None:
    log = Log(witness=witness(1, 1))
    assert witnessed_code(log, {}) == "invalid-did-log"
    assert witnessed_code(log, b"[") == "invalid-json"
    assert witnessed_code(log, [5, {"versionId": 5}, {"versionId": log.last_id}]) == "not-witnessed"
    with pytest.raises(ResolutionFailed) as caught:
        served(log).resolve(log.did)
    assert caught.value.code == "not-found"


def test_witnesses_that_are_replaced_approve_their_replacement() -> None:
    log = Log(witness=witness(1, 1))
    log.update({"witness": witness(1, 2)})
    assert witnessed_code(log, [approval(log, 2, 2)]) == "not-witnessed"
    assert witnessed_code(log, [approval(log, 2, 1)]) is None
    log.update()
    assert witnessed_code(log, [approval(log, 3, 1)]) == "not-witnessed"
    assert witnessed_code(log, [approval(log, 2, 1), approval(log, 3, 2)]) is None


def test_witnesses_that_are_given_up_approve_that() -> None:
    log = Log(witness=witness(1, 1))
    log.update({"witness": {}})
    log.update()
    assert witnessed_code(log, [approval(log, 1, 1)]) == "not-witnessed"
    assert witnessed_code(log, [approval(log, 2, 1)]) is None


def test_first_witnesses_approve_the_entry_that_names_them() -> None:
    log = Log()
    log.update({"witness": witness(1, 1)})
    assert witnessed_code(log, [approval(log, 1, 1)]) == "not-witnessed"
    assert witnessed_code(log, [approval(log, 2, 1)]) is None


@pytest.mark.parametrize("body", [b"", b"\n", b"[]\n", b"{}\n", b"{\n", b"\xff\n", b"null\n"])
def test_what_is_no_log_is_refused(body: bytes) -> None:
    files = Files()
    files.put(URL, body, "text/jsonl")
    assert refused(resolver(files), Log().did).code == "invalid-did-log"


def test_html_instead_of_a_log_is_a_no() -> None:
    files = Files()
    files.put(URL, b"<html>", "text/html")
    with pytest.raises(ResolutionFailed) as caught:
        resolver(files).resolve(Log().did)
    assert caught.value.code == "wrong-content-type"


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        (b"{}\n" * 1000, "did-log-too-long"),
        (b"{}\n" * 300_000, "did-log-too-long"),
        (b"[" * 1_000_000, "invalid-did-log"),
        (b"\n" * 1_000_000, None),
    ],
)
def test_long_log_ends_within_the_budget(rest: bytes, code: str | None) -> None:
    log, files = Log(), Files()
    files.put(URL, log.body() + rest, "text/jsonl")
    asked = resolver(files)
    with budget():
        if code is None:
            assert asked.resolve(log.did).version_id == log.last_id
        else:
            assert refused(asked, log.did).code == code


def test_costly_entry_ends_within_the_budget() -> None:
    log = Log()
    log.update(state=log.state() | {"x": [{"y": str(n)} for n in range(50_000)]})
    log.entries[1]["proof"] *= 8
    assert 700_000 < len(log.body()) < 1_000_000
    asked = served(log)
    with budget(traced=False):
        assert asked.resolve(log.did).version_id == log.last_id


@pytest.mark.parametrize(
    "did",
    [
        "did:webvh:Qm:issuer.example",
        f"did:webvh:{key_hash(0)}",
        f"did:webvh:{key_hash(0)}:",
        f"did:webvh:{key_hash(0).replace('Q', '0')}:issuer.example",
        f"did:webvh:{key_hash(0)}:127.0.0.1",
        f"did:webvh:{key_hash(0)}:127.0.0.1%3a8080",
        f"did:webvh:{key_hash(0)}:127%2E0%2E0%2E1",
        f"did:webvh:{key_hash(0)}:169%2e254%2e169%2e254",
        f"did:webvh:{key_hash(0)}:example.com:..:..:admin",
        f"did:webvh:{key_hash(0)}:example.com:%2E%2E:admin",
        f"did:webvh:{key_hash(0)}:example.com:a%2Fb",
        f"did:webvh:{key_hash(0)}:example.com#x",
    ],
    ids=itertools.count(),
)
def test_did_that_leads_elsewhere_is_refused_before_anything_is_fetched(did: str) -> None:
    files = Files()
    assert refused(resolver(files), did).code == "invalid-did"
    assert files.asked == []


def test_duplicate_members_in_an_entry_are_refused() -> None:
    log = Log()
    body = log.body().replace(b'{"versionId"', b'{"versionId": 1, "versionId"', 1)
    files = Files()
    files.put(URL, body, "text/jsonl")
    error = refused(resolver(files), log.did)
    assert error.code == "invalid-did-log"
    assert json.loads(log.body())["versionId"] == log.last_id
