"""The assessors' side: who judges what, blind, and what happens when they disagree."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from microcred.cli.advice import advice_on
from microcred.errors import InvalidDocument, Refused
from microcred.program.flow import CalibrationRule, Rating, State
from microcred.program.flow.consensus import find_consensus
from tests.program.flow.conftest import LISTENING, QUESTIONS, World, micro_credential

ANA = "ana@school.example"


def refused(call: object, *args: object, **options: object) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **options)  # type: ignore[operator]
    return caught.value


def good(**changed: Rating) -> dict[str, Rating]:
    ratings = {
        "planning": Rating("proficient", "Clear aims."),
        "effect": Rating("emerging", "Some answers."),
        "part:reflection": Rating("yes", "It does."),
    }
    return {**ratings, **changed}


def test_an_assessor_sees_the_work_and_not_the_person(world: World) -> None:
    submission_id = world.assigned()
    assessor = world.assessors(submission_id)[0]
    task = world.programme.task(submission_id, assessor)
    assert task.to_rate == ["planning", "effect", "part:reflection"]
    assert [
        (each.kind, each.media_type) for each in sorted(task.evidence, key=lambda e: e.item)
    ] == [
        ("text", "text/plain"),
        ("file", "application/pdf"),
    ]
    person = world.programme.find_person(ANA)
    assert person is not None
    shown = json.dumps([asdict(each) for each in task.evidence]) + task.submission_id
    for word in ("plan.pdf", person.id, ANA):
        assert word not in shown
    essay = next(each for each in task.evidence if each.item == "essay")
    with world.programme.open_for(essay.id, assessor) as file:
        assert file.read().startswith(b"Next I shall wait")
    other = next(
        each for each in ("ash", "birch", "cedar") if each not in world.assessors(submission_id)
    )
    assert refused(world.programme.task, submission_id, other).code == "not-assigned"
    assert refused(world.programme.open_for, essay.id, other).code == "not-assigned"


def test_the_least_busy_judge_first(world: World) -> None:
    first = world.assigned()
    assert world.assessors(first) == ["ash", "birch"]
    second = world.assigned("ben@school.example")
    assert world.assessors(second) == ["ash", "cedar"]
    assert [each.submission_id for each in world.programme.queue("cedar")] == [second]
    world.rate(second, "cedar", "proficient", "emerging")
    assert world.programme.queue("cedar") == []
    assert refused(world.programme.queue, "nobody").code == "no-such-assessor"


def test_who_was_given_nothing_yet_comes_before_those_who_were(world: World) -> None:
    world.assigned()
    world.programme.add_assessor("dogwood", by="office")
    assert world.assessors(world.assigned("ben@school.example")) == ["cedar", "dogwood"]


def test_nobody_judges_their_own_work_or_that_of_a_friend(world: World) -> None:
    submission_id = world.submitted()
    world.programme.add_assessor("ash", by="office", person=ANA)
    world.programme.add_conflict("birch", ANA, by="office", reason="they share a classroom")
    for assessor, why in [("ash", "own work"), ("birch", "conflict of interest")]:
        error = refused(world.programme.assign, submission_id, [assessor], by="office")
        assert error.code == "not-eligible"
        assert why in error.message
    assert refused(world.programme.assign, submission_id, by="office").code == "no-assessor"
    world.programme.add_assessor("dogwood", by="office")
    world.programme.assign(submission_id, by="office")
    assert world.assessors(submission_id) == ["cedar", "dogwood"]
    world.programme.remove_assessor("cedar", by="office", reason="retired")
    other = world.submitted("ben@school.example")
    assert "they left" in refused(world.programme.assign, other, ["cedar"], by="office").message


def test_assigning_by_hand_and_taking_off_again(world: World) -> None:
    submission_id = world.submitted()
    world.programme.assign(submission_id, ["cedar"], by="office", reason="knows the subject")
    assert world.programme.history(submission_id)[-1].reason == "to cedar: knows the subject"
    again = refused(world.programme.assign, submission_id, ["cedar"], by="office")
    assert again.code == "not-eligible"
    world.programme.release(submission_id, "cedar", by="office", reason="ill")
    assert world.assessors(submission_id) == []
    world.programme.assign(submission_id, ["cedar", "ash"], by="office")
    enough = refused(world.programme.assign, submission_id, by="office")
    assert enough.code == "enough-assessors"
    world.rate(submission_id, "cedar", "proficient", "emerging")
    rated = refused(world.programme.release, submission_id, "cedar", by="office")
    assert rated.code == "rated-already"
    assert refused(world.programme.assign, submission_id, ["nobody"], by="office").code == (
        "no-such-assessor"
    )


def test_who_leaves_last_leaves_it_to_the_others(world: World) -> None:
    submission_id = world.assigned()
    world.programme.assign(submission_id, ["cedar"], by="office", reason="to be sure")
    world.rate(submission_id, "ash", "proficient", "emerging")
    assert world.programme.show(submission_id).state is State.IN_ASSESSMENT
    world.rate(submission_id, "birch", "proficient", "emerging")
    assert world.programme.show(submission_id).state is State.IN_ASSESSMENT
    world.programme.release(submission_id, "cedar", by="office", reason="ill")
    assert world.programme.show(submission_id).state is State.ASSESSED


def test_who_leaves_last_leaves_a_dispute_to_the_others(world: World) -> None:
    submission_id = world.assigned()
    world.programme.assign(submission_id, ["cedar"], by="office")
    world.rate(submission_id, "ash", "proficient", "emerging")
    world.rate(submission_id, "birch", "emerging", "emerging")
    world.programme.release(submission_id, "cedar", by="office")
    assert world.programme.show(submission_id).state is State.DISPUTED


@pytest.mark.parametrize(
    ("ratings", "faults"),
    [
        (good(planning=Rating("superb", "!")), {("/planning", "no-such-level")}),
        (good(**{"part:reflection": Rating("maybe", "?")}),
         {("/part:reflection", "no-such-level")}),
        (good(style=Rating("proficient", "!")), {("/style", "no-such-criterion")}),
        ({}, {("/planning", "rating-missing"), ("/effect", "rating-missing"),
              ("/part:reflection", "rating-missing")}),
        (good(effect=Rating("emerging", "  ")), {("/effect", "comment-missing")}),
        (good(effect=Rating("emerging", "x" * 100_001)), {("/effect", "comment-too-long")}),
    ],
)  # fmt: skip
def test_a_rating_that_does_not_fit_the_rubric_is_refused(
    world: World, ratings: dict[str, Rating], faults: set[tuple[str, str]]
) -> None:
    submission_id = world.assigned()
    with pytest.raises(InvalidDocument) as caught:
        world.programme.assess(submission_id, "ash", ratings)
    assert {(each.pointer, each.code) for each in caught.value.faults} == faults
    assert world.programme.assessments(submission_id) == []
    assert world.programme.show(submission_id).state is State.IN_ASSESSMENT


def test_only_who_is_on_it_rates(world: World) -> None:
    submission_id = world.assigned()
    assert refused(world.programme.assess, submission_id, "cedar", good()).code == "not-assigned"
    assert refused(world.programme.assess, world.draft("b@school.example"), "ash", good()).code == (
        "not-now"
    )
    assert refused(world.programme.adjudicate, submission_id, "ash", good()).code == "not-now"


def test_disagreement_goes_to_a_third_whose_word_counts(world: World) -> None:
    submission_id = world.assigned()
    assert world.rate(submission_id, "ash", "exemplary", "emerging") is State.IN_ASSESSMENT
    assert world.rate(submission_id, "birch", "emerging", "emerging") is State.DISPUTED
    assert refused(world.programme.verdict, submission_id).code == "not-now"
    assert refused(world.programme.adjudicate, submission_id, "ash", good()).code == (
        "not-adjudicator"
    )
    world.programme.assign(submission_id, by="office")
    assert world.programme.task(submission_id, "cedar").to_rate == ["planning"]
    assert refused(world.programme.assess, submission_id, "cedar", good()).code == "is-adjudicator"
    with pytest.raises(InvalidDocument) as caught:
        world.programme.adjudicate(submission_id, "cedar", good())
    assert {(each.pointer, each.code) for each in caught.value.faults} == {
        ("/effect", "no-such-criterion"), ("/part:reflection", "no-such-criterion"),
    }  # fmt: skip
    assert world.rate(submission_id, "cedar", "proficient") is State.ASSESSED
    levels = {each.criterion: each.level for each in world.programme.verdict(submission_id).levels}
    assert levels == {"planning": "proficient", "effect": "emerging", "part:reflection": "yes"}


def test_what_is_next_after_a_dispute_names_who_settles_it(world: World) -> None:
    submission_id = world.assigned()

    def following() -> str:
        error = refused(world.programme.decide, submission_id, by="office")
        assert error.code == "not-now"
        return advice_on(error.code, error.data).removeprefix("Next is ").removesuffix(".")

    call = f"microcred program {{}} {submission_id}"
    assert following() == (
        f"'{call.format('assess')} --as ash' and '{call.format('assess')} --as birch'"
    )
    world.rate(submission_id, "ash", "exemplary", "emerging")
    assert following() == f"'{call.format('assess')} --as birch'"
    world.rate(submission_id, "birch", "emerging", "emerging")
    assert following() == f"'{call.format('assign')}'"
    world.programme.assign(submission_id, by="office")
    assert following() == f"'{call.format('adjudicate')} --as cedar'"


def test_nobody_settles_what_is_not_disputed_any_more(world: World) -> None:
    submission_id = world.assigned()
    world.rate(submission_id, "ash", "exemplary", "emerging")
    world.rate(submission_id, "birch", "emerging", "emerging")
    world.programme.assign(submission_id, by="office")
    assert world.rate(submission_id, "birch", "exemplary", "emerging") is State.ASSESSED
    assert world.programme.task(submission_id, "cedar").to_rate == []
    assert refused(world.programme.adjudicate, submission_id, "cedar", {}).code == (
        "nothing-disputed"
    )


def test_what_is_disputed_after_it_was_settled_is_settled_too(world: World) -> None:
    submission_id = world.assigned()
    world.rate(submission_id, "ash", "exemplary", "emerging")
    world.rate(submission_id, "birch", "emerging", "emerging")
    world.programme.assign(submission_id, by="office")
    assert world.rate(submission_id, "cedar", "proficient") is State.ASSESSED
    assert world.rate(submission_id, "birch", "emerging", "exemplary") is State.DISPUTED
    error = refused(world.programme.decide, submission_id, by="office")
    next_step = advice_on(error.code, error.data)
    assert next_step == f"Next is 'microcred program adjudicate {submission_id} --as cedar'."
    assert world.programme.task(submission_id, "cedar").to_rate == ["planning", "effect"]
    assert world.rate(submission_id, "cedar", "proficient", "exemplary") is State.ASSESSED


def test_a_correction_is_another_rating_and_the_first_stays(world: World) -> None:
    submission_id = world.assigned()
    world.rate(submission_id, "ash", "emerging", "emerging")
    world.rate(submission_id, "birch", "proficient", "emerging")
    assert world.rate(submission_id, "ash", "proficient", "emerging") is State.ASSESSED
    (ash, birch) = sorted(
        world.programme.assessments(submission_id), key=lambda each: each.assessor_id
    )
    assert (ash.number, ash.levels["planning"]) == (2, "proficient")
    assert birch.number == 1
    world.programme.decide(submission_id, by="office")
    agreement = world.programme.agreement(LISTENING)
    planning = next(each for each in agreement.criteria if each.criterion == "planning")
    assert planning.share.value == 0  # what they said before they talked
    assert refused(world.programme.assess, submission_id, "ash", good()).code == "not-now"


@pytest.mark.parametrize(
    ("given", "apart", "level", "disputed"),
    [
        (["proficient", "proficient"], 1, "proficient", False),
        (["exemplary", "proficient"], 1, "proficient", False),
        (["exemplary", "proficient"], 0, "proficient", True),
        (["emerging", "proficient"], 5, "emerging", True),  # one would let it pass
        (["exemplary", "exemplary", "proficient"], 1, "exemplary", False),
        (["emerging"], 1, "emerging", False),
    ],
)
def test_what_several_say_together(
    given: list[str], apart: int, level: str, disputed: bool
) -> None:
    found = find_consensus(
        micro_credential(LISTENING),
        [{"planning": each} for each in given],
        levels_apart=apart,
    )
    assert found.levels == {"planning": level}
    assert bool(found.disputed) is disputed


def test_levels_that_nobody_requires_may_be_far_apart_without_a_dispute_if_allowed() -> None:
    ratings = [{"effect": "emerging"}, {"effect": "exemplary"}]
    definition = micro_credential(LISTENING)
    assert find_consensus(definition, ratings, levels_apart=1).disputed == ["effect"]
    assert find_consensus(definition, ratings, levels_apart=2).disputed == []


def test_assessors_show_what_they_can_do_before_they_judge(world: World) -> None:
    world.shelf.by_id[QUESTIONS] = micro_credential(QUESTIONS, assessment={"assessors": 1})
    anchor = world.assessed(ANA, QUESTIONS)
    judge = "ash"
    world.programme.decide(anchor, by="office")
    assert world.programme.add_anchor(anchor, by="office")["planning"] == "proficient"
    assert world.programme.anchors(QUESTIONS) == [anchor]
    rule = CalibrationRule(anchors=1, exact=0.6)
    strict = replace(world.desk, settings=replace(world.desk.settings, calibration=rule))
    programme = type(world.programme)(strict)
    other = world.submitted("ben@school.example", QUESTIONS)
    assert refused(programme.assign, other, by="office").code == "no-assessor"
    levels = {"planning": "proficient", "effect": "exemplary", "part:reflection": "yes"}
    assert refused(programme.rate_anchor, anchor, judge, levels).code == "judged-it"
    found = programme.rate_anchor(anchor, "birch", levels)
    assert found.exact.value == pytest.approx(2 / 3)
    assert found.adjacent.value == pytest.approx(2 / 3)
    assert found.bias.value == pytest.approx(2 / 3)
    assert programme.calibration("birch", QUESTIONS) == found
    assert refused(programme.rate_anchor, anchor, "birch", levels).code == "rated-already"
    with pytest.raises(InvalidDocument) as caught:
        programme.rate_anchor(anchor, "cedar", {"planning": "superb", "style": "x"})
    assert {each.code for each in caught.value.faults} == {
        "no-such-level", "no-such-criterion", "rating-missing",
    }  # fmt: skip
    programme.assign(other, by="office")
    assert world.assessors(other) == ["birch"]
    assert refused(programme.rate_anchor, other, "cedar", levels).code == "not-an-anchor"
    assert refused(programme.add_anchor, other, by="office").code == "not-decided"


def test_the_queue_warns_of_what_gives_a_person_away(world: World) -> None:
    submission_id = world.programme.enrol(ANA, LISTENING, by="ana").id
    world.fill(submission_id, "plan")
    world.programme.attach_text(submission_id, "essay", f"Write to {ANA}", by="ana")
    world.programme.submit(submission_id, by="ana")
    (waiting,) = world.programme.queue()
    assert (waiting.submission_id, waiting.telltales) == (submission_id, 1)
