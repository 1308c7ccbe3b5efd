"""What an officer looks through: educators, submissions and decisions, a page at a time.

A page begins after the last line of the one before, so that page a thousand costs what page one
does; officers of some schools are told of the educators of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import MalformedInput, NotFound, excerpt
from microcred.ledger.tables import BADGES
from microcred.limits import MAX_LISTED
from microcred.program.flow.desk import Verbs
from microcred.program.flow.listed import (
    ALL_DECISIONS,
    ALL_SUBMISSIONS,
    DecisionFilter,
    Educator,
    ListedDecision,
    ListedSubmission,
    Page,
    SubmissionFilter,
)
from microcred.program.flow.rights import person_for, schools_for
from microcred.program.flow.states import State
from microcred.program.flow.tables import AWARDS, DECISIONS, ENROLMENTS, PEOPLE, SUBMISSIONS
from microcred.timestamps import format_timestamp, parse_timestamp

_EDUCATORS: Final = sa.select(PEOPLE.c.id, PEOPLE.c.school, PEOPLE.c.contact, PEOPLE.c.added_at)
_SUBMISSIONS: Final = (
    sa.select(
        SUBMISSIONS.c.id,
        SUBMISSIONS.c.state,
        SUBMISSIONS.c.attempt,
        ENROLMENTS.c.person_id,
        PEOPLE.c.school,
        ENROLMENTS.c.definition_id,
        SUBMISSIONS.c.begun_at,
        SUBMISSIONS.c.changed_at,
    )
    .join_from(SUBMISSIONS, ENROLMENTS)
    .join(PEOPLE)
    .order_by(SUBMISSIONS.c.begun_at, SUBMISSIONS.c.id)
)
_DECISIONS: Final = (
    sa.select(
        DECISIONS.c.submission_id,
        DECISIONS.c.outcome,
        ENROLMENTS.c.person_id,
        PEOPLE.c.school,
        ENROLMENTS.c.definition_id,
        DECISIONS.c.badge_id,
        DECISIONS.c.decided_at,
        DECISIONS.c.actor,
    )
    .join_from(DECISIONS, SUBMISSIONS)
    .join(ENROLMENTS)
    .join(PEOPLE)
    .order_by(DECISIONS.c.decided_at, DECISIONS.c.submission_id)
)


class Listing(Verbs):
    """Look through what there is, a page at a time."""

    def educators(
        self,
        *,
        by: Principal,
        school: str | None = None,
        holds: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[Educator]:
        """List the educators who were not erased, in the order of their ids.

        Args:
            by: who asks.
            school: only of this school.
            holds: only those who have a badge that counts of this micro-credential or stack.
            after: the id of the last one of the page before.
            limit: how many at most.

        Raises:
            Forbidden: code `forbidden`.
            MalformedInput: code `invalid-limit`.
        """
        _check_limit(limit)
        conditions = [PEOPLE.c.erased_at.is_(None), *_of(schools_for(by, Verb.EDUCATORS, school))]
        standing = self._awards_in_force()
        if holds is not None:
            holders = standing.with_only_columns(AWARDS.c.person_id)
            conditions.append(PEOPLE.c.id.in_(holders.where(AWARDS.c.definition_id == holds)))
        if after is not None:
            conditions.append(PEOPLE.c.id > after)
        query = _EDUCATORS.where(*conditions).order_by(PEOPLE.c.id).limit(limit + 1)
        with self.desk.database.reading() as connection:
            rows, following = _cut(connection.execute(query).all(), limit)
            theirs = standing.where(AWARDS.c.person_id.in_([row.id for row in rows]))
            held: dict[str, list[str]] = {}
            for award in connection.execute(theirs.order_by(AWARDS.c.definition_id)):
                held.setdefault(award.person_id, []).append(award.definition_id)
        found = (
            Educator(row.id, row.school, row.contact, row.added_at, tuple(held.get(row.id, ())))
            for row in rows
        )
        return Page(tuple(found), following)

    def submissions(
        self,
        wanted: SubmissionFilter = ALL_SUBMISSIONS,
        *,
        by: Principal,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[ListedSubmission]:
        """List submissions, oldest first; educators list their own.

        Args:
            wanted: which.
            by: who asks.
            after: the id of the last one of the page before.
            limit: how many at most.

        Raises:
            Forbidden: code `forbidden`.
            NotFound: `no-such-person`, or `no-such-submission` for the one to go on after.
            MalformedInput: code `invalid-limit`.
        """
        _check_limit(limit)
        key = (SUBMISSIONS.c.begun_at, SUBMISSIONS.c.id)
        with self.desk.database.reading() as connection:
            if wanted.person is None:
                conditions = _of(schools_for(by, Verb.SUBMISSIONS, wanted.school))
            else:
                person = person_for(connection, by, Verb.SUBMISSIONS, wanted.person)
                conditions = [PEOPLE.c.id == person.id, *_named(PEOPLE.c.school, wanted.school)]
            conditions += _named(ENROLMENTS.c.definition_id, wanted.definition_id)
            if wanted.states:
                conditions.append(SUBMISSIONS.c.state.in_([*wanted.states]))
            if after is not None:
                conditions.append(_beyond(connection, key, after))
            query = _SUBMISSIONS.where(*conditions).limit(limit + 1)
            rows, following = _cut(connection.execute(query).all(), limit)
        lines = (ListedSubmission(row.id, State(row.state), *row[2:]) for row in rows)
        return Page(tuple(lines), following)

    def decisions(
        self,
        wanted: DecisionFilter = ALL_DECISIONS,
        *,
        by: Principal,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[ListedDecision]:
        """List what was decided, oldest first.

        Args:
            wanted: which.
            by: who asks.
            after: the submission of the last one of the page before.
            limit: how many at most.

        Raises:
            Forbidden: code `forbidden`.
            NotFound: `no-such-submission` for the one to go on after.
            MalformedInput: `invalid-limit`, or a moment is none.
        """
        _check_limit(limit)
        conditions = _of(schools_for(by, Verb.DECISIONS, wanted.school))
        conditions += _named(ENROLMENTS.c.definition_id, wanted.definition_id)
        conditions += _named(DECISIONS.c.outcome, wanted.outcome)
        moment, key = DECISIONS.c.decided_at, (DECISIONS.c.decided_at, DECISIONS.c.submission_id)
        if wanted.since is not None:
            conditions.append(moment >= format_timestamp(parse_timestamp(wanted.since)))
        if wanted.until is not None:
            conditions.append(moment < format_timestamp(parse_timestamp(wanted.until)))
        with self.desk.database.reading() as connection:
            if after is not None:
                conditions.append(_beyond(connection, key, after))
            query = _DECISIONS.where(*conditions).limit(limit + 1)
            rows, following = _cut(connection.execute(query).all(), limit)
        lines = (ListedDecision(row.submission_id, State(row.outcome), *row[2:]) for row in rows)
        return Page(tuple(lines), following)

    def _awards_in_force(self) -> sa.Select[Any]:
        """Return who has a badge of what that counts at this moment."""
        lasts = sa.or_(BADGES.c.valid_until.is_(None), BADGES.c.valid_until > self.desk.now())
        return (
            sa.select(AWARDS.c.person_id, AWARDS.c.definition_id)
            .join_from(AWARDS, BADGES)
            .where(BADGES.c.revoked_at.is_(None), lasts)
            .distinct()
        )


def _of(schools: AbstractSet[str] | None) -> list[sa.ColumnElement[bool]]:
    return [] if schools is None else [PEOPLE.c.school.in_(sorted(schools))]


def _named(column: sa.Column[Any], wanted: str | None) -> list[sa.ColumnElement[bool]]:
    return [] if wanted is None else [column == wanted]


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MAX_LISTED:
        message = f"a page has 1 to {MAX_LISTED} lines, not {limit}"
        raise MalformedInput(message, code="invalid-limit")


def _beyond(
    connection: sa.Connection, key: tuple[sa.Column[Any], sa.Column[Any]], after: str
) -> sa.ColumnElement[bool]:
    """Return the condition of what comes after a line, by its moment and its id.

    Raises:
        NotFound: code `no-such-submission`.
    """
    moment, name = key
    last = connection.execute(sa.select(moment).where(name == after)).scalar_one_or_none()
    if last is None:
        message = f"there is no {excerpt(after)} to go on after"
        raise NotFound(message, code="no-such-submission")
    return sa.tuple_(moment, name) > sa.tuple_(sa.literal(last), sa.literal(after))


def _cut(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], str | None]:
    """Return the lines of a page, and the id of the last one where there are more."""
    return rows[:limit], str(rows[limit - 1][0]) if len(rows) > limit else None
