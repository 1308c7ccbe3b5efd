"""The moments of changes: each at or after the one before, whatever the clock says.

A registry remembers the latest moment of its changes. A clock that stands before it was set back,
or was ahead then: which of the two, a person must say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from microcred.errors import ConfigurationError
from microcred.registry.changes import hold_changes
from microcred.registry.tables import INFO
from microcred.timestamps import format_timestamp, parse_timestamp

CLOCKS_APART: Final = timedelta(seconds=60)
"""How far the clocks of two machines with one registry may be apart: what verifiers allow too."""

_LAST: Final = INFO.c.name == "last_moment"


def take_moment(connection: sa.Connection, now: datetime) -> datetime:
    """Return the moment for a change and remember it; see `hold_changes`, which this calls.

    Args:
        connection: an open one that writes.
        now: what the clock says.

    Returns:
        Now in whole seconds, or the latest moment recorded where the clock is a little behind it.

    Raises:
        ConfigurationError: code `clock-behind`.
    """
    hold_changes(connection)
    now = now.replace(microsecond=0)
    last = last_moment(connection)
    check_moment(last, now)
    if last is not None and last >= now:
        return last
    set_moment(connection, now)
    return now


def check_moment(last: datetime | None, now: datetime) -> None:
    """Refuse a clock that is behind what is recorded.

    Raises:
        ConfigurationError: code `clock-behind`.
    """
    if last is not None and last > now + CLOCKS_APART:
        message = (
            f"the clock says {format_timestamp(now.replace(microsecond=0))}, but the registry was "
            f"changed at {format_timestamp(last)}: set the clock right"
        )
        raise ConfigurationError(message, code="clock-behind")


def last_moment(connection: sa.Connection) -> datetime | None:
    """Return the latest moment of a change; None before the first."""
    value = connection.execute(sa.select(INFO.c.value).where(_LAST)).scalar_one_or_none()
    return None if value is None else parse_timestamp(value)


def set_moment(connection: sa.Connection, moment: datetime) -> None:
    """Let a moment be the latest; an earlier one than before only where a person said so."""
    row = {"value": format_timestamp(moment)}
    if connection.execute(sa.update(INFO).where(_LAST).values(row)).rowcount == 0:
        connection.execute(INFO.insert(), row | {"name": "last_moment"})
