"""The registry of one workspace: its database, opened and checked."""

from __future__ import annotations

from pathlib import Path

from microcred.ledger.badges import IssuedBadge, count_badges, find_badges
from microcred.registry.database import Database
from microcred.registry.migrating import upgrade
from microcred.registry.revision import check_revision


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

    def find(self, badge_id: str) -> IssuedBadge | None:
        """Return one badge by its credential id."""
        with self.database.reading() as connection:
            return find_badges(connection, [badge_id]).get(badge_id)

    def count(self) -> int:
        """Count the badges."""
        with self.database.reading() as connection:
            return count_badges(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
