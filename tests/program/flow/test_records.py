"""The record of an educator, endorsements, and what is reported."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from microcred.errors import InvalidDocument, Refused
from microcred.fetch import OfflineFetcher
from microcred.issuing import Issuer
from microcred.keys import SigningKey
from microcred.models import Profile
from microcred.program.agreement import Figure
from microcred.program.flow import Shown, sign_endorsement
from microcred.program.flow.binding import digest_uri
from microcred.registry.changes import last_change
from microcred.verifying import VerificationReport, Verifier
from tests.changes import changes_since
from tests.program.flow.conftest import (
    LISTENING,
    PDF,
    QUESTIONS,
    STACK,
    World,
    micro_credential,
)

ANA = "ana@school.example"


def verified(world: World, document: object) -> VerificationReport:
    verifier = Verifier(fetcher=OfflineFetcher(), clock=world.clock)
    return verifier.verify(document)  # type: ignore[arg-type]


def failures(report: VerificationReport) -> list[str]:
    return [f"{check.code} {check.message}" for check in report.checks if check.outcome == "failed"]


def test_a_record_is_one_credential_with_every_badge(world: World) -> None:
    for definition_id in (LISTENING, QUESTIONS):
        world.programme.decide(world.assessed(ANA, definition_id), by="office")
    record = world.programme.record(ANA).document
    assert record["type"] == ["VerifiableCredential", "ClrCredential"]
    subject = record["credentialSubject"]
    held = [
        each["credentialSubject"]["achievement"]["id"] for each in subject["verifiableCredential"]
    ]
    assert sorted(held) == sorted([LISTENING, QUESTIONS, STACK])
    assert [(each["sourceId"], each["targetId"]) for each in subject["association"]] == [
        (LISTENING, STACK),
        (QUESTIONS, STACK),
    ]
    report = verified(world, record)
    assert failures(report) == []
    inside = report.find("contained")
    assert len(inside) >= 3
    assert "failed" not in {each.outcome for each in inside}


def test_nobody_has_a_record_of_nothing(world: World) -> None:
    world.draft()
    with pytest.raises(Refused) as caught:
        world.programme.record(ANA)
    assert caught.value.code == "nothing-earned"


def endorser(world: World) -> Issuer:
    key = SigningKey.generate("Ed25519")
    profile = Profile(id=key.did, name="Association of Teachers")
    return Issuer(profile, key, clock=world.clock)


def test_badges_carry_endorsements_of_their_micro_credential_and_issuer(world: World) -> None:
    association = endorser(world)
    verifier = Verifier(fetcher=OfflineFetcher(), clock=world.clock)
    for about in (LISTENING, str(world.issuer.profile.id)):
        document = sign_endorsement(
            association, about, "We ask for it.", clock=world.clock
        ).document
        kept = world.programme.add_endorsement(document, verifier=verifier, by="office")
        assert (kept.about, kept.endorser) == (about, association.profile.id)
    (badge,) = world.programme.decide(world.assessed(), by="office").badges
    assert badge.document is not None
    achievement = badge.document["credentialSubject"]["achievement"]
    assert achievement["endorsement"][0]["issuer"]["name"] == "Association of Teachers"
    assert (
        badge.document["issuer"]["endorsement"][0]["credentialSubject"]["id"]
        == world.issuer.profile.id
    )
    report = verified(world, badge.document)
    assert failures(report) == []
    assert [each.outcome for each in report.find("endorsements")] == ["passed"] * 2


def test_an_endorsement_is_a_change_of_what_it_is_about(world: World) -> None:
    (award,) = world.programme.decide(world.assessed(), by="office").badges
    assert award.document is not None
    issued = award.document["id"]
    verifier = Verifier(fetcher=OfflineFetcher(), clock=world.clock)
    for kind, about in (("achievement", LISTENING), ("issuer", str(world.issuer.profile.id)),
                        ("badge", issued)):  # fmt: skip
        document = sign_endorsement(endorser(world), about, "Good.", clock=world.clock).document
        with world.programme.desk.database.reading() as connection:
            before = last_change(connection)
        kept = world.programme.add_endorsement(document, verifier=verifier, by="office")
        world.programme.withdraw_endorsement(kept.id, by="office")
        with world.programme.desk.database.reading() as connection:
            changes = changes_since(connection, before)
        assert [(change.kind, change.subject) for change in changes] == [(kind, about)] * 2


def test_a_withdrawn_endorsement_is_not_carried_any_more(world: World) -> None:
    verifier = Verifier(fetcher=OfflineFetcher(), clock=world.clock)
    document = sign_endorsement(endorser(world), LISTENING, "Good.", clock=world.clock).document
    kept = world.programme.add_endorsement(document, verifier=verifier, by="office")
    gone = world.programme.withdraw_endorsement(kept.id, by="office", reason="asked to")
    assert gone.withdrawn_at is not None
    (badge,) = world.programme.decide(world.assessed(), by="office").badges
    assert badge.document is not None
    assert "endorsement" not in badge.document["credentialSubject"]["achievement"]
    assert world.programme.endorsements(LISTENING) == [gone]


def test_only_what_verifies_and_is_about_us_is_kept(world: World) -> None:
    verifier = Verifier(fetcher=OfflineFetcher(), clock=world.clock)
    signed = dict(sign_endorsement(endorser(world), LISTENING, "Good.", clock=world.clock).document)
    other = sign_endorsement(
        endorser(world), "urn:uuid:" + "0" * 8, "Good.", clock=world.clock
    ).document
    forged = {**signed, "credentialSubject": {**signed["credentialSubject"], "id": QUESTIONS}}
    for document, code in [(forged, "endorsement-invalid"), (other, "nothing-endorsed")]:
        with pytest.raises(Refused) as caught:
            world.programme.add_endorsement(document, verifier=verifier, by="office")
        assert caught.value.code == code
    with pytest.raises(InvalidDocument):
        world.programme.add_endorsement({"type": "x"}, verifier=verifier, by="office")
    assert world.programme.endorsements() == []


def test_a_badge_shows_what_the_educator_chose(world: World, tmp_path: Path) -> None:
    submission_id = world.draft()
    link = world.programme.attach_link(submission_id, "page", "https://ana.example/a", by="ana")
    plan, essay = (
        next(each for each in world.programme.show(submission_id).evidence if each.item == item)
        for item in ("plan", "essay")
    )
    world.programme.choose(plan.id, Shown.DIGEST, by="ana")
    world.programme.choose(essay.id, Shown.CONTENT, by="ana")
    world.programme.choose(link.id, Shown.CONTENT, by="ana")
    world.programme.consent(submission_id, given=True, words="I agree.", by="ana")
    world.programme.submit(submission_id, by="ana")
    world.programme.assign(submission_id, by="office")
    for assessor in world.assessors(submission_id):
        world.rate(submission_id, assessor, "proficient", "proficient")
    (badge,) = world.programme.decide(submission_id, by="office").badges
    assert badge.public
    assert badge.document is not None
    evidence = {each["name"]: each for each in badge.document["evidence"]}
    assert evidence["A page"]["id"] == "https://ana.example/a"
    assert evidence["An essay"]["narrative"].startswith("Next I shall wait")
    assert evidence["A lesson plan"]["id"].startswith("ni:///sha-256;")
    assert "narrative" not in evidence["A lesson plan"]
    digest = hashlib.sha256(PDF + submission_id.encode()).hexdigest()
    assert evidence["A lesson plan"]["id"] == digest_uri(digest)
    assert digest in evidence["A lesson plan"]["description"]
    assert failures(verified(world, badge.document)) == []


def test_a_file_is_shown_on_the_site_once_its_badge_is_public(world: World) -> None:
    submission_id = world.draft()
    plan = next(
        each for each in world.programme.show(submission_id).evidence if each.item == "plan"
    )
    world.programme.choose(plan.id, Shown.CONTENT, by="ana")
    world.programme.consent(submission_id, given=True, words="I agree.", by="ana")
    world.programme.submit(submission_id, by="ana")
    world.programme.assign(submission_id, by="office")
    for assessor in world.assessors(submission_id):
        world.rate(submission_id, assessor, "proficient", "proficient")
    assert world.programme.published_evidence() == {}
    (badge,) = world.programme.decide(submission_id, by="office").badges
    assert badge.document is not None
    path = f"evidence/{plan.digest}.pdf"
    assert badge.document["evidence"][0]["id"] == f"https://hill.example/{path}"
    assert world.programme.published_evidence() == {path: plan.digest}


def test_agreement_counts_what_was_said_independently(world: World) -> None:
    disputed = world.assigned()
    first, second = world.assessors(disputed)
    world.rate(disputed, first, "proficient", "emerging")
    world.rate(disputed, second, "emerging", "emerging")
    agreed = world.assigned("ben@school.example")
    for assessor in world.assessors(agreed):
        world.rate(agreed, assessor, "proficient", "emerging")
    report = world.programme.agreement(LISTENING)
    assert (report.submissions, report.disputed) == (2, 0)
    world.programme.assign(disputed, by="office")
    assert world.programme.agreement().disputed == 1
    planning = next(each for each in report.criteria if each.criterion == "planning")
    assert planning.share == Figure(0.5, 2)
    effect = next(each for each in report.criteria if each.criterion == "effect")
    assert effect.share == Figure(1.0, 2)
    assert effect.fleiss.value is None
    assert world.programme.agreement(QUESTIONS).criteria == []


def test_other_levels_in_a_newer_version_are_compared_apart(world: World) -> None:
    for assessor in world.assessors(before := world.assigned()):
        world.rate(before, assessor, "proficient", "emerging")
    rubric = world.shelf.by_id[LISTENING].to_document()["rubric"]
    rubric[0]["levels"][0]["id"] = "beginning"
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, version="2", rubric=rubric)
    first, second = world.assessors(after := world.assigned("ben@school.example"))
    world.rate(after, first, "proficient", "emerging")
    world.rate(after, second, "beginning", "emerging")
    report = world.programme.agreement(LISTENING)
    planning = {each.levels: each.share for each in report.criteria if each.criterion == "planning"}
    assert planning == {
        ("beginning", "proficient", "exemplary"): Figure(0.0, 1),
        ("emerging", "proficient", "exemplary"): Figure(1.0, 1),
    }
    effect = [each.share for each in report.criteria if each.criterion == "effect"]
    assert effect == [Figure(1.0, 2)]


def test_what_was_earned_is_counted(world: World) -> None:
    for who in (ANA, "ben@school.example"):
        world.programme.decide(world.assessed(who, QUESTIONS), by="office")
    assert world.programme.earned() == {QUESTIONS: 2}
