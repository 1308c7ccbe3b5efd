"""Take up a registry that was put back to an earlier state: learn, and never give an index twice.

What lists say that were published since counts more than what the registry remembers: a badge
that they show as revoked stays revoked, known to the registry or not.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from microcred.ledger.badges import set_moment
from microcred.ledger.status_events import Action, StatusChange, add_status_events
from microcred.ledger.status_lists import (
    ListPair,
    Purpose,
    adopt_pair,
    find_pairs,
    set_indexes,
    set_list_prefix,
)
from microcred.ledger.tables import BADGES, UNKNOWN_STATUSES
from microcred.registry.changes import add_changes

_PREFIX_BYTES: Final = 4
_REASON: Final = "published before the registry was put back to an earlier state"


@dataclass(frozen=True, slots=True)
class PublishedStatuses:
    """What a published list says.

    Attributes:
        base_url: of its pair of lists, up to the purpose.
        purpose: which of the two it is.
        length: how many indexes it has.
        indexes: those that are set.
    """

    base_url: str
    purpose: Purpose
    length: int
    indexes: frozenset[int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What published lists told a registry.

    Attributes:
        changed: what was done to badges that the registry knows, by their ids.
        unknown: how many statuses belong to badges that it does not know.
        lists: the pairs of lists that must be signed again.
    """

    changed: dict[str, Action]
    unknown: int
    lists: list[int]


def learn_statuses(
    connection: sa.Connection, published: Iterable[PublishedStatuses], at: str, actor: str
) -> Learnt:
    """Bring the statuses of badges to what lists say that were published later.

    Args:
        connection: an open one that writes; call `hold_changes` before.
        published: lists that are newer than the registry's own.
        at: the moment of the change, dateTimeStamp.
        actor: who does it.
    """
    pairs = {pair.base_url: pair for pair in find_pairs(connection)}
    changed: dict[str, Action] = {}
    unknown, lists = 0, set()
    for each in published:
        pair = pairs.get(each.base_url)
        if pair is None:
            pair = pairs[each.base_url] = adopt_pair(connection, each.base_url, each.length, at)
        before = set(set_indexes(connection, pair.id, each.purpose))
        done = _steps(connection, pair, each, before)
        for action, ids in done.items():
            _change(connection, ids, StatusChange(action, at, actor, _REASON))
            changed |= dict.fromkeys(ids, action)
        unknown += _keep_unknown(connection, pair, each)
        if before != each.indexes:
            lists.add(pair.id)
    add_changes(connection, [("badge", badge_id) for badge_id in changed])
    return Learnt(changed, unknown, sorted(lists))


def never_reuse(connection: sa.Connection) -> str:
    """Let new badges have their statuses in lists with names that none has had.

    Returns:
        What the names begin with.
    """
    prefix = f"{secrets.token_hex(_PREFIX_BYTES)}-"
    set_list_prefix(connection, prefix)
    return prefix


def _steps(
    connection: sa.Connection, pair: ListPair, published: PublishedStatuses, before: set[int]
) -> dict[Action, list[str]]:
    """Say what is to be done to badges that the registry knows; what it has revoked stays so."""
    newly = _badges_at(connection, pair, published.indexes - before)
    if published.purpose == "revocation":
        return {"revoke": newly}
    no_more = _badges_at(connection, pair, before - published.indexes)
    return {"suspend": newly, "reinstate": no_more}


def _change(connection: sa.Connection, ids: list[str], what: StatusChange) -> None:
    if what.action == "revoke":
        set_moment(connection, "revoked_at", ids, what.at)
    else:
        set_moment(connection, "suspended_at", ids, what.at if what.action == "suspend" else None)
    add_status_events(connection, ids, what)


def _badges_at(connection: sa.Connection, pair: ListPair, indexes: Iterable[int]) -> list[str]:
    wanted = set(indexes)
    query = sa.select(BADGES.c.status_index, BADGES.c.id).where(BADGES.c.list_id == pair.id)
    return [row.id for row in connection.execute(query) if row.status_index in wanted]


def _keep_unknown(connection: sa.Connection, pair: ListPair, published: PublishedStatuses) -> int:
    """Keep what a list says of badges that are not in the registry; revoked is final."""
    here = sa.and_(
        UNKNOWN_STATUSES.c.list_id == pair.id, UNKNOWN_STATUSES.c.purpose == published.purpose
    )
    known = sa.select(BADGES.c.status_index).where(BADGES.c.list_id == pair.id)
    missing = published.indexes - set(connection.execute(known).scalars())
    if published.purpose == "revocation":
        kept = sa.select(UNKNOWN_STATUSES.c.status_index).where(here)
        missing |= set(connection.execute(kept).scalars())
    connection.execute(UNKNOWN_STATUSES.delete().where(here))
    rows = [
        {"list_id": pair.id, "purpose": published.purpose, "status_index": index}
        for index in sorted(missing)
    ]
    if rows:
        connection.execute(UNKNOWN_STATUSES.insert(), rows)
    return len(rows)
