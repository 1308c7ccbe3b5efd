"""Who must not judge, does not: when assigned, rating, adjudicating, deciding, each time."""

from __future__ import annotations

import threading

import pytest

from microcred.cli.advice import advice_on
from microcred.errors import Refused
from microcred.program.flow import Rating, State
from tests.program.flow.conftest import LISTENING, QUESTIONS, World, micro_credential
from tests.program.flow.test_assessing import ANA, good, refused

BEN = "ben@school.example"


def not_eligible(call: object, *args: object, **options: object) -> str:
    error = refused(call, *args, **options)
    assert error.code == "not-eligible"
    return f"{error.message}. {advice_on(error.code, error.data)}"


def test_own_work_and_conflicts_found_after_assigning_stop_the_rating(world: World) -> None:
    submission_id = world.assigned()
    world.programme.add_assessor("ash", by="office", person=ANA)
    world.programme.add_conflict("birch", ANA, by="office")
    essay = world.programme.show(submission_id).evidence[0]
    for assessor, why in (("ash", "own work"), ("birch", "conflict of interest")):
        said = not_eligible(world.programme.assess, submission_id, assessor, good())
        assert why in said
        assert f"'microcred program assign {submission_id} {assessor} --release'" in said
        not_eligible(world.programme.task, submission_id, assessor)
        not_eligible(world.programme.open_for, essay.id, assessor)
    assert world.programme.assessments(submission_id) == []


def test_who_left_rates_nothing_more_until_they_are_back(world: World) -> None:
    submission_id = world.assigned()
    world.programme.remove_assessor("ash", by="office")
    assert "they left" in not_eligible(world.programme.assess, submission_id, "ash", good())
    error = refused(world.programme.decide, submission_id, by="office")
    told = advice_on(error.code, error.data)
    assert f"'microcred program assign {submission_id} ash --release'" in told
    assert f"'microcred program assess {submission_id} --as birch'" in told
    world.programme.add_assessor("ash", by="office")
    assert world.programme.assess(submission_id, "ash", good()) is State.IN_ASSESSMENT


def test_what_was_said_before_leaving_counts(world: World) -> None:
    submission_id = world.assessed()
    world.programme.remove_assessor("ash", by="office")
    assert world.programme.decide(submission_id, by="office").badges


def test_nothing_is_decided_on_the_word_of_the_educator_or_of_a_friend(world: World) -> None:
    own, friends = world.assessed(), world.assessed(BEN)
    assert world.programme.history(friends)
    (judge, _) = world.assessors(own)
    (friend, _) = world.assessors(friends)
    world.programme.add_assessor(judge, by="office", person=ANA)
    world.programme.add_conflict(friend, BEN, by="office")
    for submission_id, assessor in ((own, judge), (friends, friend)):
        said = not_eligible(world.programme.decide, submission_id, by="office")
        assert f"microcred program assign {submission_id} {assessor} --release" in said
        not_eligible(world.programme.verdict, submission_id)
        assert world.programme.show(submission_id).state is State.ASSESSED


def test_a_partial_word_is_taken_off_and_another_found(world: World) -> None:
    submission_id = world.assessed()
    world.programme.add_conflict("ash", ANA, by="office")
    world.programme.release(submission_id, "ash", by="office")
    assert world.programme.show(submission_id).state is State.IN_ASSESSMENT
    not_eligible(world.programme.assign, submission_id, ["ash"], by="office")
    world.programme.assign(submission_id, by="office")
    assert world.assessors(submission_id) == ["birch", "cedar"]
    assert world.rate(submission_id, "cedar", "proficient", "emerging") is State.ASSESSED
    comments = [each.assessor_id for each in world.programme.assessments(submission_id)]
    assert sorted(comments) == ["birch", "cedar"]
    assert world.programme.decide(submission_id, by="office").badges


def test_a_partial_adjudicator_leaves_a_dispute(world: World) -> None:
    submission_id = world.assigned()
    world.rate(submission_id, "ash", "exemplary", "emerging")
    world.rate(submission_id, "birch", "emerging", "emerging")
    world.programme.assign(submission_id, by="office")
    world.programme.add_conflict("cedar", ANA, by="office")
    not_eligible(
        world.programme.adjudicate, submission_id, "cedar", {"planning": Rating("exemplary", "!")}
    )
    world.programme.release(submission_id, "cedar", by="office")
    world.programme.add_assessor("dogwood", by="office")
    world.programme.assign(submission_id, by="office")
    assert world.rate(submission_id, "dogwood", "exemplary") is State.ASSESSED
    world.programme.add_conflict("dogwood", ANA, by="office")
    not_eligible(world.programme.decide, submission_id, by="office")
    world.programme.release(submission_id, "dogwood", by="office")
    assert world.programme.show(submission_id).state is State.DISPUTED


def test_both_of_a_dispute_are_partial_and_the_adjudicator_waits(world: World) -> None:
    submission_id = world.assigned()
    world.rate(submission_id, "ash", "exemplary", "emerging")
    world.rate(submission_id, "birch", "emerging", "emerging")
    world.programme.assign(submission_id, by="office")
    for assessor in ("ash", "birch"):
        world.programme.add_conflict(assessor, ANA, by="office")
        world.programme.release(submission_id, assessor, by="office")
    assert world.programme.show(submission_id).state is State.IN_ASSESSMENT
    assert world.programme.task(submission_id, "cedar").to_rate == []
    assert refused(world.programme.adjudicate, submission_id, "cedar", {}).code == "not-now"
    assert world.programme.agreement(LISTENING).submissions == 0


def test_who_assessed_does_not_adjudicate(world: World) -> None:
    submission_id = world.assigned()
    world.rate(submission_id, "ash", "exemplary", "emerging")
    world.rate(submission_id, "birch", "emerging", "emerging")
    for assessor in ("ash", "birch"):
        not_eligible(world.programme.assign, submission_id, [assessor], by="office")
    world.programme.add_assessor("dogwood", by="office", person=None)
    world.programme.add_conflict("ash", ANA, by="office")
    world.programme.release(submission_id, "ash", by="office")
    not_eligible(world.programme.assign, submission_id, ["ash"], by="office")


@pytest.mark.parametrize("by", [ANA, "ANA@school.example", "mailto:ana@school.example", "elm"])
def test_the_educator_does_not_decide(world: World, by: str) -> None:
    submission_id = world.assessed()
    world.programme.add_assessor("elm", by="office", person=ANA)
    assert "own work" in not_eligible(world.programme.decide, submission_id, by=by)
    assert world.programme.decide(submission_id, by="office").badges


def test_who_has_a_conflict_does_not_decide_under_any_of_their_names(world: World) -> None:
    submission_id = world.assessed()
    world.draft(BEN)
    world.programme.add_assessor("elm", by="office", person=BEN)
    world.programme.add_assessor("fir", by="office", person=BEN)
    world.programme.add_conflict("elm", ANA, by="office")
    person = world.programme.find_person(BEN)
    assert person is not None
    for by in ("elm", "fir", BEN, person.id):
        assert "conflict" in not_eligible(world.programme.decide, submission_id, by=by)


def test_an_assessor_stays_who_they_are(world: World) -> None:
    world.draft()
    world.draft(BEN)
    world.programme.add_assessor("ash", by="office", person=ANA)
    error = refused(world.programme.add_assessor, "ash", by="office", person=BEN)
    assert error.code == "is-somebody-else"
    world.programme.remove_assessor("ash", by="office")
    assert world.programme.add_assessor("ash", by="office").person_id is not None
    world.programme.add_assessor("ash", by="office", person=ANA)


def test_an_assessor_known_by_their_address_does_not_judge_their_own_work(world: World) -> None:
    submission_id = world.submitted()
    world.programme.add_assessor("Ana@school.example", by="office")
    assert "own work" in not_eligible(
        world.programme.assign, submission_id, ["Ana@school.example"], by="office"
    )


def test_nobody_calibrates_on_their_own_work(world: World) -> None:
    world.shelf.by_id[QUESTIONS] = micro_credential(QUESTIONS, assessment={"assessors": 1})
    anchor = world.assessed(ANA, QUESTIONS)
    world.programme.decide(anchor, by="office")
    world.programme.add_anchor(anchor, by="office")
    world.programme.add_assessor("elm", by="office", person=ANA)
    levels = {"planning": "proficient", "effect": "emerging", "part:reflection": "yes"}
    assert "own work" in not_eligible(world.programme.rate_anchor, anchor, "elm", levels)


def test_a_conflict_noted_while_it_is_decided_comes_before_or_after(world: World) -> None:
    submission_id = world.assessed()
    said: list[object] = []

    def attempt(call: object, *args: object) -> None:
        try:
            said.append(call(*args, by="office"))  # type: ignore[operator]
        except Refused as error:
            said.append(error.code)

    calls = [
        threading.Thread(target=attempt, args=(world.programme.decide, submission_id)),
        threading.Thread(target=attempt, args=(world.programme.add_conflict, "ash", ANA)),
    ]
    for each in calls:
        each.start()
    for each in calls:
        each.join()
    decided = world.programme.show(submission_id).state is State.PASSED
    assert ("not-eligible" in said) is not decided
    (noted,) = [each for each in world.programme.history("ash") if each.action == "conflict"]
    events = world.programme.history(submission_id)
    assert noted.actor == "office"
    assert (events[-1].action == "decide") is decided
