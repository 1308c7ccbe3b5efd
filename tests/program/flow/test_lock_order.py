"""Rows are held in one order by all verbs, so that no two of them wait for each other."""

from __future__ import annotations

import pytest

from microcred.program.flow import State
from tests.holding import Holding
from tests.program.flow.conftest import LISTENING, QUESTIONS, World

ANA, BEN = "ana@school.example", "ben@school.example"
# SQLite holds the whole database from the beginning.
pytestmark = [
    pytest.mark.loopback,
    pytest.mark.parametrize("dialect", ["postgresql"], indirect=True),
]

CHANGES, SUBMISSIONS, PEOPLE = "registry_info", "submissions", "people"


@pytest.fixture
def holding(world: World) -> Holding:
    return Holding(world.desk.database.engine, (CHANGES, SUBMISSIONS, PEOPLE))


def test_what_a_site_shows_is_held_before_anything_else(world: World, holding: Holding) -> None:
    programme = world.programme
    submission_id = world.assessed()
    decide = holding.during(lambda: programme.decide(submission_id, by="office"))
    assert decide == [[CHANGES, SUBMISSIONS, PEOPLE]]
    assert holding.during(lambda: programme.award_stacks(ANA, by="office")) == [[CHANGES, PEOPLE]]
    draft = world.draft(ANA, QUESTIONS)
    erase = holding.during(lambda: programme.erase_person(ANA, by="office"))
    assert erase[0] == [CHANGES, PEOPLE, SUBMISSIONS]
    assert programme.show(draft).state is State.WITHDRAWN


def test_without_it_people_are_held_before_their_submissions(
    world: World, holding: Holding
) -> None:
    """Through everything that becomes of a submission."""
    programme = world.programme
    first = world.assessed(said="no")
    programme.consent(first, given=False, words="Rather not.", by="ana")
    programme.decide(first, by="office", feedback="Say more.")
    second = programme.resubmit(first, by="ana").id
    programme.withdraw(second, by="ana")
    again = programme.enrol(ANA, LISTENING, by="ana").id
    world.fill(again, "essay")
    programme.submit(again, by="ana")
    programme.assign(again, by="office")
    programme.release(again, world.assessors(again)[0], by="office", reason="ill")
    programme.withdraw(world.draft(BEN), by="ben")
    programme.add_conflict("ash", BEN, by="office")
    programme.retain(by="office")
    held = [each for each in holding.transactions if each]
    assert all(CHANGES not in each[1:] for each in held)
    assert {tuple(each) for each in held if CHANGES not in each and len(each) > 1} == {
        (PEOPLE, SUBMISSIONS)
    }
