"""The badges that were issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from microcred.registry.database import Database
from microcred.registry.migrating import check_revision, upgrade
from microcred.registry.tables import BADGES


@dataclass(frozen=True, slots=True)
class IssuedBadge:
    """One badge that was issued.

    Attributes:
        id: the credential's id.
        achievement_id: what it was given for.
        key_id: the verification method that signed it.
        format: `json`, `jwt`, `png` or `svg`.
        issued_at: dateTimeStamp.
    """

    id: str
    achievement_id: str
    key_id: str
    format: str
    issued_at: str


_COLUMNS: Final = [BADGES.c[field.name] for field in fields(IssuedBadge)]


class Registry:
    """The issued badges of one workspace.

    Args:
        database: the path of an SQLite file, or a URL as SQLAlchemy writes it. Other processes
            may use it at the same time.

    Raises:
        ConfigurationError: code `registry`, when the URL cannot be used.
    """

    def __init__(self, database: Path | str):
        self.database = Database(database)

    def create(self) -> None:
        """Make the tables, or bring those of an earlier version up to date."""
        upgrade(self.database)

    def check(self) -> None:
        """Check that the tables are those of this version; see `check_revision`."""
        check_revision(self.database)

    def record(self, badges: Iterable[IssuedBadge]) -> None:
        """Add badges in one transaction; those that are there already stay as they are.

        Raises:
            ConfigurationError: code `registry`, when the database refuses.
        """
        rows = {badge.id: asdict(badge) for badge in badges}
        known = sa.select(BADGES.c.id).where(BADGES.c.id.in_(list(rows)))
        with self.database.writing() as connection:
            for badge_id in connection.execute(known).scalars().all():
                del rows[badge_id]
            if rows:
                connection.execute(BADGES.insert(), list(rows.values()))

    def find(self, badge_id: str) -> IssuedBadge | None:
        """Give one badge by its credential id."""
        query = sa.select(*_COLUMNS).where(BADGES.c.id == badge_id)
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else IssuedBadge(**row._asdict())

    def count(self) -> int:
        """Count the badges."""
        query = sa.select(sa.func.count()).select_from(BADGES)
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
