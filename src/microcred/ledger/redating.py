"""Go on after the clock was ahead: what was dated with it, and can be dated again, is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from microcred.ledger.badges import badges_dated_after
from microcred.ledger.keys import Act, note_key_event, signing_key
from microcred.ledger.lists import ListSigner
from microcred.ledger.status_lists import find_pairs
from microcred.registry.changes import hold_changes
from microcred.registry.moments import last_moment, set_moment
from microcred.timestamps import format_timestamp, parse_timestamp


@dataclass(frozen=True, slots=True)
class Redating:
    """What was dated ahead.

    Attributes:
        latest: the latest moment that was recorded.
        lists: the pairs of status lists that were signed anew.
        badges: ids of badges that say that they count from later on; they cannot be changed.
    """

    latest: datetime
    lists: list[int]
    badges: list[str]


def redate(connection: sa.Connection, signer: ListSigner, act: Act) -> Redating | None:
    """Let the moment of an act be the latest, and sign the status lists as of now.

    Args:
        connection: an open one that writes.
        signer: of the lists; its clock is right.
        act: when, by whom and why; an event of the key that signs.

    Returns:
        What was ahead; None where nothing is, and then nothing is changed.
    """
    hold_changes(connection)
    latest, now = last_moment(connection), parse_timestamp(act.at)
    if latest is None or latest <= now:
        return None
    set_moment(connection, now)
    lists = [pair.id for pair in find_pairs(connection)]
    signer.sign(connection, lists)
    note_key_event(connection, signing_key(connection).name, "redate", act)
    return Redating(latest, lists, badges_dated_after(connection, format_timestamp(now)))
