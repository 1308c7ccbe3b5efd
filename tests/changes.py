"""What changed in a registry, one change after the other; publishing asks for subjects only."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from microcred.registry.tables import CHANGES


class Change(NamedTuple):
    number: int
    kind: str
    subject: str


def changes_since(connection: sa.Connection, number: int) -> list[Change]:
    """Return the changes after `number`, oldest first."""
    query = sa.select(CHANGES).where(CHANGES.c.number > number).order_by(CHANGES.c.number)
    return [Change(row.number, row.kind, row.subject) for row in connection.execute(query)]
