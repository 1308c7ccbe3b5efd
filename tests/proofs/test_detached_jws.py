"""Ed25519Signature2018 and JsonWebSignature2020: verified as they were made, and no further."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import jwt
import pytest

from microcred.canonical import canonicalize
from microcred.encoding import encode_base64url
from microcred.errors import MicrocredError
from microcred.keys import Algorithm, SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, suite_of
from microcred.verifying import Verifier

Document = dict[str, Any]

VCDM_1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
JWS_2020 = "https://w3id.org/security/suites/jws-2020/v1"
SUITES_MADE: list[tuple[str, Algorithm, str]] = [
    ("Ed25519Signature2018", "Ed25519", "EdDSA"),
    ("JsonWebSignature2020", "Ed25519", "EdDSA"),
    ("JsonWebSignature2020", "P-256", "ES256"),
    ("JsonWebSignature2020", "P-384", "ES384"),
    ("JsonWebSignature2020", "secp256k1", "ES256K"),
    ("JsonWebSignature2020", "RSA", "PS256"),
]
MADE = pytest.mark.parametrize(("suite", "algorithm", "alg"), SUITES_MADE)


def badge_of(key: SigningKey, suite: str) -> Document:
    extra = [JWS_2020] if suite == "JsonWebSignature2020" else []
    return {
        "@context": [VCDM_1, OPEN_BADGES, *extra],
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Listening",
        "issuer": {"id": key.did, "type": ["Profile"], "name": "Hill"},
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ana",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:22222222-2222-4222-8222-222222222222",
                "type": ["Achievement"],
                "name": "Listening",
                "description": "Listens.",
                "criteria": {"narrative": "Do it."},
            },
        },
    }


def secured(
    suite: str, algorithm: Algorithm, alg: str, *, header: Document | None = None, **options: Any
) -> Document:
    """Sign as the specifications say, with `canonicalize` and PyJWT alone."""
    key = SigningKey.generate(algorithm)
    badge = badge_of(key, suite)
    proof: Document = {
        "type": suite,
        "created": "2026-01-02T00:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    } | options
    parts = [canonicalize(item | {"@context": badge["@context"]}) for item in (proof, badge)]
    assert [part.losses for part in parts] == [(), ()]
    header = {"alg": alg, "b64": False, "crit": ["b64"]} | (header or {})
    encoded = encode_base64url(json.dumps(header).encode())
    signed = encoded.encode() + b"." + b"".join(sha256(part.data).digest() for part in parts)
    signature = jwt.get_algorithm_by_name(alg).sign(signed, key.native)
    return badge | {"proof": proof | {"jws": f"{encoded}..{encode_base64url(signature)}"}}


def codes(badge: Document, check: str = "proof") -> list[tuple[str, str]]:
    return [(item.outcome.value, item.code) for item in Verifier().verify(badge).find(check)]


@MADE
def test_a_badge_is_valid(suite: str, algorithm: Algorithm, alg: str) -> None:
    report = Verifier().verify(secured(suite, algorithm, alg))
    assert report.verdict == "valid"
    assert [item.code for item in report.find("proof")] == ["signature-valid"]
    assert [item.code for item in report.find("issuer_key")] == ["key-confirmed"]


def change_name(badge: Document) -> None:
    badge["name"] = "Talking"


def change_created(badge: Document) -> None:
    badge["proof"]["created"] = "2026-01-03T00:00:00Z"


def change_signature(badge: Document) -> None:
    header, _, signature = badge["proof"]["jws"].split(".")
    changed = ("A" if signature[0] != "A" else "B") + signature[1:]
    badge["proof"]["jws"] = f"{header}..{changed}"


@MADE
@pytest.mark.parametrize("change", [change_name, change_created, change_signature])
def test_a_changed_badge_is_not(
    suite: str, algorithm: Algorithm, alg: str, change: Callable[[Document], None]
) -> None:
    badge = secured(suite, algorithm, alg)
    change(badge)
    assert codes(badge) == [("failed", "bad-signature")]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ({"b64": True}, ("failed", "jws-header")),
        ({"b64": 0}, ("failed", "jws-header")),
        ({"crit": ["b64", "exp"]}, ("failed", "jws-header")),
        ({"crit": None}, ("failed", "jws-header")),
        ({"alg": "none"}, ("failed", "algorithm-refused")),
        ({"alg": "HS256"}, ("failed", "algorithm-refused")),
        ({"alg": "ES256"}, ("failed", "key-type-mismatch")),
        ({"alg": "ML-DSA-44"}, ("undetermined", "unsupported-algorithm")),
    ],
)
def test_a_misleading_header_is_refused(header: Document, found: tuple[str, str]) -> None:
    badge = secured("Ed25519Signature2018", "Ed25519", "EdDSA", header=header)
    assert codes(badge) == [found]


@pytest.mark.parametrize(
    "jws", [None, 7, "", "e30.e30.AA", "e30..", "e30...AA", "!..AA", "W10..AA", "e30..A"]
)
def test_what_is_no_detached_jws_is_refused(jws: Any) -> None:
    badge = secured("Ed25519Signature2018", "Ed25519", "EdDSA")
    badge["proof"]["jws"] = jws
    assert codes(badge)[0][0] == "failed"
    assert codes(badge)[0][1] in ("jws-malformed", "jws-header")


def test_a_proof_value_beside_the_jws_is_not_covered() -> None:
    badge = secured("Ed25519Signature2018", "Ed25519", "EdDSA")
    badge["proof"]["proofValue"] = "z2"
    assert codes(badge)[0][0] == "failed"


def test_an_unsigned_member_of_the_proof_is_refused() -> None:
    badge = secured("JsonWebSignature2020", "P-256", "ES256")
    badge["proof"]["addedLater"] = "unsigned"
    assert codes(badge) == [("failed", "unsigned-proof-member")]


@pytest.mark.parametrize(
    ("suite", "algorithm"), [("Ed25519Signature2018", "P-256"), ("JsonWebSignature2020", "P-521")]
)
def test_a_key_that_the_suite_does_not_have_is_refused(suite: str, algorithm: Algorithm) -> None:
    badge = secured(suite, "Ed25519", "EdDSA")
    other = SigningKey.generate(algorithm)
    badge["proof"]["verificationMethod"] = other.key_id
    assert codes(badge) == [("failed", "key-type-mismatch")]


def test_the_transcript_has_the_bytes_that_were_signed() -> None:
    badge = secured("Ed25519Signature2018", "Ed25519", "EdDSA")
    key = SigningKey.generate("Ed25519")
    with pytest.raises(MicrocredError) as caught:
        SUITES["Ed25519Signature2018"].verify(
            UnsecuredDocument(badge), badge["proof"], key.public_key
        )
    transcript = caught.value.transcript  # type: ignore[attr-defined]
    header = badge["proof"]["jws"].partition(".")[0]
    hashes = transcript.options_hash + transcript.document_hash
    assert transcript.signing_input == f"{header}.".encode() + hashes


def test_a_suite_is_found_by_its_own_kind_of_name_alone() -> None:
    badge = secured("Ed25519Signature2018", "Ed25519", "EdDSA")
    assert suite_of(badge["proof"]) is SUITES["Ed25519Signature2018"]
    for proof in (
        {"type": "DataIntegrityProof", "cryptosuite": "Ed25519Signature2018"},
        {"type": "DataIntegrityProof", "cryptosuite": ["eddsa-rdfc-2022"]},
        {"type": "eddsa-rdfc-2022"},
        {"type": "ecdsa-sd-2023"},
        {"type": ["Ed25519Signature2018"]},
        {"type": "DataIntegrityProof"},
        {},
    ):
        assert suite_of(proof) is None


@pytest.mark.parametrize("suite", ["Ed25519Signature2018", "JsonWebSignature2020"])
def test_they_are_verified_and_never_issued(suite: str) -> None:
    assert SUITES[suite].algorithms == frozenset()
