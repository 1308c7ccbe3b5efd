"""Revoke, suspend and reinstate badges, and sign the lists that say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from microcred.errors import Conflict, MalformedInput, NotFound, excerpt
from microcred.ledger.badges import IssuedBadge, Selection, find_badges, select_badges, set_moment
from microcred.ledger.lists import ListSigner
from microcred.ledger.status_events import ACTIONS, Action, StatusChange, add_status_events
from microcred.registry.changes import add_changes
from microcred.registry.committed import tell_committed
from microcred.registry.moments import take_moment
from microcred.timestamps import format_timestamp

_SHOWN_IDS = 5


@dataclass(frozen=True, slots=True)
class ChangedStatuses:
    """What a change of status came to.

    Attributes:
        at: the moment that it counts from, dateTimeStamp.
        changed: the badges that changed, as they are now.
        unchanged: those that were so already, or are revoked and stay it.
    """

    at: str
    changed: list[IssuedBadge]
    unchanged: list[IssuedBadge]

    @property
    def lists(self) -> list[int]:
        """Return the pairs of lists that say so."""
        return sorted({badge.list_id for badge in self.changed if badge.list_id is not None})


def change_status(
    connection: sa.Connection,
    signer: ListSigner,
    action: Action,
    meant: Selection,
    *,
    actor: str,
    reason: str = "",
) -> ChangedStatuses:
    """Revoke, suspend or reinstate badges in the transaction that is open.

    The lists are signed anew in it. Badges that are so already stay as they are: doing it again
    after an interruption does no harm.

    Args:
        connection: an open one that writes.
        signer: of the badges' issuer.
        action: what to do.
        meant: which badges. Those that it names by id must be there and fit all else that it
            says, and not be revoked unless they shall be; of others, the revoked ones are left as
            they are.
        actor: who does it.
        reason: why; it is kept and not published.

    Raises:
        MalformedInput: there is no such action (`unknown-action`).
        NotFound: a badge is not there (`no-such-badge`). Nothing is changed then.
        Conflict: a badge is revoked, which is final (`revoked-is-final`). Nothing is changed then.
        ConfigurationError: the clock is behind what is recorded (`clock-behind`).
    """
    at = format_timestamp(take_moment(connection, signer.clock()))
    changing, unchanged = plan_change(connection, action, meant)
    ids = [badge.id for badge in changing]
    if action == "revoke":
        set_moment(connection, "revoked_at", ids, at)
    else:
        set_moment(connection, "suspended_at", ids, at if action == "suspend" else None)
    add_status_events(connection, ids, StatusChange(action, at, actor, reason))
    add_changes(connection, [("badge", badge.id) for badge in changing if badge.public])
    now = find_badges(connection, ids)
    outcome = ChangedStatuses(at, [now[badge_id] for badge_id in ids], unchanged)
    signer.sign(connection, outcome.lists)
    tell_committed(connection, "status", "status-changed", action=action, count=len(ids))
    return outcome


def plan_change(
    connection: sa.Connection, action: Action, meant: Selection
) -> tuple[list[IssuedBadge], list[IssuedBadge]]:
    """Return the badges that `change_status` would change, and those that it would leave.

    Raises:
        MalformedInput: there is no such action (`unknown-action`); or as `change_status`.
    """
    if action not in ACTIONS:  # else any slip would reinstate
        message = f"an action is one of {', '.join(ACTIONS)}, not {excerpt(action)}"
        raise MalformedInput(message, code="unknown-action")
    badges = sorted(select_badges(connection, meant), key=lambda badge: badge.id)
    if meant.ids is not None:
        _check_there(meant.ids, badges)
        _check_not_final(action, badges)
    changing = [badge for badge in badges if _changes(action, badge)]
    return changing, [badge for badge in badges if not _changes(action, badge)]


def _changes(action: Action, badge: IssuedBadge) -> bool:
    if badge.revoked_at is not None:
        return False
    if action == "revoke":
        return True
    return (badge.suspended_at is None) == (action == "suspend")


def _check_there(ids: frozenset[str], badges: Iterable[IssuedBadge]) -> None:
    missing = sorted(ids - {badge.id for badge in badges})
    if missing:
        message = (
            "no badge of this workspace, or of those that were chosen, has the id "
            f"{_named(missing)}; nothing was changed"
        )
        raise NotFound(message, code="no-such-badge")


def _check_not_final(action: Action, badges: Iterable[IssuedBadge]) -> None:
    revoked = [badge.id for badge in badges if badge.revoked_at is not None]
    if revoked and action != "revoke":
        advice = " Issue a new badge instead." if action == "reinstate" else ""
        message = f"revoked is final: {_named(revoked)}; nothing was changed.{advice}"
        raise Conflict(message, code="revoked-is-final")


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - _SHOWN_IDS} more" if len(ids) > _SHOWN_IDS else ""
    return ", ".join(excerpt(badge_id) for badge_id in ids[:_SHOWN_IDS]) + more
