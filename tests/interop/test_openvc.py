"""Badges exchanged with openvc-core: five cryptosuites, and JWTs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from microcred import Signer
from microcred.keys import Algorithm, LocalKey, SigningKey
from microcred.timestamps import parse_timestamp
from tests.interop.badges import (
    TAMPERINGS,
    VALID_FROM,
    realistic_badge,
    tampered,
    with_named_nodes_only,
)
from tests.interop.exchange import (
    accepted,
    failures,
    refused,
    report_on,
    single_proof,
    tampered_token,
)
from tests.interop.peers import Peer

pytestmark = pytest.mark.interop

RDFC: Final[tuple[tuple[str, Algorithm], ...]] = (
    ("eddsa-rdfc-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
)
JCS: Final[tuple[tuple[str, Algorithm], ...]] = (
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
)
KEYS_FOR_JWT: Final[tuple[Algorithm, ...]] = ("Ed25519", "P-256", "P-384")
CLOCK: Final = parse_timestamp(VALID_FROM).timestamp()


def issue_there(
    peer: Peer, suite: str, key: LocalKey, document: Mapping[str, Any]
) -> dict[str, Any]:
    jwk = key.to_jwk(private=True)
    text = peer.ask("issue", suite=suite, credential=document, jwk=jwk, key_id=key.key_id)
    badge: dict[str, Any] = json.loads(text)
    return badge


def with_context_in_proof(badge: Mapping[str, Any]) -> dict[str, Any]:
    """Write into the proof the context that it was made over."""
    return {**badge, "proof": {**badge["proof"], "@context": badge["@context"]}}


def sign_jwt_there(peer: Peer, key: LocalKey, clock: float | None) -> str:
    document, jwk = realistic_badge(key).to_document(), key.to_jwk(private=True)
    token: str = peer.ask("signJwt", credential=document, jwk=jwk, key_id=key.key_id, clock=clock)
    return token


@pytest.mark.parametrize(("suite", "algorithm"), [*RDFC, *JCS])
def test_our_badge_verifies_there(openvc: Peer, suite: str, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    badge = single_proof(Signer(key, suite).sign(realistic_badge(key)).document)
    assert accepted(openvc.ask("verify", text=json.dumps(badge)))


@pytest.mark.parametrize(("suite", "algorithm"), RDFC)
def test_a_badge_issued_there_verifies_here(openvc: Peer, suite: str, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    report = report_on(issue_there(openvc, suite, key, realistic_badge(key).to_document()))
    assert failures(report) == set()
    assert report.verdict == "valid"


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize(("suite", "algorithm"), [*RDFC, *JCS])
def test_a_changed_badge_fails_in_both(
    openvc: Peer, suite: str, algorithm: Algorithm, how: str
) -> None:
    key = SigningKey.generate(algorithm)
    badge = realistic_badge(key)
    ours = single_proof(Signer(key, suite).sign(badge).document)
    theirs = issue_there(openvc, suite, key, badge.to_document())
    theirs = with_context_in_proof(theirs) if "jcs" in suite else theirs
    for changed in (tampered(ours, how), tampered(theirs, how)):
        assert failures(report_on(changed)) == {("proof", "bad-signature", "/proof")}
        assert refused(openvc.ask("verify", text=json.dumps(changed)), "does not verify")


@pytest.mark.parametrize("algorithm", KEYS_FOR_JWT)
def test_a_jwt_issued_there_verifies_here(openvc: Peer, algorithm: Algorithm) -> None:
    """The credential is in its `vc` claim, although it is of VC Data Model 2.0."""
    key = SigningKey.generate(algorithm)
    report = report_on(sign_jwt_there(openvc, key, CLOCK))
    assert failures(report) == set()
    assert report.verdict == "valid"


@pytest.mark.parametrize("part", [1, 2], ids=["payload", "signature"])
@pytest.mark.parametrize("algorithm", KEYS_FOR_JWT)
def test_a_changed_jwt_fails_in_both(openvc: Peer, algorithm: Algorithm, part: int) -> None:
    token = sign_jwt_there(openvc, SigningKey.generate(algorithm), CLOCK)
    changed = tampered_token(token, part)
    assert report_on(changed).verdict == "invalid"
    assert not openvc.ask("verify", text=changed)["verified"]


# Where the two differ, and why.


def test_it_reads_no_array_of_proofs(openvc: Peer) -> None:
    """Data Integrity 1.0, "Proof Sets": `proof` may be an array; it takes an object only."""
    key = SigningKey.generate("Ed25519")
    badge = Signer(key).sign(realistic_badge(key))
    assert refused(openvc.ask("verify", text=badge.json()), "has no `proof`")


@pytest.mark.parametrize("algorithm", KEYS_FOR_JWT)
def test_it_reads_no_jwt_without_the_vc_claim(openvc: Peer, algorithm: Algorithm) -> None:
    """Open Badges 3.0, "JSON Web Token Proof Format": the payload is the credential itself."""
    key = SigningKey.generate(algorithm)
    token = Signer(key, "vc-jwt").sign(realistic_badge(key)).jwt
    assert refused(openvc.ask("verify", text=token), "no embedded `vc` object")


def test_its_jwt_begins_when_it_was_signed_whatever_the_badge_says(openvc: Peer) -> None:
    """VC Data Model 1.1, 6.3.1: `nbf` MUST represent the date of issuance in the credential."""
    token = sign_jwt_there(openvc, SigningKey.generate("P-256"), None)
    assert failures(report_on(token)) == {("proof", "claim-mismatch", "/nbf")}


@pytest.mark.parametrize(("suite", "algorithm"), JCS)
def test_its_jcs_proofs_lack_the_context_that_they_sign(
    openvc: Peer, suite: str, algorithm: Algorithm
) -> None:
    """EdDSA and ECDSA Cryptosuites, "Create Proof", step 2: `proof` has the `@context`.

    It hashes the context into the proof options and leaves it out of the proof, so that nobody
    who verifies as the specification says hashes the same. Its signature is right otherwise.
    """
    key = SigningKey.generate(algorithm)
    badge = issue_there(openvc, suite, key, realistic_badge(key).to_document())
    assert failures(report_on(badge)) == {("proof", "bad-signature", "/proof")}
    assert report_on(with_context_in_proof(badge)).verdict == "valid"


def test_its_p384_canonicalization_hashes_with_sha256(openvc: Peer) -> None:
    """ECDSA Cryptosuites, ecdsa-rdfc-2019: with P-384, RDFC-1.0 too is done with SHA-384.

    The labels of blank nodes come from that hash, so a badge that has them is signed over other
    statements. @digitalbazaar and the W3C's vectors do as we do.
    """
    key = SigningKey.generate("P-384")
    suite, document = "ecdsa-rdfc-2019", realistic_badge(key).to_document()
    ours = single_proof(Signer(key, suite).sign(document).document)
    theirs = issue_there(openvc, suite, key, document)
    assert refused(openvc.ask("verify", text=json.dumps(ours)), "does not verify")
    assert failures(report_on(theirs)) == {("proof", "bad-signature", "/proof")}


def test_p384_without_blank_nodes_is_the_same_in_both(openvc: Peer) -> None:
    key = SigningKey.generate("P-384")
    suite = "ecdsa-rdfc-2019"
    document = with_named_nodes_only(realistic_badge(key).to_document())
    ours = single_proof(Signer(key, suite).sign(document).document)
    assert accepted(openvc.ask("verify", text=json.dumps(ours)))
    assert report_on(issue_there(openvc, suite, key, document)).verdict == "valid"
