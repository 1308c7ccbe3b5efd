"""The one table of who may do what.

A verb that is not in it is nobody's but the operator's, who may do everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from microcred.authority.principal import Role
from microcred.authority.relation import Relation
from microcred.authority.verb import Verb


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody who may do something.

    Attributes:
        role: who.
        relation: how they must stand to it; None for any way.
    """

    role: Role
    relation: Relation | None = None

    def __str__(self) -> str:
        """Return the role and the relation as people read them."""
        return str(self.role) if self.relation is None else f"{self.role} ({self.relation})"


_OWNER: Final = Grant(Role.EDUCATOR, Relation.OWN)
_RATES: Final = Grant(Role.ASSESSOR, Relation.ASSIGNED)
_SETTLES: Final = Grant(Role.ADJUDICATOR, Relation.ADJUDICATES)
_SELF: Final = (Grant(Role.ASSESSOR, Relation.SELF), Grant(Role.ADJUDICATOR, Relation.SELF))
_JUDGES: Final = (Grant(Role.ASSESSOR), Grant(Role.ADJUDICATOR))
_OF_SCHOOL: Final = Grant(Role.OFFICER, Relation.SCHOOL)
_OF_PROGRAMME: Final = Grant(Role.OFFICER, Relation.PROGRAMME)
_ANY_OFFICER: Final = Grant(Role.OFFICER)
_ADMINISTRATOR: Final = Grant(Role.ADMINISTRATOR)
_SERVICE: Final = Grant(Role.SERVICE)
_ANYONE: Final = Grant(Role.ANYONE)


def _rows() -> Iterator[tuple[Verb, tuple[Grant, ...]]]:
    for verb in (Verb.CONSENT, Verb.ATTACH, Verb.DETACH, Verb.CHOOSE, Verb.SUBMIT):
        yield verb, (_OWNER,)
    for verb in (
        Verb.ENROL, Verb.RESUBMIT, Verb.WITHDRAW, Verb.CHECK, Verb.SHOW, Verb.HISTORY,
        Verb.FEEDBACK, Verb.OPEN_EVIDENCE, Verb.BADGES, Verb.STACKS, Verb.RECORD,
        Verb.EXPORT_PERSON, Verb.SUBMISSIONS, Verb.FIND_PERSON,
    ):  # fmt: skip
        yield verb, (_OWNER, _OF_SCHOOL)
    yield Verb.TASK, (_RATES, _SETTLES)
    yield Verb.ASSESS, (_RATES,)
    yield Verb.ADJUDICATE, (_SETTLES,)
    yield Verb.ASSESSMENTS, (_SETTLES, _OF_SCHOOL)
    yield Verb.QUEUE, (*_SELF, _OF_SCHOOL)
    yield Verb.RATE_ANCHOR, _SELF
    yield Verb.CALIBRATION, (*_SELF, _ANY_OFFICER)
    yield Verb.ANCHORS, (*_JUDGES, _ANY_OFFICER)
    for verb in (
        Verb.REGISTER, Verb.EDUCATORS, Verb.DECISIONS, Verb.ASSIGNMENTS, Verb.ASSIGN, Verb.RELEASE,
        Verb.VERDICT, Verb.DECIDE, Verb.AWARD_STACKS, Verb.ADD_CONFLICT,
    ):  # fmt: skip
        yield verb, (_OF_SCHOOL,)
    yield Verb.ASSESSORS, (_ANY_OFFICER,)
    for verb in (
        Verb.ADD_ASSESSOR, Verb.REMOVE_ASSESSOR, Verb.ADD_ANCHOR, Verb.AGREEMENT,
        Verb.ADD_ENDORSEMENT, Verb.WITHDRAW_ENDORSEMENT,
    ):  # fmt: skip
        yield verb, (_OF_PROGRAMME,)
    for verb in (Verb.COVERAGE, Verb.ERASE_PERSON, Verb.RETAIN, Verb.PUBLISH):
        yield verb, (_OF_PROGRAMME, _ADMINISTRATOR)
    yield Verb.ENDORSEMENTS, (_ANY_OFFICER, _ADMINISTRATOR)
    for verb in (
        Verb.ISSUE, Verb.MINT, Verb.LIST_BADGES, Verb.SHOW_BADGE, Verb.REVOKE, Verb.SUSPEND,
        Verb.REINSTATE,
    ):  # fmt: skip
        yield verb, (_OF_PROGRAMME, _ADMINISTRATOR, _SERVICE)
    for verb in (
        Verb.RESIGN, Verb.REDATE, Verb.LIST_KEYS, Verb.ADD_KEY, Verb.IMPORT_KEY, Verb.ROTATE_KEY,
        Verb.RETIRE_KEY, Verb.REVOKE_KEY, Verb.EXPORT_KEY, Verb.EXAMINE, Verb.UPGRADE,
        Verb.BACK_UP, Verb.RESTORE,
    ):  # fmt: skip
        yield verb, (_ADMINISTRATOR,)
    for verb in (Verb.SEARCH, Verb.VERIFY, Verb.CONVERT):
        yield verb, (_ANYONE,)


TABLE: Final[Mapping[Verb, tuple[Grant, ...]]] = dict(_rows())
"""Who may do each thing; the operator, besides, may do everything."""
