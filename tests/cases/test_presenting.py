"""A holder presents a badge of VC Data Model 1.1, and signs in with no badge at all."""

from __future__ import annotations

from typing import Any

import pytest

from microcred import Signer, SigningKey, Verifier
from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.proofs import SUITES, UnsecuredDocument
from microcred.verifying import PresentationReport, Session

V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate("Ed25519")


def older_badge(key: SigningKey) -> dict[str, Any]:
    return {
        "@context": [V1, OPEN_BADGES],
        "id": "urn:uuid:11111111-2222-4333-8444-555555555555",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": key.did, "type": ["Profile"], "name": "x"},
        "issuanceDate": "2024-01-01T00:00:00Z",
        "name": "n",
        "credentialSubject": {
            "id": key.did,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:2f7d3c5e-0d0c-4b39-8a1f-6a8e0f2f9f11",
                "type": ["Achievement"],
                "name": "n",
                "description": "d",
                "criteria": {"narrative": "x"},
            },
        },
    }


def wrong(report: PresentationReport) -> list[tuple[str, str]]:
    bad = (Outcome.FAILED, Outcome.UNDETERMINED)
    return [(item.check, item.code) for item in report.checks if item.outcome in bad]


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"])
@pytest.mark.parametrize("first", [V1, V2])
def test_an_older_badge_is_presented(key: SigningKey, suite: str, first: str) -> None:
    badge = Signer(key, "Ed25519Signature2020").sign(older_badge(key))
    holder = Holder(key, suite)
    made = holder.present([badge])
    if first == V1:
        own = {"type": ["VerifiablePresentation"], "verifiableCredential": [dict(badge.document)]}
        made = holder.sign({"@context": [V1], **own}, challenge="c")
    report = Verifier().verify_presentation(made)
    assert (report.verdict, report.holder, wrong(report)) == ("valid", key.did, [])


def test_what_others_sign_by_hand_is_valid(key: SigningKey) -> None:
    badge = Signer(key, "Ed25519Signature2020").sign(older_badge(key))
    suite = SUITES["eddsa-rdfc-2022"]
    presentation = suite.prepare(
        {
            "@context": [V2],
            "id": "urn:uuid:1",
            "type": ["VerifiablePresentation"],
            "holder": key.did,
            "verifiableCredential": [dict(badge.document)],
        }
    )
    options = {
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "authentication",
    }
    proof = suite.create(UnsecuredDocument(presentation), options, key)
    assert Verifier().verify_presentation({**presentation, "proof": [proof]}).verdict == "valid"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"])
def test_a_holder_signs_in_without_a_badge(key: SigningKey, suite: str) -> None:
    made = Holder(key, suite).present([], challenge="c", domain="d")
    report = Verifier().verify_presentation(made, Session("c", "d"))
    assert (report.verdict, report.holder, wrong(report)) == ("valid", key.did, [])
    (found,) = report.find("contained")
    assert (found.outcome, found.code) == (Outcome.SKIPPED, "nothing-presented")
