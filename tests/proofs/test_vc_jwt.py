"""The claims of a JWT and the credential inside it."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import InvalidToken
from microcred.proofs import check_claim_names, check_claims, claims_of, credential_from_claims

CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential"],
    "issuer": {"id": "did:example:issuer", "type": ["Profile"]},
    "validFrom": "2023-01-01T00:00:00Z",
    "validUntil": "2033-01-01T01:00:00+01:00",
    "credentialSubject": {"id": "did:example:ana", "type": ["AchievementSubject"]},
}
CLAIMS = {
    "iss": "did:example:issuer",
    "jti": "urn:uuid:1",
    "sub": "did:example:ana",
    "nbf": 1672531200,
    "exp": 1988150400,
}


def codes(payload: dict[str, Any], typ: str | None = "JWT") -> list[tuple[str, str]]:
    credential = credential_from_claims(payload)
    faults = check_claim_names(payload, credential, typ) + check_claims(payload, credential)
    return [(fault.pointer, fault.code) for fault in faults]


def test_the_claims_repeat_the_credential() -> None:
    payload = claims_of(CREDENTIAL)
    assert payload == {**CLAIMS, **CREDENTIAL}
    assert credential_from_claims(payload) == CREDENTIAL
    assert codes(payload) == []


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf"])
def test_a_required_claim_must_be_there(claim: str) -> None:
    payload = claims_of(CREDENTIAL)
    del payload[claim]
    assert codes(payload) == [("", "claim-missing")]
    assert codes(payload, "vc+jwt") == []


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "did:example:other"),
        ("jti", "urn:uuid:2"),
        ("sub", "did:example:bob"),
        ("sub", None),
        ("nbf", 1672531201),
        ("nbf", "1672531200"),
        ("nbf", True),
        ("nbf", 1e300),
        ("exp", 1988150399),
    ],
)
@pytest.mark.parametrize("typ", ["JWT", "vc+jwt", None])
def test_a_claim_must_not_contradict_the_credential(claim: str, value: object, typ: str) -> None:
    payload = claims_of(CREDENTIAL) | {claim: value}
    assert codes(payload, typ) == [(f"/{claim}", "claim-mismatch")]


def test_an_expiry_that_the_credential_does_not_have_is_a_contradiction() -> None:
    until = {name: value for name, value in CREDENTIAL.items() if name != "validUntil"}
    assert "exp" not in claims_of(until)
    assert codes(claims_of(until) | {"exp": 1988150400}) == [("/exp", "claim-mismatch")]


def test_a_subject_without_id_has_no_sub() -> None:
    subject = {"type": ["AchievementSubject"], "identifier": []}
    payload = claims_of(CREDENTIAL | {"credentialSubject": subject})
    assert "sub" not in payload
    assert codes(payload) == []


def test_fractions_of_a_second_may_be_cut() -> None:
    payload = claims_of(CREDENTIAL | {"validFrom": "2023-01-01T00:00:00.5Z"})
    assert payload["nbf"] == 1672531200.5
    assert codes(payload | {"nbf": 1672531200}) == []


def test_the_older_vc_claim_is_completed_from_the_claims() -> None:
    payload = {
        **CLAIMS,
        "vc": {
            "@context": ["https://www.w3.org/2018/credentials/v1"],
            "type": ["VerifiableCredential"],
            "credentialSubject": {"degree": "x"},
        },
    }
    assert credential_from_claims(payload) == {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:1",
        "issuer": "did:example:issuer",
        "credentialSubject": {"id": "did:example:ana", "degree": "x"},
        "issuanceDate": "2023-01-01T00:00:00Z",
        "expirationDate": "2033-01-01T00:00:00Z",
    }
    assert codes(payload) == []


def test_the_older_vc_claim_keeps_what_it_says_itself() -> None:
    inner = {**CREDENTIAL, "issuer": "did:example:other"}
    payload = {**CLAIMS, "vc": inner}
    assert credential_from_claims(payload) == inner
    assert codes(payload) == [("/iss", "claim-mismatch")]


def test_a_vc_claim_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidToken) as caught:
        credential_from_claims({"vc": "eyJ"})
    assert caught.value.code == "invalid-vc-claim"
