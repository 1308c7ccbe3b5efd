"""What a caller may choose for a proof: times, replay protection, chains, what stays shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from microcred.errors import InvalidDocument, ProofInvalid, UnusableKey
from microcred.issuing import Issuer, ProofOptions, Recipient, Signer, disclose
from microcred.keys import LocalKey, SigningKey
from microcred.models import Achievement
from microcred.timestamps import fixed_clock
from microcred.verifying import Verifier

from .conftest import MOMENT

DAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def document(issuer: Issuer, achievement: Achievement) -> dict[str, Any]:
    return issuer.award(achievement, Recipient.email("ana@school.example")).to_document()


def codes(document: Any, moment: datetime, check: str = "proof") -> set[str]:
    report = Verifier(clock=fixed_clock(moment)).verify(document)
    return {finding.code for finding in report.find(check)}


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_was_chosen_stands_in_the_proof_and_is_signed(
    suite: str, key: LocalKey, document: dict[str, Any]
) -> None:
    options = ProofOptions(
        id="urn:example:one",
        created=datetime(2026, 3, 1, tzinfo=UTC),
        expires=DAY,
        challenge="c-1",
        domain="school.example",
    )
    signed = Signer(key, suite).sign(document, options)
    (proof,) = signed.document["proof"]
    chosen = ("id", "created", "expires", "challenge", "domain")
    assert [proof[name] for name in chosen] == [
        "urn:example:one",
        "2026-03-01T00:00:00Z",
        "2026-03-02T00:00:00Z",
        "c-1",
        "school.example",
    ]
    assert codes(signed.json(), MOMENT) == {"signature-valid"}
    assert codes(signed.json(), datetime(2026, 3, 3, tzinfo=UTC), "validity") == {"proof-expired"}
    changed = {**signed.document, "proof": [{**proof, "challenge": "c-2"}]}
    assert codes(changed, MOMENT) == {"bad-signature"}


def test_nothing_chosen_leaves_nothing_in_the_proof(
    key: LocalKey, document: dict[str, Any]
) -> None:
    (proof,) = Signer(key).sign(document).document["proof"]
    assert proof.keys() == {
        "type",
        "cryptosuite",
        "created",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    }


def test_a_chained_proof_is_made_over_the_one_before_it(
    key: LocalKey, document: dict[str, Any]
) -> None:
    signer = Signer(key)
    first = signer.sign(document, ProofOptions(id="urn:example:one"))
    second = signer.sign(first.document, ProofOptions(previous_proof=["urn:example:one"]))
    assert second.document["proof"][1]["previousProof"] == "urn:example:one"
    report = Verifier().verify(second.json())
    assert [finding.code for finding in report.find("proof")] == ["signature-valid"] * 2
    earlier = {**second.document["proof"][0], "created": "2020-01-01T00:00:00Z"}
    changed = {**second.document, "proof": [earlier, second.document["proof"][1]]}
    assert [f.code for f in Verifier().verify(changed).find("proof")] == ["bad-signature"] * 2


def test_a_chain_to_a_proof_that_is_not_there_is_refused(
    key: LocalKey, document: dict[str, Any]
) -> None:
    with pytest.raises(ProofInvalid) as caught:
        Signer(key).sign(document, ProofOptions(previous_proof=["urn:example:none"]))
    assert caught.value.code == "previous-proof"


def test_two_proofs_of_one_id_are_refused(key: LocalKey, document: dict[str, Any]) -> None:
    options = ProofOptions(id="urn:example:one")
    with pytest.raises(InvalidDocument) as caught:
        Signer(key, ["eddsa-rdfc-2022", "eddsa-jcs-2022"]).sign(document, options)
    assert caught.value.faults[0].code == "duplicate-proof-id"


def test_a_holder_shows_what_is_mandatory_and_what_is_selected(
    document: dict[str, Any],
) -> None:
    key = SigningKey.generate("P-256")
    document["issuer"]["id"] = key.did
    mandatory = ["/issuer", "/validFrom", "/credentialSubject/achievement"]
    options = ProofOptions(mandatory_pointers=mandatory)
    base = Signer(key, "ecdsa-sd-2023").sign(document, options)
    assert "mandatoryPointers" not in base.document["proof"][0]
    shown = disclose(base, ["/name"])
    assert shown.document["name"] == document["name"]
    assert shown.document["credentialSubject"]["achievement"]["name"] == "Active Listening"
    assert "identifier" not in shown.document["credentialSubject"]
    report = Verifier().verify(shown.json())
    assert "signature-valid" in {finding.code for finding in report.find("proof")}


def test_only_a_base_proof_can_be_chosen_from(key: LocalKey, document: dict[str, Any]) -> None:
    with pytest.raises(InvalidDocument) as caught:
        disclose(Signer(key).sign(document), ["/name"])
    assert caught.value.faults[0].code == "no-base-proof"


@pytest.mark.parametrize(
    ("suite", "options"),
    [
        ("eddsa-rdfc-2022", ProofOptions(mandatory_pointers=["/issuer"])),
        ("eddsa-jcs-2022", ProofOptions(mandatory_pointers=[])),
        ("vc-jwt", ProofOptions(challenge="c-1")),
    ],
)
def test_options_that_no_proof_would_hold_are_refused(
    suite: str, options: ProofOptions, key: LocalKey, document: dict[str, Any]
) -> None:
    with pytest.raises(UnusableKey):
        Signer(key, suite).sign(document, options)
