"""Who judges what: by rule or by hand, never one's own work, never a conflict of interest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import Conflict
from microcred.ledger.badges import in_parts
from microcred.limits import MAX_LISTED
from microcred.program.flow.assignments import (
    Assignment,
    assignments_of,
    assignments_on,
    need_assignment,
)
from microcred.program.flow.consensus import state_by_ratings
from microcred.program.flow.definitions import kept_micro_credential
from microcred.program.flow.desk import Verbs, add_if_new
from microcred.program.flow.impartial import why_partial
from microcred.program.flow.judges import check_may_judge, why_not_judge
from microcred.program.flow.people import need_assessor
from microcred.program.flow.pieces import pieces_of
from microcred.program.flow.rights import hold_for, permit_judge, read_for, schools_for
from microcred.program.flow.states import Action, State
from microcred.program.flow.tables import (
    ASSESSMENTS,
    ASSESSORS,
    ASSIGNMENTS,
    ENROLMENTS,
    PEOPLE,
    SUBMISSIONS,
)
from microcred.program.flow.trail import (
    Act,
    Standing,
    check_step,
    step,
    waiting_standings,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission on which something is to be done.

    Attributes:
        submission_id: which.
        definition_id: the micro-credential.
        state: where it stands.
        since: dateTimeStamp of its last change.
        assignments: who is on it.
        telltales: how many things in its evidence may give the educator away.
    """

    submission_id: str
    definition_id: str
    state: State
    since: str
    assignments: list[Assignment]
    telltales: int


_QUEUED = (State.SUBMITTED, State.IN_ASSESSMENT, State.DISPUTED, State.ASSESSED)


_HAS_RATED: Final = sa.select(ASSESSMENTS.c.assessor_id).where(
    ASSESSMENTS.c.submission_id == sa.bindparam("submission")
)
_GIVEN: Final = (
    sa.select(sa.func.count())
    .select_from(ASSIGNMENTS)
    .where(ASSIGNMENTS.c.assessor_id == ASSESSORS.c.id)
)
_TO_RATE: Final = (ASSIGNMENTS.c.rated_at.is_(None), ASSIGNMENTS.c.released_at.is_(None))
_BY_LOAD: Final = (
    sa.select(ASSESSORS.c.id)
    .where(ASSESSORS.c.left_at.is_(None))
    .order_by(_GIVEN.where(*_TO_RATE).scalar_subquery(), _GIVEN.scalar_subquery(), ASSESSORS.c.id)
)
"""The assessors, first those with the least left to rate, then those who were given the least."""


class Assigning(Verbs):
    """Assigns submissions to assessors."""

    def queue(
        self,
        assessor_id: str | None = None,
        *,
        by: Principal,
        after: Waiting | None = None,
        limit: int = MAX_LISTED,
    ) -> list[Waiting]:
        """List submissions on which something is to be done, the longest waiting first.

        Assessors see what they have to rate themselves, and of it no more than `task` tells.

        Args:
            assessor_id: only those that this assessor has yet to rate.
            by: who asks.
            after: the last one of the page before.
            limit: how many at most.

        Raises:
            Refused: code `no-such-assessor`.
        """
        own = assessor_id if assessor_id == by.assessor else None
        conditions = [SUBMISSIONS.c.state.in_(_QUEUED)]
        if own is not None:
            permit_judge(by, Verb.QUEUE, own)
        elif (schools := schools_for(by, Verb.QUEUE, None)) is not None:
            there = sa.select(PEOPLE.c.id).where(PEOPLE.c.school.in_(sorted(schools)))
            conditions.append(ENROLMENTS.c.person_id.in_(there))
        with self.desk.database.reading() as connection:
            if assessor_id is not None:
                need_assessor(connection, assessor_id)
                conditions.append(SUBMISSIONS.c.id.in_(_to_rate(assessor_id)))
            last = None if after is None else (after.since, after.submission_id)
            waiting = _waiting(connection, waiting_standings(connection, conditions, last, limit))
        return waiting if own is None else [_blind(each, own) for each in waiting]

    def assignments(self, submission_id: str, *, by: Principal) -> list[Assignment]:
        """Return who is on a submission.

        Raises:
            Refused: code `no-such-submission`.
        """
        with self.desk.database.reading() as connection:
            read_for(connection, by, Verb.ASSIGNMENTS, submission_id)
            return assignments_of(connection, submission_id)

    def assign(
        self, submission_id: str, assessors: Sequence[str] = (), *, by: Principal, reason: str = ""
    ) -> list[Assignment]:
        """Assign a submission to assessors; after a dispute, to an adjudicator.

        Args:
            submission_id: one that is submitted, in assessment or disputed.
            assessors: whom; none for as many as are wanting, the least busy first.
            by: who does it.
            reason: why, where it is done by hand.

        Raises:
            Refused: `not-now`, `no-such-assessor`, `not-eligible` for the reason given,
                `no-assessor` where too few may judge it, or `enough-assessors`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.ASSIGN, submission_id)
            check_step(connection, standing, Action.ASSIGN)
            had_it = _had_it(connection, standing)
            chosen = list(assessors) or self._choose(connection, standing, had_it)
            for assessor_id in chosen:
                check_may_judge(connection, self.desk, standing, assessor_id, on_it=False)
                if assessor_id in had_it:
                    message = f"{assessor_id} is on {standing.id} already, or has judged it"
                    raise Conflict(message, code="not-eligible")
                _assign(connection, standing, assessor_id, now)
                had_it.add(assessor_id)
            names = f"to {', '.join(chosen)}"
            act = Act(by.name, now, f"{names}: {reason}" if reason else names)
            step(connection, standing, Action.ASSIGN, act)
            return assignments_of(connection, submission_id)

    def release(
        self, submission_id: str, assessor_id: str, *, by: Principal, reason: str = ""
    ) -> list[Assignment]:
        """Take an assessor off a submission that they have not rated, or must not have rated.

        Where all others have rated it, they settle it. What somebody said whose own work it is, or
        who has a conflict of interest, counts no more.

        Raises:
            Refused: `not-now`, `not-assigned`, or `rated-already`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.RELEASE, submission_id)
            check_step(connection, standing, Action.RELEASE)
            assignment = need_assignment(connection, submission_id, assessor_id)
            partial = why_partial(connection, standing, assessor_id)
            if assignment.rated_at is not None and partial is None:
                message = f"{assessor_id} has rated {submission_id} already; what they said counts"
                raise Conflict(message, code="rated-already")
            connection.execute(
                sa.update(ASSIGNMENTS)
                .where(*_key(submission_id, assessor_id))
                .values(released_at=now)
            )
            act = Act(by.name, now, f"{assessor_id}: {reason}".removesuffix(": "))
            target = state_by_ratings(connection, self.desk, standing)
            step(connection, standing, Action.RELEASE, act, target)
            return assignments_of(connection, submission_id)

    def _choose(
        self, connection: sa.Connection, standing: Standing, had_it: Container[str]
    ) -> list[str]:
        """Choose as many as are wanting, those with the least to do first."""
        wanting = _wanting(connection, standing)
        if wanting <= 0:
            message = f"{standing.id} has all the assessors that it needs; name one to add another"
            raise Conflict(message, code="enough-assessors")
        able = (
            assessor_id
            for assessor_id in connection.execute(_BY_LOAD).scalars()
            if assessor_id not in had_it
            and why_not_judge(connection, self.desk, standing, assessor_id) is None
        )
        eligible = list(islice(able, wanting))
        if len(eligible) < wanting:
            message = (
                f"{wanting} more must judge {standing.id}, and {len(eligible)} may: the others "
                "left, are on it, have a conflict of interest, or are not calibrated"
            )
            raise Conflict(message, code="no-assessor")
        return eligible


def _had_it(connection: sa.Connection, standing: Standing) -> set[str]:
    """Return who is on a submission, or has rated it before they were taken off."""
    rated = connection.execute(_HAS_RATED, {"submission": standing.id}).scalars()
    return {*rated, *(each.assessor_id for each in assignments_of(connection, standing.id))}


def _key(submission_id: str, assessor_id: str) -> Iterator[sa.ColumnElement[bool]]:
    yield ASSIGNMENTS.c.submission_id == submission_id
    yield ASSIGNMENTS.c.assessor_id == assessor_id


def _to_rate(assessor_id: str) -> sa.Select[tuple[str]]:
    return sa.select(ASSIGNMENTS.c.submission_id).where(
        ASSIGNMENTS.c.assessor_id == assessor_id, *_TO_RATE
    )


def _waiting(connection: sa.Connection, standings: Sequence[Standing]) -> list[Waiting]:
    """Return what the queue tells of submissions, read for many at once."""
    on_it: defaultdict[str, list[Assignment]] = defaultdict(list)
    telltales: Counter[str] = Counter()
    for part in in_parts(each.id for each in standings):
        for assignment in assignments_on(connection, part):
            on_it[assignment.submission_id].append(assignment)
        for piece in pieces_of(connection, part):
            telltales[piece.submission_id] += len(piece.telltales)
    return [
        Waiting(
            each.id,
            each.definition_id,
            each.state,
            each.changed_at,
            on_it[each.id],
            telltales[each.id],
        )
        for each in standings
    ]


def _blind(waiting: Waiting, assessor_id: str) -> Waiting:
    """Leave out who else is on it, and whether something in it gives the educator away."""
    mine = [each for each in waiting.assignments if each.assessor_id == assessor_id]
    return replace(waiting, assignments=mine, telltales=0)


def _wanting(connection: sa.Connection, standing: Standing) -> int:
    adjudicates = standing.state is State.DISPUTED
    there = sum(each.adjudicates == adjudicates for each in assignments_of(connection, standing.id))
    if adjudicates:
        return 1 - there
    definition = kept_micro_credential(connection, standing.definition_digest)
    return definition.assessment.assessors - there


def _assign(connection: sa.Connection, standing: Standing, assessor_id: str, now: str) -> None:
    values = {
        "submission_id": standing.id,
        "assessor_id": assessor_id,
        "adjudicates": standing.state is State.DISPUTED,
        "assigned_at": now,
    }
    if not add_if_new(connection, ASSIGNMENTS, values):  # they were released before
        again = sa.update(ASSIGNMENTS).where(*_key(standing.id, assessor_id))
        connection.execute(again.values(**values, rated_at=None, released_at=None))
