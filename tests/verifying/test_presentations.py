"""Presentations: the holder, the session, and every credential inside."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from microcred.encoding import encode_base64url
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.timestamps import fixed_clock
from microcred.verifying import Outcome, PresentationReport, Session, Verifier
from tests.verifying.world import NOW, MemoryResolver, World

FAILED, UNDETERMINED = Outcome.FAILED, Outcome.UNDETERMINED
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"]


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate("Ed25519")


@pytest.fixture
def world(key: SigningKey) -> World:
    world = World()
    world.badge["credentialSubject"]["id"] = key.did
    return world


def verify(world: World, presentation: Any, session: Session | None = None) -> PresentationReport:
    resolver = MemoryResolver(world.documents)
    verifier = Verifier(world.policy, resolver=resolver, clock=fixed_clock(world.now))
    return verifier.verify_presentation(presentation, session)


def wrong(report: PresentationReport) -> list[tuple[str, Outcome, str]]:
    return [
        (item.check, item.outcome, item.code)
        for item in report.checks
        if item.outcome in (FAILED, UNDETERMINED)
    ]


@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_of_badges_in_every_form_is_valid(
    world: World, key: SigningKey, suite: str
) -> None:
    holder = Holder(key, suite, fixed_clock(NOW))
    made = holder.present(
        [world.signed(), world.token()], challenge="1f44d55f", domain="employer.example"
    )
    report = verify(world, made, Session("1f44d55f", "employer.example"))
    assert wrong(report) == []
    assert report.verdict == "valid"
    assert report.holder == key.did
    assert [item.code for item in report.find("source")] == ["presentation-found"]
    assert [inner.source for inner in report.credentials] == ["json", "jwt"]
    assert [item.code for item in report.find("recipient")] == ["holder-is-subject"] * 2
    report.raise_for_failures()


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    ("session", "code"),
    [
        (Session("another", "employer.example"), "challenge-mismatch"),
        (Session("1f44d55f", "other.example"), "domain-mismatch"),
    ],
)
def test_a_replay_fails(
    world: World, key: SigningKey, suite: str, session: Session, code: str
) -> None:
    holder = Holder(key, suite, fixed_clock(NOW))
    made = holder.present([world.signed()], challenge="1f44d55f", domain="employer.example")
    assert wrong(verify(world, made, session)) == [("proof", FAILED, code)]


@pytest.mark.parametrize("suite", SUITES)
def test_a_session_that_the_holder_left_out_fails(
    world: World, key: SigningKey, suite: str
) -> None:
    made = Holder(key, suite, fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made, Session(challenge="1f44d55f"))
    assert wrong(report) == [("proof", FAILED, "challenge-mismatch")]


@pytest.mark.parametrize("suite", SUITES)
def test_somebody_elses_badge_fails(world: World, suite: str) -> None:
    thief = Holder(SigningKey.generate("Ed25519"), suite, fixed_clock(NOW))
    report = verify(world, thief.present([world.signed()]))
    assert wrong(report) == [("recipient", FAILED, "holder-is-not-subject")]


@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_in_another_holders_name_fails(
    world: World, key: SigningKey, suite: str
) -> None:
    thief = SigningKey.generate("Ed25519").with_key_id(key.key_id)
    report = verify(world, Holder(thief, suite, fixed_clock(NOW)).present([world.signed()]))
    assert ("proof", FAILED, "bad-signature") in wrong(report)


def test_a_holder_who_is_not_the_keys_owner_fails(world: World, key: SigningKey) -> None:
    thief = Holder(SigningKey.generate("Ed25519"), "eddsa-rdfc-2022", fixed_clock(NOW))
    made = dict(thief.present([world.signed()]).document)
    made["holder"] = key.did
    assert ("proof", FAILED, "bad-signature") in wrong(verify(world, made))


def test_a_badge_changed_inside_breaks_both_proofs(world: World, key: SigningKey) -> None:
    made = copy.deepcopy(
        dict(Holder(key, clock=fixed_clock(NOW)).present([world.signed()]).document)
    )
    made["verifiableCredential"][0]["name"] = "Changed"
    codes = [(check, code) for check, _, code in wrong(verify(world, made))]
    assert codes == [("proof", "bad-signature"), ("contained", "bad-signature")]


def test_a_credentials_proof_is_no_presentations_proof(world: World, key: SigningKey) -> None:
    made = dict(Holder(key, clock=fixed_clock(NOW)).present([world.signed()]).document)
    made["proof"] = [{**made["proof"][0], "proofPurpose": "assertionMethod"}]
    assert ("proof", FAILED, "wrong-purpose") in wrong(verify(world, made))


def test_a_subject_without_id_cannot_be_compared(world: World, key: SigningKey) -> None:
    del world.badge["credentialSubject"]["id"]
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made)
    assert wrong(report) == [("recipient", UNDETERMINED, "holder-not-comparable")]
    assert report.verdict == "undetermined"


def test_an_expired_badge_inside_fails(world: World, key: SigningKey) -> None:
    world.badge["validUntil"] = "2026-05-30T00:00:00Z"
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    assert wrong(verify(world, made)) == [("contained", FAILED, "expired")]


def test_nothing_presented_fails(world: World, key: SigningKey) -> None:
    made = Holder(key, clock=fixed_clock(NOW)).present([])
    assert wrong(verify(world, made)) == [("contained", FAILED, "nothing-presented")]


def test_no_further_credential_is_begun_after_too_many_findings(
    world: World, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Holder(key, "eddsa-jcs-2022", fixed_clock(NOW)).present([world.signed(), world.token()])
    findings = len(verify(world, made).credentials[0].checks)
    limit = "microcred.verifying.presentation.MAX_PRESENTED_FINDINGS"
    monkeypatch.setattr(limit, findings)
    assert len(verify(world, made).credentials) == 2
    monkeypatch.setattr(limit, findings - 1)
    report = verify(world, made)
    assert wrong(report) == [("contained", UNDETERMINED, "limit-exceeded")]
    assert report.find("contained")[-1].pointer == "/verifiableCredential/1"
    assert len(report.credentials) == 1
    assert report.verdict == "undetermined"


def test_an_expired_token_fails(world: World, key: SigningKey) -> None:
    from microcred.proofs import sign_jws

    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()])
    payload = {**made.document, "iss": key.did, "exp": int(NOW.timestamp())}
    token = sign_jws({"typ": "vp+jwt", "kid": key.key_id}, payload, key)
    assert wrong(verify(world, token)) == [("proof", FAILED, "token-not-valid-now")]


def test_the_older_vp_claim_is_read(world: World, key: SigningKey) -> None:
    from microcred.proofs import sign_jws

    made = dict(Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()]).document)
    del made["holder"]
    payload = {"iss": key.did, "nonce": "n", "aud": ["employer.example"], "vp": made}
    token = sign_jws({"typ": "JWT", "kid": key.key_id}, payload, key)
    report = verify(world, token, Session("n", "employer.example"))
    assert report.verdict == "valid"
    assert report.holder == key.did


def test_a_badge_is_no_presentation_and_the_other_way_round(world: World, key: SigningKey) -> None:
    report = verify(world, world.signed())
    assert [item.code for item in report.find("source")] == ["not-a-presentation"]
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    assert [item.code for item in world.verify(made).find("source")] == ["is-a-presentation"]


def test_an_envelope_is_opened_once(world: World) -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{world.token()}",
        "type": "EnvelopedVerifiableCredential",
    }
    report = world.verify(envelope)
    assert report.verdict == "valid"
    assert report.source == "jwt"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (None, "invalid-envelope"),
        ("https://district.example/badge.jwt", "invalid-envelope"),
        ("data:application/vc+jwt", "invalid-envelope"),
        ("data:text/html,eyJhbGciOiJFZERTQSJ9.e30.AA", "invalid-envelope"),
        ("data:application/vc+jwt,hello", "invalid-token"),
        ("data:application/vc+jwt," + encode_base64url(b"x"), "invalid-token"),
    ],
)
def test_a_broken_envelope_fails_at_the_source(world: World, url: object, code: str) -> None:
    report = world.verify({"type": ["EnvelopedVerifiableCredential"], "id": url})
    assert [(item.outcome, item.code) for item in report.find("source")] == [(FAILED, code)]
    assert report.verdict == "invalid"


def test_the_report_as_data(world: World, key: SigningKey) -> None:
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made)
    assert report.to_problem_details() == []
    data = report.to_dict()
    assert data["verdict"] == "valid"
    assert data["holder"] == key.did
    assert [inner["verdict"] for inner in data["credentials"]] == ["valid"]
