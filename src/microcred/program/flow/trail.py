"""The trail: every step of a submission, checked against the table of states and recorded.

Nothing else changes a submission's state, and rows of the trail are only added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from microcred.errors import Conflict, NotFound, excerpt
from microcred.program.flow.assignments import assignments_of, waited_for
from microcred.program.flow.states import Action, State, Transition, transition
from microcred.program.flow.tables import ENROLMENTS, PROGRAM_EVENTS, SUBMISSIONS
from microcred.registry.moments import check_moment, last_moment
from microcred.timestamps import parse_timestamp


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody doing something.

    Attributes:
        by: the name that is recorded.
        at: dateTimeStamp.
        reason: why, in their words; may be empty.
    """

    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        subject: the id of the submission, person or assessor.
        action: an `Action`, or something else that is recorded, such as `consent`.
        source: the state before; None where there was none.
        target: the state after; None where it has none.
        at: dateTimeStamp.
        actor: who did it; None where that is not told.
        reason: why, in their words.
    """

    subject: str
    action: str
    source: str | None
    target: str | None
    at: str
    actor: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One submission as it stands in the transaction that read it.

    Attributes:
        id: the submission.
        state: where it stands.
        revision: how often it was changed.
        attempt: 1 for the first.
        enrolment_id: the educator at the micro-credential.
        person_id: the educator.
        definition_id: the micro-credential.
        definition_digest: the very text that it was made for.
        changed_at: dateTimeStamp of the last change.
    """

    id: str
    state: State
    revision: int
    attempt: int
    enrolment_id: str
    person_id: str
    definition_id: str
    definition_digest: str
    changed_at: str


_STANDING = sa.select(
    SUBMISSIONS.c.id,
    SUBMISSIONS.c.state,
    SUBMISSIONS.c.revision,
    SUBMISSIONS.c.attempt,
    SUBMISSIONS.c.enrolment_id,
    ENROLMENTS.c.person_id,
    ENROLMENTS.c.definition_id,
    SUBMISSIONS.c.definition_digest,
    SUBMISSIONS.c.changed_at,
).join_from(SUBMISSIONS, ENROLMENTS)

# Statements that are made once save SQLAlchemy most of its work at every step.
_ONE: Final = _STANDING.where(SUBMISSIONS.c.id == sa.bindparam("submission"))
_HOLD: Final = _ONE.with_for_update(of=SUBMISSIONS)
_STEP: Final = sa.update(SUBMISSIONS).where(
    SUBMISSIONS.c.id == sa.bindparam("submission"), SUBMISSIONS.c.revision == sa.bindparam("seen")
)
_NOTE: Final = PROGRAM_EVENTS.insert()

BY_EDUCATORS: Final = (
    Action.ENROL, Action.ATTACH, Action.DETACH, Action.CHOOSE, Action.SUBMIT, Action.RESUBMIT,
    Action.WITHDRAW, "consent", "no-consent",
)  # fmt: skip
"""What educators do themselves, perhaps under their own name."""


def find_standings(connection: sa.Connection, *conditions: Any) -> list[Standing]:
    """Return the submissions that meet conditions on SUBMISSIONS and ENROLMENTS, oldest first."""
    query = _STANDING.where(*conditions).order_by(SUBMISSIONS.c.begun_at, SUBMISSIONS.c.id)
    return [_standing(row) for row in connection.execute(query)]


def waiting_standings(
    connection: sa.Connection,
    conditions: Sequence[sa.ColumnElement[bool]],
    after: tuple[str, str] | None,
    limit: int,
) -> list[Standing]:
    """Return submissions that meet conditions, those first that have not changed for longest.

    Args:
        connection: an open one.
        conditions: see `find_standings`.
        after: moment of the last change and id of the last one of the page before.
        limit: how many at most.
    """
    key = (SUBMISSIONS.c.changed_at, SUBMISSIONS.c.id)
    query = _STANDING.where(*conditions)
    if after is not None:
        query = query.where(sa.tuple_(*key) > sa.tuple_(*map(sa.literal, after)))
    return [_standing(row) for row in connection.execute(query.order_by(*key).limit(limit))]


def find_standing(
    connection: sa.Connection, submission_id: str, *, held: bool = False
) -> Standing | None:
    """Find a submission.

    Args:
        connection: an open one; one that writes, if it is to be held.
        submission_id: which.
        held: whether it is held until the transaction ends: others wait, and see the result.
    """
    query = _HOLD if held else _ONE
    row = connection.execute(query, {"submission": submission_id}).one_or_none()
    return None if row is None else _standing(row)


def need_standing(connection: sa.Connection, submission_id: str) -> Standing:
    """Read a submission that must be there, without holding it.

    Raises:
        NotFound: code `no-such-submission`.
    """
    standing = find_standing(connection, submission_id)
    if standing is None:
        raise no_such_submission(submission_id)
    return standing


def no_such_submission(submission_id: str) -> NotFound:
    """Return the error of a submission that is not there."""
    message = f"there is no submission {excerpt(submission_id)}"
    return NotFound(message, code="no-such-submission")


def check_revision(standing: Standing, revision: int | None) -> None:
    """Check that a submission is as it was when somebody looked at it; None for any way.

    Raises:
        Conflict: code `changed-meanwhile`.
    """
    if revision not in (None, standing.revision):
        raise _changed(standing.id)


def _standing(row: Any) -> Standing:
    return Standing(row.id, State(row.state), *row[2:])


def check_step(
    connection: sa.Connection,
    standing: Standing,
    action: Action,
    target: State | None = None,
) -> Transition:
    """Check that a step may be taken, before what it needs is looked at; give what it does.

    Raises:
        Conflict: `not-now`, with who is waited for in its data.
    """
    try:
        return transition(standing.state, action, target, subject=standing.id)
    except Conflict as error:
        data = {
            "submission": standing.id,
            "state": str(standing.state),
            "waited_for": waited_for(standing.state, assignments_of(connection, standing.id)),
        }
        raise Conflict(error.message, code=error.code, data=data) from None


def step(
    connection: sa.Connection,
    standing: Standing,
    action: Action,
    act: Act,
    target: State | None = None,
) -> Standing:
    """Take one step of the table: check it, change the state, record it.

    Args:
        connection: an open one that writes.
        standing: the submission as it was read.
        action: what is done.
        act: by whom, when and why.
        target: which outcome it is, where there are several.

    Raises:
        Conflict: `not-now` or `changed-meanwhile`.
    """
    row = check_step(connection, standing, action, target)
    after = replace(
        standing,
        state=standing.state if row.next_attempt else row.target,
        revision=standing.revision + 1,
        changed_at=act.at,
    )
    values = {"state": after.state, "revision": after.revision, "changed_at": after.changed_at}
    seen = {"submission": standing.id, "seen": standing.revision}
    changed = connection.execute(_STEP, {**values, **seen})
    if changed.rowcount != 1:
        raise _changed(standing.id)
    note(connection, standing.id, action, act, states=(standing.state, after.state))
    return after


def note(
    connection: sa.Connection,
    subject: str,
    action: str,
    act: Act,
    states: tuple[State | None, State | None] = (None, None),
) -> None:
    """Add a row to the trail.

    Raises:
        ConfigurationError: the clock is behind what is recorded (`clock-behind`).
    """
    check_moment(last_moment(connection), parse_timestamp(act.at))
    row = {
        "subject": subject,
        "action": action,
        "source": states[0],
        "target": states[1],
        "at": act.at,
        "actor": act.by,
        "reason": act.reason,
    }
    connection.execute(_NOTE, row)


def events_of(connection: sa.Connection, subject: str) -> list[Event]:
    """Return all that happened to a submission, a person or an assessor, in order."""
    columns = PROGRAM_EVENTS.c
    query = sa.select(
        columns.subject, columns.action, columns.source, columns.target, columns.at,
        columns.actor, columns.reason,
    )  # fmt: skip
    rows = connection.execute(query.where(columns.subject == subject).order_by(columns.id))
    return [Event(*row) for row in rows]


def without_judges(event: Event) -> Event:
    """Return what happened as its educator is told: without the names of those who judge."""
    if event.action not in BY_EDUCATORS:
        event = replace(event, actor=None)
    if event.action in (Action.ASSIGN, Action.RELEASE):
        event = replace(event, reason="")
    return event


def _changed(submission_id: str) -> Conflict:
    message = f"submission {submission_id} was changed by somebody else meanwhile; look at it again"
    return Conflict(message, code="changed-meanwhile")
