"""Who revoked, suspended or reinstated which badge, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final, Literal, get_args

import sqlalchemy as sa

from microcred.ledger.tables import STATUS_EVENTS

Action = Literal["revoke", "suspend", "reinstate"]
ACTIONS: Final = get_args(Action)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What is done to the status of badges.

    Attributes:
        action: what was done.
        at: dateTimeStamp.
        actor: who did it.
        reason: why; may be empty. It is for the issuer and never published.
    """

    action: Action
    at: str
    actor: str
    reason: str


def add_status_events(
    connection: sa.Connection, badge_ids: Iterable[str], what: StatusChange
) -> None:
    """Note what is done to each of these badges."""
    rows = [asdict(what) | {"badge_id": badge_id} for badge_id in badge_ids]
    if rows:
        connection.execute(STATUS_EVENTS.insert(), rows)


def status_events_of(connection: sa.Connection, badge_id: str) -> list[StatusChange]:
    """Return what became of a badge, oldest first."""
    columns = [STATUS_EVENTS.c[name] for name in ("action", "at", "actor", "reason")]
    query = sa.select(*columns).where(STATUS_EVENTS.c.badge_id == badge_id)
    rows = connection.execute(query.order_by(STATUS_EVENTS.c.id))
    return [StatusChange(**row._asdict()) for row in rows]
