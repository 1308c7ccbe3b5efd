"""The table of who may do what, and what it says to those who ask."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from microcred.authority import TABLE, Principal, Relation, Role, Verb, may, permit
from microcred.authority.page import describe_table, update
from microcred.errors import Forbidden

PAGE = Path(__file__).resolve().parents[2] / "docs" / "programme.md"

ANA = Principal.educator("p-ana")
BOTH = Principal(
    name="ana", roles=frozenset({Role.EDUCATOR, Role.OFFICER, Role.ASSESSOR}), person="p-ana"
)
EVERYWHERE = frozenset(Relation)


def test_every_verb_has_its_row() -> None:
    assert set(TABLE) == set(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_each_cell(verb: Verb) -> None:
    """What the table grants is permitted, and nothing else is."""
    for role, relation in itertools.product(Role, [None, *Relation]):
        by = Principal(name="somebody", roles=frozenset({role}))
        relations = frozenset() if relation is None else frozenset({relation})
        granted = role is Role.OPERATOR
        for grant in TABLE[verb]:
            fits = grant.role in (role, Role.ANYONE) and grant.relation in (None, relation)
            own = relation is Relation.OWN and role not in (
                Role.EDUCATOR, Role.SERVICE, Role.ANYONE
            )  # fmt: skip
            granted = granted or (fits and not (own and grant.role is role))
        assert may(by, verb, relations) == granted, (role, relation)


def test_who_may_not_is_told_who_may() -> None:
    with pytest.raises(Forbidden) as caught:
        permit(ANA, Verb.DECIDE, {Relation.OWN})
    assert caught.value.code == "forbidden"
    assert "officer (school)" in caught.value.message


def test_what_is_ones_own_one_does_as_its_educator_alone() -> None:
    """An officer who earns micro-credentials too neither decides nor sees who judged."""
    mine = {Relation.OWN, Relation.SCHOOL, Relation.PROGRAMME, Relation.ASSIGNED}
    for verb in (Verb.DECIDE, Verb.ASSIGN, Verb.ASSESSMENTS, Verb.ASSESS, Verb.TASK):
        assert not may(BOTH, verb, mine)
        assert may(BOTH, verb, mine - {Relation.OWN}) or verb is Verb.ASSESSMENTS
    assert permit(BOTH, Verb.HISTORY, mine) == {Role.EDUCATOR}


def test_the_operator_may_do_everything() -> None:
    assert all(may(Principal.operator("ana"), verb) for verb in Verb)
    assert permit(Principal.operator("ana"), Verb.DECIDE) == {Role.OPERATOR}


def test_everybody_is_anyone_and_anyone_is_nobody_in_particular() -> None:
    open_to_all = {verb for verb in Verb if may(Principal.anyone(), verb, EVERYWHERE)}
    assert open_to_all == {Verb.SEARCH, Verb.VERIFY, Verb.CONVERT}
    assert all(may(ANA, verb) for verb in open_to_all)


def test_who_judges_is_told_nothing_but_what_is_to_be_judged() -> None:
    """No verb that says whose work it is is open to an assessor, however they stand to it."""
    assessor = Principal.judge("s1")
    assert {verb for verb in Verb if may(assessor, verb, EVERYWHERE - {Relation.OWN})} == {
        Verb.QUEUE, Verb.TASK, Verb.ASSESS, Verb.ANCHORS, Verb.RATE_ANCHOR, Verb.CALIBRATION,
        Verb.SEARCH, Verb.VERIFY, Verb.CONVERT,
    }  # fmt: skip


def test_the_page_shows_the_table() -> None:
    text = PAGE.read_text("utf-8")
    assert update(text) == text, (
        "write it again: python -m microcred.authority.page docs/programme.md"
    )
    assert describe_table() in text
    assert all(f" {verb}" in describe_table() for verb in Verb)
