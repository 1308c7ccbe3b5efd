"""Lists of educators, submissions and decisions: what is in them, in which order, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.event import listen

from microcred.errors import MicrocredError
from microcred.limits import MAX_LISTED
from microcred.program.flow import State
from microcred.program.flow.listed import DecisionFilter, Page, SubmissionFilter
from tests.program.flow.conftest import LISTENING, QUESTIONS, World

PEOPLE = [f"{name}@school.example" for name in ("ana", "ben", "cleo", "dan", "eve")]


def code_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(MicrocredError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def pages(verb: Callable[..., Page[Any]], *args: Any, limit: int) -> list[tuple[Any, ...]]:
    found, after = [], None
    while True:
        page = verb(*args, after=after, limit=limit)
        found.append(page.items)
        if page.following is None:
            return found
        after = page.following


def test_educators_are_listed_with_their_school_and_what_they_hold(world: World) -> None:
    verbs = world.programme
    world.programme.decide(world.assessed(PEOPLE[0], QUESTIONS))
    ana = verbs.register(PEOPLE[0], school="North")
    ben = verbs.register(PEOPLE[1])
    assert verbs.register(PEOPLE[0]).school == "North"
    listed = {each.id: (each.school, each.holds) for each in verbs.educators().items}
    assert listed == {ana.id: ("North", (QUESTIONS,)), ben.id: (None, ())}
    assert [each.id for each in verbs.educators(holds=QUESTIONS).items] == [ana.id]
    assert verbs.educators(holds=LISTENING).items == ()
    assert [each.id for each in verbs.educators(school="North").items] == [ana.id]
    assert verbs.register(ana.id, school="South").school == "South"
    assert verbs.educators(school="North").items == ()


def test_what_is_held_counts_at_this_moment(world: World) -> None:
    year = world.shelf.by_id[QUESTIONS]
    world.shelf.by_id[QUESTIONS] = year.model_copy(update={"valid_months": 12})
    world.programme.decide(world.assessed(PEOPLE[0], QUESTIONS))
    assert len(world.programme.educators(holds=QUESTIONS).items) == 1
    world.clock.turn(days=366)
    assert world.programme.educators(holds=QUESTIONS).items == ()
    assert world.programme.educators().items[0].holds == ()


def test_who_is_erased_is_listed_no_more_and_has_no_school(world: World) -> None:
    draft = world.programme.enrol(PEOPLE[0], LISTENING, school="North").id
    person = world.programme.find_person(PEOPLE[0])
    assert world.programme.export_person(PEOPLE[0]).document["person"]["school"] == "North"
    world.programme.erase_person(PEOPLE[0])
    assert world.programme.educators().items == ()
    (line,) = world.programme.submissions().items
    assert (line.id, line.person_id, line.school) == (draft, person.id, None)
    assert "North" not in repr(world.programme.history(person.id))


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 100])
def test_pages_are_the_list_in_parts(world: World, limit: int) -> None:
    """No line is lost, and none comes twice, where many have the same moment too."""
    verbs = world.programme
    for number, who in enumerate(PEOPLE):
        verbs.decide(world.assessed(who, QUESTIONS))
        world.clock.turn(minutes=number % 2)
    for verb, key in (
        (verbs.educators, lambda each: each.id),
        (verbs.submissions, lambda each: (each.begun_at, each.id)),
        (verbs.decisions, lambda each: (each.decided_at, each.submission_id)),
    ):
        found = pages(verb, limit=limit)
        lines = [each for page in found for each in page]
        assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
        assert len(lines) == len(set(lines)) == len(PEOPLE)
        assert lines == sorted(lines, key=key)


def test_submissions_are_those_that_are_asked_for(world: World) -> None:
    verbs = world.programme
    mine = world.draft(PEOPLE[0])
    world.clock.turn(hours=1)
    other = world.submitted(PEOPLE[0], QUESTIONS)
    world.clock.turn(hours=1)
    bens = world.draft(PEOPLE[1])
    verbs.register(PEOPLE[1], school="North")

    def ids(**wanted: Any) -> list[str]:
        return [each.id for each in verbs.submissions(SubmissionFilter(**wanted)).items]

    assert ids() == [mine, other, bens]
    assert ids(person=PEOPLE[0]) == [mine, other]
    assert ids(person=PEOPLE[0], school="North") == []
    assert ids(school="North") == [bens]
    assert ids(definition_id=QUESTIONS) == [other]
    assert ids(states=[State.DRAFT]) == [mine, bens]
    assert ids(states=[State.SUBMITTED], person=PEOPLE[1]) == []
    (line,) = verbs.submissions(SubmissionFilter(definition_id=QUESTIONS)).items
    assert (line.state, line.attempt, line.begun_at) == (State.SUBMITTED, 1, "2026-03-01T10:00:00Z")


def test_decisions_are_those_of_a_period(world: World) -> None:
    verbs = world.programme
    first = world.assessed(PEOPLE[0], QUESTIONS)
    verbs.decide(first, by="olga")
    world.clock.turn(days=1)
    second = world.assessed(PEOPLE[1], QUESTIONS, said="no")
    verbs.decide(second, feedback="Say more.")
    verbs.register(PEOPLE[1], school="North")

    def ids(**wanted: Any) -> list[str]:
        return [each.submission_id for each in verbs.decisions(DecisionFilter(**wanted)).items]

    assert ids() == [first, second]
    assert ids(since="2026-03-02T09:00:00Z") == [second]
    assert ids(until="2026-03-02T09:00:00Z") == [first]
    assert ids(since="2026-03-02T10:00:00+01:00") == [second]
    assert ids(outcome=State.PASSED) == [first]
    assert ids(school="North") == [second]
    assert ids(definition_id=LISTENING) == []
    passed, not_yet = verbs.decisions().items
    assert (passed.actor, passed.outcome, bool(passed.badge_id)) == ("olga", State.PASSED, True)
    assert (not_yet.outcome, not_yet.badge_id) == (State.NOT_YET, None)


def test_what_cannot_be_a_page_is_refused(world: World) -> None:
    verbs = world.programme
    for verb in (verbs.educators, verbs.submissions, verbs.decisions):
        assert code_of(verb, limit=0) == "invalid-limit"
        assert code_of(verb, limit=MAX_LISTED + 1) == "invalid-limit"
    for verb in (verbs.submissions, verbs.decisions):
        assert code_of(verb, after="s-aaaaaaaaaaaa") == "no-such-submission"
    assert code_of(verbs.decisions, DecisionFilter(since="March")) == "invalid-timestamp"
    assert code_of(verbs.register, PEOPLE[0], school=" ") == "invalid-name"
    assert code_of(verbs.register, PEOPLE[0], school="x" * 201) == "invalid-name"
    assert code_of(verbs.register, "p-aaaaaaaaaaaa") == "no-such-person"
    assert verbs.educators().items == ()


def test_a_queue_is_read_a_page_at_a_time_in_a_few_statements(world: World) -> None:
    ids = [world.submitted(f"teacher-{number}@school.example") for number in range(5)]
    for submission_id in ids[:3]:
        world.programme.assign(submission_id, by="office")
    whole = world.programme.queue(by="office")
    assert [each.submission_id for each in whole] == [
        each.submission_id for each in sorted(whole, key=lambda e: (e.since, e.submission_id))
    ]
    assert {each.submission_id: len(each.assignments) for each in whole} == {
        submission_id: 2 if submission_id in ids[:3] else 0 for submission_id in ids
    }
    read, last = [], None
    while page := world.programme.queue(by="office", after=last, limit=2):
        read.append(page)
        last = page[-1]
    assert [len(page) for page in read] == [2, 2, 1]
    assert [each for page in read for each in page] == whole
    statements: list[str] = []
    engine = world.desk.database.engine
    listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    world.programme.queue(by="office")
    asked = [each for each in statements if each.startswith("SELECT")]
    assert len(asked) == 3  # however many submissions
