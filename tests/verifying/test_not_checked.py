"""JSON-LD that only the general processor knows: what it drops is not known, which is no fault."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from microcred.encoding import encode_multibase
from microcred.errors import InvalidDocument
from microcred.issuing import Signer
from microcred.proofs import UnsecuredDocument
from microcred.proofs.options import canonicalize_options
from microcred.verifying import VerificationReport
from tests.verifying.world import World

RARE = {
    "notes": {"@id": "urn:x:notes", "@container": "@index", "@index": "kind"},
    "kind": "urn:x:kind",
}
"""An index that is a property (JSON-LD 1.1, "Property-based data indexing")."""


@pytest.fixture
def world() -> World:
    world = World()
    world.badge["@context"].append(RARE)
    world.badge["notes"] = {"first": {"id": "urn:x:1"}}
    return world


def signed(world: World, **members: Any) -> dict[str, Any]:
    """Sign as another implementation does, which does not ask what JSON-LD drops."""
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", **world.options}
    proof |= members
    options = canonicalize_options(proof, world.badge["@context"]).data
    document = UnsecuredDocument(world.badge).rdfc().data
    hashes = hashlib.sha256(options).digest() + hashlib.sha256(document).digest()
    value = encode_multibase(world.key.sign(hashes))
    return {**world.badge, "proof": {**proof, "proofValue": value}}


def codes(report: VerificationReport, check: str) -> set[tuple[str, str]]:
    return {(str(finding.outcome), finding.code) for finding in report.find(check)}


def test_it_cannot_be_told_whether_such_a_badge_is_genuine(world: World) -> None:
    report = world.verify(signed(world))
    assert codes(report, "json_ld") == {("undetermined", "not-checked")}
    assert codes(report, "proof") == {("undetermined", "not-checked")}
    assert report.answers["genuine"] == "unknown"
    assert report.verdict == "undetermined"


def test_a_wrong_signature_is_evidence_all_the_same(world: World) -> None:
    changed = signed(world) | {"name": "Another Name"}
    report = world.verify(changed)
    assert codes(report, "proof") == {("failed", "bad-signature")}
    assert report.answers["genuine"] == "no"


def test_what_is_known_to_be_dropped_is_evidence_too(world: World) -> None:
    world.badge["undefined"] = "x"
    assert ("failed", "undefined-term") in codes(world.verify(signed(world)), "json_ld")
    del world.badge["undefined"]
    report = world.verify(signed(world, undefined="x"))
    assert codes(report, "proof") == {("failed", "unsigned-proof-member")}


def test_what_may_be_hidden_from_readers_there_is_never_genuine(world: World) -> None:
    world.badge["@context"][-1] = {**RARE, "ends": "https://www.w3.org/2018/credentials#validUntil"}
    world.badge["ends"] = world.badge.pop("validUntil")
    assert world.verify(signed(world)).answers["genuine"] == "unknown"


def test_it_is_not_signed_here(world: World) -> None:
    with pytest.raises(InvalidDocument) as caught:
        Signer(world.key).sign(world.badge)
    assert "not-checked" in {fault.code for fault in caught.value.faults}
