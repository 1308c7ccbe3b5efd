"""Whether somebody is impartial about a submission, by all that is known of who they are."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from microcred.program.flow.people import find_person
from microcred.program.flow.tables import ASSESSORS, CONFLICTS
from microcred.program.flow.trail import Standing

_OWN: Final = "it is their own work"
_CONFLICT: Final = "they have a conflict of interest"

_SAME: Final = ASSESSORS.alias()
_IN_CONFLICT: Final = (
    sa.select(_SAME.c.id)
    .join_from(CONFLICTS, ASSESSORS, ASSESSORS.c.id == CONFLICTS.c.assessor_id)
    .join(_SAME, sa.or_(_SAME.c.id == ASSESSORS.c.id, _SAME.c.person_id == ASSESSORS.c.person_id))
    .where(CONFLICTS.c.person_id == sa.bindparam("person"))
)
"""A conflict is a person's: who assesses under two names has it under both."""
_NAMES_OF: Final = sa.select(ASSESSORS.c.id).where(ASSESSORS.c.person_id == sa.bindparam("person"))


def why_partial(connection: sa.Connection, standing: Standing, who: str) -> str | None:
    """Tell why somebody is not impartial about a submission; None where nothing is known.

    What they said before that became known does not count either.

    Args:
        connection: an open one.
        standing: the submission.
        who: an assessor's name, or the id, e-mail address or DID of somebody who is known.
    """
    whose = {"person": standing.person_id}
    person = find_person(connection, who)
    names = {who}
    if person is not None:
        names.update(connection.execute(_NAMES_OF, {"person": person.id}).scalars())
    own = set(connection.execute(_NAMES_OF, whose).scalars())
    if not names.isdisjoint(own) or (person is not None and person.id == standing.person_id):
        return _OWN
    in_conflict = set(connection.execute(_IN_CONFLICT, whose).scalars())
    return None if names.isdisjoint(in_conflict) else _CONFLICT
