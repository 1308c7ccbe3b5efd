"""Bring the tables of an earlier version up to date, with Alembic.

A migration is one file in `migrations/versions`. All that are needed run in one transaction, so
a database is in one version or another and never between.
"""

from __future__ import annotations

from microcred.registry.database import Database
from microcred.registry.revision import FIRST, check_known, read_revision, revisions


def upgrade(database: Database) -> bool:
    """Make the tables, or bring them up to date; they keep what they hold.

    Returns:
        Whether anything had to be done.

    Raises:
        ConfigurationError: they are newer than this program (`registry-too-new`), or the
            database refuses (`registry`).
    """
    with database.writing() as connection:
        found = read_revision(connection)
        check_known(found)
        if found == revisions()[-1]:
            return False
        # Alembic takes a while to load, and is wanted here only.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", "microcred.registry:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        if found == FIRST:
            command.stamp(config, FIRST)
        command.upgrade(config, "head")
    return True
