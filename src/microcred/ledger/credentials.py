"""The signed credentials that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from microcred.ledger.badges import in_parts
from microcred.ledger.tables import CREDENTIALS


@dataclass(frozen=True, slots=True)
class KeptCredential:
    """A badge as it was signed.

    Attributes:
        badge_id: the credential's id.
        document: with its embedded proof, as JSON text; or None.
        token: the compact JWT, or None.
        picture: the digest of the picture without the badge, or None.
        signed_at: dateTimeStamp.
    """

    badge_id: str
    document: str | None
    token: str | None
    picture: str | None
    signed_at: str


def keep_credentials(connection: sa.Connection, kept: Sequence[KeptCredential]) -> None:
    """Keep credentials, in place of what was kept of the same badges."""
    forget_credentials(connection, [credential.badge_id for credential in kept])
    if kept:
        connection.execute(CREDENTIALS.insert(), [asdict(credential) for credential in kept])


def forget_credentials(connection: sa.Connection, badge_ids: Iterable[str]) -> None:
    """Keep the credentials of these badges no more; the badges stay recorded."""
    for part in in_parts(badge_ids):
        connection.execute(sa.delete(CREDENTIALS).where(CREDENTIALS.c.badge_id.in_(part)))


def find_credentials(
    connection: sa.Connection, badge_ids: Iterable[str]
) -> Iterator[KeptCredential]:
    """Yield what is kept of these badges."""
    for part in in_parts(badge_ids):
        query = sa.select(CREDENTIALS).where(CREDENTIALS.c.badge_id.in_(part))
        for row in connection.execute(query):
            yield KeptCredential(**row._asdict())
