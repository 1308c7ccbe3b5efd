"""From evidence to badge: what passes, what does not yet, and what the badge says."""

from __future__ import annotations

import pytest

from microcred.errors import Conflict, NotFound, Refused
from microcred.fetch import OfflineFetcher
from microcred.program.flow import State
from microcred.verifying import Verifier
from tests.program.flow.conftest import LISTENING, QUESTIONS, STACK, World


def test_what_passes_is_a_badge(world: World) -> None:
    submission_id = world.assessed()
    decision = world.programme.decide(submission_id, by="office")
    assert decision.verdict.outcome is State.PASSED
    (badge,) = decision.badges
    assert badge == world.programme.badge(submission_id)
    assert badge.document is not None
    subject = badge.document["credentialSubject"]
    assert subject["result"] == [
        {"type": ["Result"], "resultDescription": f"{LISTENING}#planning",
         "achievedLevel": f"{LISTENING}#planning/proficient"},
        {"type": ["Result"], "resultDescription": f"{LISTENING}#effect",
         "achievedLevel": f"{LISTENING}#effect/emerging"},
    ]  # fmt: skip
    assert subject["creditsEarned"] == 10
    assert subject["source"]["name"] == "Assessors of the District"
    report = Verifier(fetcher=OfflineFetcher(), clock=world.clock).verify(badge.document)
    assert {check.code for check in report.checks if check.outcome == "failed"} == set()
    assert world.programme.show(submission_id).state is State.PASSED


def test_a_stack_awards_itself_and_names_what_it_stands_on(world: World) -> None:
    first = world.programme.decide(world.assessed(), by="office").badges
    second = world.programme.decide(
        world.assessed("ana@school.example", QUESTIONS), by="office"
    ).badges
    assert [badge.definition_id for badge in first] == [LISTENING]
    assert [badge.definition_id for badge in second] == [QUESTIONS, STACK]
    document = second[1].document
    assert document is not None
    assert [each["id"] for each in document["evidence"]] == [first[0].badge_id, second[0].badge_id]


def test_not_yet_needs_feedback(world: World) -> None:
    submission_id = world.assessed(said="no")
    with pytest.raises(Refused) as caught:
        world.programme.decide(submission_id, by="office")
    assert caught.value.code == "feedback-missing"
    decision = world.programme.decide(submission_id, by="office", feedback="Say what comes next.")
    assert decision.verdict.outcome is State.NOT_YET
    assert decision.badges == []
    feedback = world.programme.feedback(submission_id)
    assert feedback.verdict == decision.verdict
    assert feedback.verdict.open_parts == ["reflection"]
    assert feedback.verdict.passed_parts == {"work": submission_id}
    assert feedback.words == "Say what comes next."
    assert sorted(feedback.comments["part:reflection"]) == [
        "ash on part:reflection",
        "birch on part:reflection",
    ]


def test_a_decision_that_is_asked_for_again_is_the_one_that_was_made(world: World) -> None:
    world.programme.decide(world.assessed(), by="office")
    submission_id = world.assessed("ana@school.example", QUESTIONS)
    made = world.programme.decide(submission_id, by="office", feedback="Well done.")
    assert [badge.definition_id for badge in made.badges] == [QUESTIONS, STACK]
    assert world.programme.decide(submission_id, by="office", feedback="Well done.") == made
    not_yet = world.assessed("bea@school.example", said="no")
    made = world.programme.decide(not_yet, by="office", feedback="More.")
    assert world.programme.decide(not_yet, by="office", feedback="More.") == made


@pytest.mark.parametrize(("by", "feedback"), [("office", "Other."), ("another", "")])
def test_another_decision_than_the_one_that_was_made_is_refused(
    world: World, by: str, feedback: str
) -> None:
    submission_id = world.assessed()
    world.programme.decide(submission_id, by="office")
    with pytest.raises(Refused) as caught:
        world.programme.decide(submission_id, by=by, feedback=feedback)
    assert caught.value.code == "not-now"


def test_feedback_says_about_what_and_that_nothing_is_left_to_do(world: World) -> None:
    submission_id = world.assigned()
    with pytest.raises(Conflict) as early:
        world.programme.feedback(submission_id)
    assert early.value.code == "not-decided"
    assert submission_id in early.value.message
    for assessor in world.assessors(submission_id):
        world.rate(submission_id, assessor, "proficient", "emerging")
    world.programme.decide(submission_id, by="office")
    told = world.programme.feedback(submission_id)
    assert (told.submission_id, told.words, told.language) == (submission_id, "", None)
    assert (told.attempts_left, told.not_before) == (0, None)
    assert told.definition.id == LISTENING


def test_what_did_not_pass_has_no_badge(world: World) -> None:
    submission_id = world.assessed(said="no")
    world.programme.decide(submission_id, by="office", feedback="Say more.")
    with pytest.raises(NotFound) as caught:
        world.programme.badge(submission_id)
    assert caught.value.code == "no-badge"
    assert submission_id in caught.value.message


def test_a_decision_says_about_what_and_the_trail_why(world: World) -> None:
    submission_id = world.assessed(said="no")
    made = world.programme.decide(submission_id, by="office", feedback="More.", reason="agreed")
    assert (made.submission_id, made.feedback) == (submission_id, "More.")
    assert made.decided_at == "2026-03-01T09:00:00Z"
    assert world.programme.history(submission_id)[-1].reason == "agreed"


@pytest.mark.parametrize(("levels_apart", "state"), [(1, State.DISPUTED), (2, State.ASSESSED)])
def test_how_far_ratings_may_be_apart_is_the_programmes_choice(
    world: World, levels_apart: int, state: State
) -> None:
    settings = {"levels_apart": levels_apart}
    programme = World(world.desk.database, world.store.root / "of", **settings)
    submission_id = programme.assigned()
    programme.rate(submission_id, "ash", "proficient", "exemplary")
    assert programme.rate(submission_id, "birch", "proficient", "emerging") is state
