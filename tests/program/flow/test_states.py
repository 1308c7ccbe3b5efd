"""The table of what may happen to a submission."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.cli.program import COMMANDS
from microcred.cli.program.next_commands import next_command
from microcred.errors import Refused
from microcred.program.flow.states import (
    DECIDED,
    OPEN,
    TRANSITIONS,
    Action,
    State,
    diagram,
    transition,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "programme.md"


def test_every_state_is_reached_and_every_action_is_possible_somewhere() -> None:
    assert {row.target for row in TRANSITIONS} == set(State)
    assert {row.action for row in TRANSITIONS} == set(Action)


def test_one_action_in_one_state_says_when_it_leads_where() -> None:
    seen: dict[tuple[State | None, Action], list[tuple[State, str]]] = {}
    for row in TRANSITIONS:
        seen.setdefault((row.source, row.action), []).append((row.target, row.when))
    for rows in seen.values():
        assert len({target for target, _ in rows}) == len(rows)
        assert len(rows) == 1 or all(when for _, when in rows)


def test_only_a_decision_passes_and_after_it_there_is_but_renewal() -> None:
    assert {(row.source, row.action) for row in TRANSITIONS if row.target is State.PASSED} == {
        (State.ASSESSED, Action.DECIDE)
    }
    (after,) = [row for row in TRANSITIONS if row.source is State.PASSED]
    assert (after.action, after.next_attempt) == (Action.ENROL, True)
    assert frozenset(State) - DECIDED - OPEN == {State.WITHDRAWN}


def test_what_was_handed_in_is_not_changed_any_more() -> None:
    for action in (Action.ATTACH, Action.DETACH):
        assert {row.source for row in TRANSITIONS if row.action is action} == {State.DRAFT}


def test_the_table_answers() -> None:
    row = transition(State.ASSESSED, Action.DECIDE, State.NOT_YET)
    assert row.target is State.NOT_YET
    assert transition(None, Action.ENROL).target is State.DRAFT
    assert transition(State.NOT_YET, Action.RESUBMIT).next_attempt


def test_what_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        transition(State.SUBMITTED, Action.DECIDE, subject="s-1")
    assert caught.value.code == "not-now"
    assert caught.value.message == "decide is not possible now: s-1 is submitted"


@pytest.mark.parametrize("state", State)
def test_each_state_says_what_a_person_types_next(state: State) -> None:
    _, program, verb, *_ = next_command(state, "s-1").split()
    assert program == "program"
    assert verb in COMMANDS


def test_the_page_shows_the_table() -> None:
    assert f"```mermaid\n{diagram()}```\n" in PAGE.read_text("utf-8")
