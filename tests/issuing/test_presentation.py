"""What a holder signs: the same that a verifier asks for."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import InvalidDocument, MicrocredError, UnusableKey
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.models.context_urls import CREDENTIALS_V1, CREDENTIALS_V2
from microcred.proofs import parse_jws
from microcred.strict_json import parse_json_object
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, Session, Verifier
from tests.verifying.world import NOW, World

OWN: dict[str, Any] = {"@context": {"Mentor": "https://district.example/terms#Mentor"}}


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate("Ed25519")


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}, "wrong-context"),
        ({"type": ["VerifiableCredential"]}, "wrong-type-name"),
        ({"holder": "did:example:ana"}, "holder-key-mismatch"),
        ({"verifiableCredential": ["eyJhbGciOiJFZERTQSJ9.e30.AA"]}, "wrong-type"),
        ({"purpose": "a job"}, "undefined-term"),
    ],
)
def test_what_would_be_refused_is_not_signed(
    key: SigningKey, suite: str, change: dict[str, Any], code: str
) -> None:
    document = {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"], **change}
    with pytest.raises(InvalidDocument) as caught:
        Holder(key, suite).sign(document)
    assert code in [fault.code for fault in caught.value.faults]


def test_a_holder_has_contexts_of_its_own(key: SigningKey) -> None:
    url = "https://district.example/context.json"
    document = {"@context": [CREDENTIALS_V2, url], "type": ["VerifiablePresentation", "Mentor"]}
    with pytest.raises(MicrocredError) as caught:
        Holder(key).sign(document)
    assert caught.value.code == "unknown-context"
    made = Holder(key, clock=fixed_clock(NOW), contexts={url: OWN}).sign(
        document, challenge="c", domain="d"
    )
    verifier = Verifier(Policy(contexts={url: OWN}), clock=fixed_clock(NOW))
    assert verifier.verify_presentation(made, Session("c", "d")).verdict == "valid"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "vc-jwt"])
def test_a_badge_with_contexts_of_its_own_is_presented(key: SigningKey, suite: str) -> None:
    """Its contexts are its own business: what is around it needs not know them twice."""
    world = World()
    world.badge["@context"] = [*world.badge["@context"], {"Mentor": "https://d.example/#Mentor"}]
    world.badge["type"] = [*world.badge["type"], "Mentor"]
    world.badge["credentialSubject"]["id"] = key.did
    made = Holder(key, suite, fixed_clock(NOW)).present([world.signed()])
    assert made.document["@context"] == [CREDENTIALS_V2]
    assert world.verifier(Policy()).verify_presentation(made).verdict == "valid"


def test_an_envelope_is_presented_as_it_is(key: SigningKey) -> None:
    world = World()
    world.badge["credentialSubject"]["id"] = key.did
    envelope = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/vc+jwt,{world.token()}",
        "type": "EnvelopedVerifiableCredential",
    }
    made = Holder(key, clock=fixed_clock(NOW)).present([envelope])
    assert made.document["verifiableCredential"] == [envelope]
    assert world.verifier(Policy()).verify_presentation(made).verdict == "valid"


def test_an_unsigned_badge_is_not_presented(key: SigningKey) -> None:
    with pytest.raises(UnusableKey) as caught:
        Holder(key).present([World().badge])
    assert caught.value.code == "not-signed"


@pytest.mark.parametrize("suite", ["rot13", "ecdsa-sd-2023"])
def test_a_suite_that_signs_no_presentations_is_refused(suite: str) -> None:
    with pytest.raises(UnusableKey) as caught:
        Holder(SigningKey.generate("P-256"), suite).present()
    assert caught.value.code == "unknown-suite"


def test_a_jwt_of_vcdm_1_is_as_that_version_has_it(key: SigningKey) -> None:
    """VC Data Model 1.1, section 6.3.1: in the claim vp, with JWTs as text."""
    world = World()
    world.badge["credentialSubject"]["id"] = key.did
    document = {
        "@context": [CREDENTIALS_V1],
        "id": "urn:uuid:11111111-2222-4333-8444-555555555555",
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [world.token()],
    }
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).sign(document, challenge="c", domain="d")
    jws = parse_jws(made.jwt)
    assert jws.header["typ"] == "JWT"
    assert parse_json_object(jws.payload) == {
        "iss": key.did,
        "iat": int(NOW.timestamp()),
        "nonce": "c",
        "aud": "d",
        "jti": document["id"],
        "vp": document,
    }
    report = world.verifier(Policy()).verify_presentation(made, Session("c", "d"))
    assert (report.verdict, report.holder, len(report.credentials)) == ("valid", key.did, 1)
