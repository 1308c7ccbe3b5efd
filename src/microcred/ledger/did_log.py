"""The log of a did:webvh issuer, kept entry by entry as it is published."""

from __future__ import annotations

import sqlalchemy as sa

from microcred.ledger.tables import DID_LOG


def read_did_log(connection: sa.Connection) -> list[str]:
    """Return the entries, the first first; none for an issuer of another kind."""
    query = sa.select(DID_LOG.c.entry).order_by(DID_LOG.c.number)
    return list(connection.execute(query).scalars())


def append_did_log(connection: sa.Connection, entry: str) -> None:
    """Add the next entry, in the transaction that changes the keys."""
    count = sa.select(sa.func.count()).select_from(DID_LOG)
    number = int(connection.execute(count).scalar_one()) + 1
    connection.execute(DID_LOG.insert(), {"number": number, "entry": entry})
