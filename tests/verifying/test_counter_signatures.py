"""A proof by somebody else beside the issuer's spoils nothing and mends nothing."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from microcred.canonical import canonicalize_jcs
from microcred.encoding import encode_multibase
from microcred.keys import LocalKey, SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, claims_of, sign_jws
from microcred.verifying import VerificationReport
from tests.verifying.world import World

Badge = dict[str, Any]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def other() -> LocalKey:
    """Provide the key of somebody else, who has a did:key."""
    return SigningKey.generate("Ed25519")


def codes(report: VerificationReport, check: str) -> list[tuple[str, str]]:
    return [(item.outcome.value, item.code) for item in report.find(check)]


def proof_by(
    key: SigningKey, badge: Badge, *, suite: str = "eddsa-rdfc-2022", **options: Any
) -> Badge:
    """Make a proof over the badge as it stands, and over the earlier proofs that it names."""
    names = options.get("previousProof")
    unsecured = UnsecuredDocument(badge)
    if names:
        unsecured = unsecured.with_proofs([item for item in badge["proof"] if "id" in item])
    given = {
        "created": "2026-05-02T00:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    } | options
    return SUITES[suite].create(unsecured, given, key)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("first", [True, False])
def test_a_sound_proof_by_somebody_else_is_a_remark(
    world: World, other: LocalKey, suite: str, first: bool
) -> None:
    badge = world.signed()
    added = proof_by(other, badge, suite=suite)
    badge["proof"].insert(0 if first else 1, added)
    report = world.verify(badge)
    assert report.verdict == "valid"
    assert sorted(codes(report, "issuer_key")) == [
        ("passed", "counter-signature"),
        ("passed", "key-confirmed"),
    ]
    [remark] = [item for item in report.find("issuer_key") if item.code == "counter-signature"]
    assert remark.pointer == f"/proof/{0 if first else 1}"
    assert other.did[:40] in remark.message


def test_a_proof_by_somebody_else_over_the_issuers_is_a_remark(
    world: World, other: LocalKey
) -> None:
    badge = world.signed(id="urn:proof:1")
    badge["proof"].append(proof_by(other, badge, previousProof="urn:proof:1"))
    report = world.verify(badge)
    assert report.verdict == "valid"
    assert ("passed", "counter-signature") in codes(report, "issuer_key")


def test_a_proof_by_somebody_else_alone_is_not_the_issuers(world: World, other: LocalKey) -> None:
    badge = world.signed()
    badge["proof"] = [proof_by(other, badge), proof_by(other, badge)]
    assert codes(world.verify(badge), "issuer_key") == [("failed", "issuer-mismatch")] * 2


def break_signature(world: World, badge: Badge) -> None:
    value = badge["proof"][0]["proofValue"]
    badge["proof"][0]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")


def revoke_key(world: World, badge: Badge) -> None:
    world.method["revoked"] = "2026-01-01T00:00:00Z"


def withdraw_key(world: World, badge: Badge) -> None:
    world.documents[world.issuer]["assertionMethod"] = []


def lose_document(world: World, badge: Badge) -> None:
    world.documents.clear()


def change_badge(world: World, badge: Badge) -> None:
    badge["name"] = "Something else"


def unknown_suite(world: World, badge: Badge) -> None:
    badge["proof"][0]["cryptosuite"] = "bbs-2023"


def other_purpose(world: World, badge: Badge) -> None:
    badge["proof"][0]["proofPurpose"] = "authentication"


@pytest.mark.parametrize(
    "spoil",
    [
        break_signature,
        revoke_key,
        withdraw_key,
        lose_document,
        change_badge,
        unknown_suite,
        other_purpose,
    ],
)
def test_a_proof_that_is_added_makes_nothing_better(
    world: World, other: LocalKey, spoil: Callable[[World, Badge], None]
) -> None:
    badge = world.signed()
    spoil(world, badge)
    before = world.verify(badge)
    badge["proof"].append(proof_by(other, {**badge, "proof": []}))
    after = world.verify(badge)
    assert before.verdict != "valid"
    assert after.verdict in (before.verdict, "invalid")
    for check in ("json_ld", "proof", "issuer_key"):
        worst = [item for item in before.find(check) if item.outcome != "passed"]
        still = {(item.outcome, item.code) for item in after.find(check)}
        assert {(item.outcome, item.code) for item in worst if item.outcome != "skipped"} <= still
    assert "counter-signature" not in {code for _, code in codes(after, "issuer_key")}


def test_a_wrong_proof_in_the_issuers_name_still_fails(world: World, other: LocalKey) -> None:
    badge = world.signed()
    forged = proof_by(other.with_key_id(world.key.key_id), badge)
    badge["proof"].append(forged)
    report = world.verify(badge)
    assert ("failed", "bad-signature") in codes(report, "proof")
    assert report.verdict == "invalid"


def test_a_key_in_the_issuers_document_that_is_not_the_issuers_still_fails(
    world: World, other: LocalKey
) -> None:
    """It is named by the issuer's own document, under somebody else's control."""
    name = f"{world.issuer}#key-2"
    method = {
        "id": name,
        "type": "Multikey",
        "controller": other.did,
        "publicKeyMultibase": other.public_key.multikey,
    }
    world.documents[world.issuer]["verificationMethod"].append(method)
    world.documents[world.issuer]["assertionMethod"].append(name)
    badge = world.signed()
    badge["proof"].append(proof_by(other.with_key_id(name), badge))
    assert ("failed", "issuer-mismatch") in codes(world.verify(badge), "issuer_key")


def test_a_key_of_the_issuers_under_another_name_still_fails(other: LocalKey) -> None:
    """An issuer whose profile lists a key that a proof names by its did:key, and has revoked it."""
    world = World(issuer="https://district.example/profile")
    method = {
        "id": f"{world.issuer}#key-2",
        "type": "Multikey",
        "controller": world.issuer,
        "publicKeyMultibase": other.public_key.multikey,
        "revoked": "2026-01-01T00:00:00Z",
    }
    document = world.documents[world.issuer]
    world.badge["issuer"]["id"] = world.issuer
    own = world.key.public_key
    badge = world.signed(verificationMethod=f"{own.did_key}#{own.multikey}")
    badge["proof"].append(proof_by(other, badge))
    assert ("passed", "counter-signature") in codes(world.verify(badge), "issuer_key")
    document["verificationMethod"].append(method)
    document["assertionMethod"].append(method["id"])
    assert ("failed", "key-revoked") in codes(world.verify(badge), "issuer_key")


def test_a_wrong_proof_by_somebody_else_still_fails(world: World, other: LocalKey) -> None:
    badge = world.signed()
    added = proof_by(other, {**badge, "name": "Other"})
    badge["proof"].append(added)
    assert ("failed", "bad-signature") in codes(world.verify(badge), "proof")


def test_a_jwt_by_somebody_else_around_a_genuine_badge_still_fails(
    world: World, other: LocalKey
) -> None:
    """Its claims speak in the issuer's name."""
    header = {"typ": "JWT", "kid": other.key_id}
    token = sign_jws(header, claims_of(world.signed()), other)
    report = world.verify(token)
    assert ("failed", "issuer-mismatch") in codes(report, "issuer_key")
    assert ("passed", "key-confirmed") in codes(report, "issuer_key")
    assert report.verdict == "invalid"


def test_a_proof_by_somebody_else_does_not_make_the_json_signed(
    world: World, other: LocalKey
) -> None:
    """The issuer signed statements; a JCS proof by the holder does not vouch for the JSON."""
    badge = world.signed()
    hidden = {name: value for name, value in badge.items() if name != "proof"} | {"unheardOf": 1}
    added = signed_as_json(other, hidden)
    report = world.verify({**hidden, "proof": [added]})
    assert codes(report, "proof") == [("passed", "signature-valid")]
    report = world.verify({**hidden, "proof": [*badge["proof"], added]})
    assert report.outcome("json_ld") == "failed"
    assert report.verdict == "invalid"


def test_a_proof_that_is_added_does_not_mend_the_form(world: World, other: LocalKey) -> None:
    """What no context defines is a fault of form where the JSON is signed, and stays one."""
    badge = {**world.badge, "unheardOf": 1}
    badge["proof"] = [signed_as_json(world.key, badge)]
    before = world.verify(badge)
    assert (before.answers["genuine"], before.answers["wellFormed"]) == ("yes", "no")
    stripped = {name: value for name, value in badge.items() if name not in ("proof", "unheardOf")}
    badge["proof"].append(proof_by(other, stripped))
    after = world.verify(badge)
    assert ("failed", "undefined-term") in codes(after, "data_model")
    assert after.answers["wellFormed"] == "no"


def signed_as_json(key: SigningKey, document: Badge) -> Badge:
    """Make an eddsa-jcs-2022 proof whatever the document says."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    }
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    hashes = (sha256(canonicalize_jcs(part)).digest() for part in (options, unsecured))
    return options | {"proofValue": encode_multibase(key.sign(b"".join(hashes)))}
