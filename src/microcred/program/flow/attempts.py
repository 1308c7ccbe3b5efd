"""How often somebody was judged in a micro-credential, and when last.

What was rated was judged: to withdraw it then gives back neither the attempt nor the waiting time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from microcred.errors import Conflict
from microcred.program.definition import MicroCredential
from microcred.program.flow.states import Action, State
from microcred.program.flow.tables import (
    ASSIGNMENTS,
    DECISIONS,
    PROGRAM_EVENTS,
    SUBMISSIONS,
)
from microcred.program.texts import text_in
from microcred.timestamps import format_timestamp, parse_timestamp

# Whoever was taken off again did not judge; an assessor who rated stays on it otherwise.
_RATED: Final = sa.exists().where(
    ASSIGNMENTS.c.submission_id == SUBMISSIONS.c.id,
    ASSIGNMENTS.c.rated_at.is_not(None),
    ASSIGNMENTS.c.released_at.is_(None),
)
_WITHDRAWN_AT: Final = (
    sa.select(sa.func.max(PROGRAM_EVENTS.c.at))
    .where(PROGRAM_EVENTS.c.subject == SUBMISSIONS.c.id, PROGRAM_EVENTS.c.action == Action.WITHDRAW)
    .scalar_subquery()
)
_JUDGED: Final = (
    sa.select(
        sa.func.count(SUBMISSIONS.c.id),
        sa.func.max(sa.func.coalesce(DECISIONS.c.decided_at, _WITHDRAWN_AT)),
    )
    .select_from(SUBMISSIONS)
    .outerjoin(DECISIONS, DECISIONS.c.submission_id == SUBMISSIONS.c.id)
    .where(
        SUBMISSIONS.c.enrolment_id == sa.bindparam("enrolment"),
        sa.or_(
            DECISIONS.c.submission_id.is_not(None),
            sa.and_(SUBMISSIONS.c.state == State.WITHDRAWN, _RATED),
        ),
    )
)


def attempts_left(
    connection: sa.Connection, definition: MicroCredential, enrolment_id: str
) -> int | None:
    """Return how often one may still be judged; None without a limit."""
    limit = definition.assessment.attempts
    return None if limit is None else max(limit - _judged(connection, enrolment_id)[0], 0)


def check_attempts(
    connection: sa.Connection, definition: MicroCredential, enrolment_id: str
) -> None:
    """Check that one may still be judged.

    Raises:
        Refused: code `no-attempts-left`.
    """
    if attempts_left(connection, definition, enrolment_id) == 0:
        name = text_in(definition.name, definition.language)
        limit = definition.assessment.attempts
        message = f"no attempt is left: {name} allows {limit}, and so many were judged"
        raise Conflict(message, code="no-attempts-left")


def waits_until(
    connection: sa.Connection, definition: MicroCredential, enrolment_id: str
) -> str | None:
    """Return the end of the waiting time after what was judged last; None where nothing waits."""
    days = definition.assessment.wait_days
    last = _judged(connection, enrolment_id)[1] if days else None
    return None if last is None else format_timestamp(parse_timestamp(last) + timedelta(days=days))


def _judged(connection: sa.Connection, enrolment_id: str) -> tuple[int, str | None]:
    count, last = connection.execute(_JUDGED, {"enrolment": enrolment_id}).one()
    return count, last
