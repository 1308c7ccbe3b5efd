"""A badge that counts no more is earned anew, and one in another language says the same."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import sqlalchemy as sa

from microcred.errors import MalformedInput, Refused
from microcred.fetch import OfflineFetcher
from microcred.ledger.tables import BADGES
from microcred.program.definition import MicroCredential
from microcred.program.flow import Shown, State
from microcred.program.flow.listed import SubmissionFilter
from microcred.verifying import Verifier
from tests.program.flow.conftest import LISTENING, QUESTIONS, STACK, World, micro_credential

ANA = "ana@school.example"


def revoke(world: World, badge_id: str) -> None:
    change = sa.update(BADGES).where(BADGES.c.id == badge_id).values(revoked_at=world.desk.now())
    with world.desk.database.writing() as connection:
        connection.execute(change)


def passed(world: World, definition_id: str = LISTENING) -> list[str]:
    """Earn a badge; give the ids of all that came of it."""
    world.clock.turn(minutes=1)
    decision = world.programme.decide(world.assessed(ANA, definition_id), by="office")
    return [badge.badge_id for badge in decision.badges]


def test_a_badge_that_counts_is_not_earned_again(world: World) -> None:
    passed(world)
    with pytest.raises(Refused) as caught:
        world.programme.enrol(ANA, LISTENING, by="ana")
    assert caught.value.code == "already-held"


def test_a_revoked_badge_is_earned_anew_and_the_record_of_the_first_stays(world: World) -> None:
    (first,) = passed(world)
    world.clock.turn(minutes=1)
    revoke(world, first)
    again = world.programme.enrol(ANA, LISTENING, by="ana")
    assert (again.standing.attempt, again.carried, again.consent) == (1, {}, None)
    with pytest.raises(Refused) as caught:
        world.programme.enrol(ANA, LISTENING, by="ana")
    assert caught.value.code == "already-enrolled"
    world.clock.turn(minutes=1)
    world.programme.withdraw(again.id, by="ana")
    (second,) = passed(world)
    assert second != first
    badges = world.programme.badges(ANA)
    assert [(each.badge_id, each.revoked) for each in badges] == [(first, True), (second, False)]
    states = [
        each.state for each in world.programme.submissions(SubmissionFilter(person=ANA)).items
    ]
    assert states == [State.PASSED, State.WITHDRAWN, State.PASSED]


def test_an_expiring_badge_can_be_renewed_in_the_time_that_the_programme_sets(
    world: World,
) -> None:
    world = World(world.desk.database, world.store.root, renew_days=30)
    world.shelf.by_id[QUESTIONS] = micro_credential(
        QUESTIONS, assessment={"assessors": 1}, validMonths=12
    )
    (first,) = passed(world, QUESTIONS)
    (badge,) = world.programme.badges(ANA)
    assert badge.valid_until == "2027-03-01T09:01:00Z"
    assert badge.document is not None
    assert badge.document["validUntil"] == badge.valid_until
    world.clock.turn(days=365 - 31)
    with pytest.raises(Refused) as caught:
        world.programme.enrol(ANA, QUESTIONS, by="ana")
    assert "30 days before 2027-03-01T09:01:00Z" in caught.value.message
    world.clock.turn(days=1)
    (second,) = passed(world, QUESTIONS)
    assert first != second
    assert len(world.programme.record(ANA).document["credentialSubject"]["verifiableCredential"])
    world.clock.turn(days=31)
    (inside,) = world.programme.record(ANA).document["credentialSubject"]["verifiableCredential"]
    assert inside["id"] == second


def test_a_badge_counts_to_the_last_day_of_a_shorter_month(world: World) -> None:
    world.shelf.by_id[QUESTIONS] = micro_credential(
        QUESTIONS, assessment={"assessors": 1}, validMonths=3
    )
    world.clock.turn(days=274)  # 30 November
    passed(world, QUESTIONS)
    assert world.programme.badges(ANA)[0].valid_until == "2027-02-28T09:01:00Z"


def test_a_stack_is_renewed_by_a_newer_member_and_not_by_itself(world: World) -> None:
    (first,) = passed(world)
    _, stack = passed(world, QUESTIONS)
    assert world.programme.stacks(ANA)[0].badge_id == stack
    revoke(world, stack)
    assert world.programme.stacks(ANA)[0].badge_id is None
    assert world.programme.award_stacks(ANA, by="office") == []
    revoke(world, first)
    _, renewed = passed(world)
    assert renewed != stack
    kinds = [each.definition_id for each in world.programme.badges(ANA)]
    assert kinds.count(STACK) == 2


def test_what_has_expired_counts_towards_nothing(world: World) -> None:
    world.shelf.by_id[QUESTIONS] = micro_credential(
        QUESTIONS, assessment={"assessors": 1}, validMonths=1
    )
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, prerequisites=[QUESTIONS])
    passed(world, QUESTIONS)
    draft = world.draft(ANA, LISTENING)
    assert world.programme.check(draft).prerequisites == []
    world.clock.turn(days=31)
    assert world.programme.check(draft).prerequisites == [QUESTIONS]


def bilingual() -> MicroCredential:
    document = copy.deepcopy(micro_credential(QUESTIONS).to_document())
    document |= {"languages": ["es"], "assessment": {"assessors": 1}}
    document |= {"name": {"en": "Questions", "es": "Preguntas"}}
    return MicroCredential.from_document(_in_both(document))


def _in_both(value: Any) -> Any:
    """Return every text in Spanish too."""
    texts = {"name", "description", "competency", "statement"}
    if isinstance(value, list):
        return [_in_both(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: {"en": each, "es": f"{each} (es)"}
        if name in texts and isinstance(each, str) and "url" not in value
        else _in_both(each)
        for name, each in value.items()
    }


def test_a_badge_is_in_the_language_that_was_chosen(world: World) -> None:
    world.shelf.by_id[QUESTIONS] = bilingual()
    submission_id = world.programme.enrol(ANA, QUESTIONS, by="ana", language="es").id
    world.fill(submission_id)
    (essay,) = [
        piece for piece in world.programme.show(submission_id).evidence if piece.item == "essay"
    ]
    world.programme.choose(essay.id, Shown.DIGEST, by="ana")
    world.programme.submit(submission_id, by="ana")
    world.programme.assign(submission_id, by="office")
    for assessor in world.assessors(submission_id):
        world.rate(submission_id, assessor, "proficient", "emerging")
    document = world.programme.decide(submission_id, by="office").badges[0].document
    assert document is not None
    achievement = document["credentialSubject"]["achievement"]
    assert (achievement["inLanguage"], achievement["name"]) == ("es", "Preguntas")
    assert achievement["id"] == f"{QUESTIONS}#in-es"
    assert "Meses" not in achievement["criteria"]["narrative"]
    assert "## Competencia" in achievement["criteria"]["narrative"]
    assert document["evidence"][0]["name"] == "An essay (es)"
    report = Verifier(fetcher=OfflineFetcher(), clock=world.clock).verify(document)
    assert report.verdict != "invalid"
    (told,) = [each for each in achievement["resultDescription"] if each["id"].endswith("#effect")]
    assert told["name"] == "Effect (es)"


def test_a_language_that_there_is_not_is_refused(world: World) -> None:
    with pytest.raises(MalformedInput) as caught:
        world.programme.enrol(ANA, QUESTIONS, by="ana", language="nl")
    assert caught.value.code == "no-such-language"
    assert world.programme.find_person(ANA) is None
