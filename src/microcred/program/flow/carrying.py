"""What an educator need not show again: parts that passed in earlier attempts stay passed.

They do unless the definition now says something else of them: the part's text, what it asks for,
or a criterion that it is judged by.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from microcred.program.definition import MicroCredential
from microcred.program.flow.definitions import judged_by, part_digest
from microcred.program.flow.tables import DECIDED_LEVELS, PASSED_PARTS, SUBMISSIONS

_PASSED: Final = (
    sa.select(PASSED_PARTS.c.part, PASSED_PARTS.c.digest, SUBMISSIONS.c.id, SUBMISSIONS.c.attempt)
    .join_from(PASSED_PARTS, SUBMISSIONS, PASSED_PARTS.c.submission_id == SUBMISSIONS.c.id)
    .where(SUBMISSIONS.c.enrolment_id == sa.bindparam("enrolment"))
    .order_by(SUBMISSIONS.c.attempt)
)


def carried_parts(
    connection: sa.Connection,
    enrolment_id: str,
    definition: MicroCredential,
    *,
    before_attempt: int | None = None,
) -> dict[str, str]:
    """Return the parts that are passed already, each with the submission that it was passed in.

    Args:
        connection: an open one.
        enrolment_id: the educator at the micro-credential.
        definition: what the parts are now.
        before_attempt: only what passed before this attempt.
    """
    passed = {
        (part, digest): submission
        for part, digest, submission, attempt in connection.execute(
            _PASSED, {"enrolment": enrolment_id}
        )
        if before_attempt is None or attempt < before_attempt
    }
    if not passed:
        return {}
    found = {
        part.id: passed.get((part.id, part_digest(definition, part))) for part in definition.parts
    }
    return {part: submission for part, submission in found.items() if submission is not None}


def carried_levels(
    connection: sa.Connection, definition: MicroCredential, carried: dict[str, str]
) -> dict[str, str]:
    """Return the levels that carried parts stand on, by criterion or statement."""
    levels: dict[str, str] = {}
    for part in definition.parts:
        if part.id in carried:
            query = sa.select(DECIDED_LEVELS.c.criterion, DECIDED_LEVELS.c.level).where(
                DECIDED_LEVELS.c.submission_id == carried[part.id],
                DECIDED_LEVELS.c.criterion.in_(judged_by(part)),
            )
            levels.update({row.criterion: row.level for row in connection.execute(query)})
    return levels


def to_be_judged(definition: MicroCredential, carried: dict[str, str]) -> list[str]:
    """Return what assessors rate: the criteria and statements that no carried part stands on."""
    settled = {name for part in definition.parts if part.id in carried for name in judged_by(part)}
    names = [name for part in definition.parts for name in judged_by(part)]
    return [name for name in dict.fromkeys(names) if name not in settled]
