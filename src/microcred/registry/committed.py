"""Events of the log that are told when what they tell of is committed, and not before."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from microcred.log import tell


def tell_committed(connection: sa.Connection, area: str, event: str, /, **facts: str | int) -> None:
    """Tell of an event when the transaction that is open commits; never when it is undone.

    Args:
        connection: an open one that writes.
        area: see `microcred.log.tell`.
        event: likewise.
        **facts: likewise.
    """
    if logging.getLogger(f"microcred.{area}").isEnabledFor(logging.INFO):
        sa.event.listen(connection, "commit", lambda _: tell(area, event, **facts), once=True)
