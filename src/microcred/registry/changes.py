"""The numbered changes that a published site must be brought up to date about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import sqlalchemy as sa

from microcred.registry.tables import CHANGES, INFO
from microcred.registry.witness import count_act

Kind = Literal["badge", "achievement", "list", "issuer", "evidence"]

_LAST: Final = INFO.c.name == "last_change"
_HOLD: Final = sa.select(INFO.c.value).where(_LAST).with_for_update()


def hold_changes(connection: sa.Connection) -> None:
    """Wait for the turn to change what a site shows, and keep it until the transaction ends.

    Whoever decides on what is there (whether a badge is revoked, which index is free) calls this
    first: then nothing of it changes meanwhile, and two that wait for each other cannot be.

    Raises:
        ConfigurationError: the registry is an older copy; see `count_act`.
    """
    connection.execute(_HOLD)
    count_act(connection)


def add_changes(connection: sa.Connection, subjects: Iterable[tuple[Kind, str]]) -> int:
    """Number changes in the transaction that makes them; a subject that is given twice is one.

    The row of the last number is held until the transaction ends. That keeps the numbers in the
    order of committing: who has seen a number has seen every change before it.

    Returns:
        The number of the newest change.
    """
    distinct = list(dict.fromkeys(subjects))
    if not distinct:
        return last_change(connection)
    added = sa.cast(sa.cast(INFO.c.value, sa.BigInteger) + len(distinct), sa.String)
    statement = sa.update(INFO).where(_LAST).values(value=added).returning(INFO.c.value)
    last = int(connection.execute(statement).scalar_one())
    first = last - len(distinct) + 1
    rows = [
        {"number": number, "kind": kind, "subject": subject}
        for number, (kind, subject) in enumerate(distinct, first)
    ]
    connection.execute(CHANGES.insert(), rows)
    return last


def last_change(connection: sa.Connection) -> int:
    """Return the number of the newest change; 0 before the first."""
    return int(connection.execute(sa.select(INFO.c.value).where(_LAST)).scalar_one())
