"""Who is on which submission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.errors import Conflict
from microcred.program.flow.states import State
from microcred.program.flow.tables import ASSESSORS, ASSIGNMENTS


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assessor on a submission.

    Attributes:
        submission_id: what is to be rated.
        assessor_id: by whom.
        adjudicates: whether others disagreed before.
        assigned_at: dateTimeStamp.
        rated_at: dateTimeStamp of the newest rating; None if there is none.
        left: whether the assessor left since, and rates nothing more.
    """

    submission_id: str
    assessor_id: str
    adjudicates: bool
    assigned_at: str
    rated_at: str | None
    left: bool


_COLUMNS: Final = ASSIGNMENTS.c
_ON_IT: Final = (
    sa.select(
        _COLUMNS.submission_id,
        _COLUMNS.assessor_id,
        _COLUMNS.adjudicates,
        _COLUMNS.assigned_at,
        _COLUMNS.rated_at,
        ASSESSORS.c.left_at.is_not(None),
    )
    .join_from(ASSIGNMENTS, ASSESSORS)
    .where(
        _COLUMNS.submission_id.in_(sa.bindparam("submissions", expanding=True)),
        _COLUMNS.released_at.is_(None),
    )
    .order_by(_COLUMNS.assigned_at, _COLUMNS.assessor_id)
)


def assignments_of(connection: sa.Connection, submission_id: str) -> list[Assignment]:
    """Return who is on a submission."""
    return assignments_on(connection, [submission_id])


def assignments_on(connection: sa.Connection, submission_ids: Sequence[str]) -> list[Assignment]:
    """Return who is on each of some submissions."""
    rows = connection.execute(_ON_IT, {"submissions": submission_ids})
    return [Assignment(*row) for row in rows]


def need_assignment(connection: sa.Connection, submission_id: str, assessor_id: str) -> Assignment:
    """Return an assessor's assignment to a submission.

    Raises:
        Refused: code `not-assigned`.
    """
    for assignment in assignments_of(connection, submission_id):
        if assignment.assessor_id == assessor_id:
            return assignment
    message = f"{assessor_id} is not among the assessors of {submission_id}"
    raise Conflict(message, code="not-assigned")


def waited_for(state: State, assignments: Iterable[Assignment]) -> list[dict[str, Any]]:
    """Return who has yet to rate a submission, JSON-ready, so that errors can say it."""
    if state not in (State.DISPUTED, State.IN_ASSESSMENT):
        return []
    adjudicates = state is State.DISPUTED
    asked = [each for each in assignments if each.adjudicates is adjudicates]
    return [
        {"assessor": each.assessor_id, "adjudicates": each.adjudicates, "left": each.left}
        for each in asked
        if adjudicates or each.rated_at is None
    ]
