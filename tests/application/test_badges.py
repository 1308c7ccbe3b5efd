"""Badges are chosen, listed, shown and changed by whoever may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microcred.application import Workspace
from microcred.application.awards import issue
from microcred.application.badges import (
    change_status,
    list_badges,
    plan_status_change,
    show_badge,
)
from microcred.application.choosing import BadgeChoice
from microcred.application.resigning import resign
from microcred.application.status_lists import redate
from microcred.authority import Principal, Role
from microcred.errors import Forbidden, MicrocredError, WrongArgument
from microcred.ledger import Award, IssuedBadge

from .test_awards import LISTENING

ANN = Principal.operator("ann")
LMS = Principal(name="lms", roles=frozenset({Role.SERVICE}))
OF_SCHOOL = Principal(name="bo", roles={Role.OFFICER}, schools={"Hill"})
EVERYBODY = BadgeChoice(achievement_id=LISTENING.id)
NAMES = ("ana", "bo", "cy")


@pytest.fixture
def hill(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "hill", "Hill District", did="web:hill.example")
    issue(made, [Award.to(f"{name}@school.example", LISTENING) for name in NAMES], by=LMS)
    return made


def badges(hill: Workspace) -> tuple[IssuedBadge, ...]:
    return list_badges(hill, by=ANN).badges


def test_badges_are_listed_a_page_at_a_time(hill: Workspace) -> None:
    first = list_badges(hill, by=LMS, limit=2)
    assert (len(first.badges), first.following) == (2, first.badges[1].id)
    rest = list_badges(hill, by=LMS, limit=2, after=first.following)
    assert first.badges + rest.badges == badges(hill)
    assert rest.following is None
    assert first.names == {LISTENING.id: "Active Listening"}


def test_what_a_change_would_come_to_is_what_it_comes_to(hill: Workspace) -> None:
    one = badges(hill)[0].id
    change_status(hill, "suspend", BadgeChoice.of_ids(one), by=ANN, reason="asked")
    people = frozenset({"ANA@school.example", "dee@school.example", "bo@school.example"})
    chosen = BadgeChoice(recipients=people, achievement_id=LISTENING.id)
    plan = plan_status_change(hill, "suspend", chosen, by=ANN)
    assert (len(plan.changed) + len(plan.unchanged), plan.without_badge) == (2, 1)
    assert plan.at is None
    assert [badge.state for badge in badges(hill)].count("suspended") == 1
    done = change_status(hill, "suspend", chosen, by=ANN)
    assert [badge.id for badge in done.changed] == [badge.id for badge in plan.changed]
    assert done.unchanged == plan.unchanged
    assert done.without_badge == 1
    history = show_badge(hill, one, by=ANN)
    assert [(event.actor, event.reason) for event in history.events] == [("ann", "asked")]
    assert [each.purpose for each in history.lists] == ["revocation", "suspension"]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (BadgeChoice(), "nothing-chosen"),
        (BadgeChoice(recipients=frozenset({"ana@school.example"})), "nothing-chosen"),
        (BadgeChoice.of_ids("urn:uuid:none"), "no-such-badge"),
        (BadgeChoice(achievement_id="urn:x:none"), "no-such-badge"),
        (BadgeChoice(run_id="none"), "no-such-run"),
        (BadgeChoice(key="none"), "no-such-key"),
    ],
)
def test_what_names_no_badges_changes_none(hill: Workspace, chosen: BadgeChoice, code: str) -> None:
    for act in (change_status, plan_status_change):
        with pytest.raises(MicrocredError) as caught:
            act(hill, "revoke", chosen, by=ANN)
        assert caught.value.code == code
    assert {badge.state for badge in badges(hill)} == {"active"}


Act = Callable[[Workspace, Principal], Any]
ACTS: dict[str, Act] = {
    "issue": lambda hill, by: issue(hill, [Award.to("dee@b.example", LISTENING)], by=by),
    "list": lambda hill, by: list_badges(hill, by=by),
    "show": lambda hill, by: show_badge(hill, badges(hill)[0].id, by=by),
    "plan": lambda hill, by: plan_status_change(hill, "revoke", EVERYBODY, by=by),
    "revoke": lambda hill, by: change_status(hill, "revoke", EVERYBODY, by=by),
    "redate": lambda hill, by: redate(hill, by=by),
    "resign": lambda hill, by: resign(hill, "key-1", by=by),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_may_not_is_refused_and_nothing_is_done(hill: Workspace, act: Act) -> None:
    before = badges(hill)
    for by in (Principal.anyone(), Principal.educator("p"), OF_SCHOOL):
        with pytest.raises(Forbidden):
            act(hill, by)
    with pytest.raises(WrongArgument):
        act(hill, "ann")  # type: ignore[arg-type]
    assert badges(hill) == before
