"""Bring the tables of an earlier version up to date, with Alembic.

A migration is one file in `migrations/versions`. All that are needed run in one transaction, so
a database is in one version or another and never between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from microcred.registry.database import Database
from microcred.registry.revision import FIRST, check_known, read_revision, revisions

_TURN: Final = int.from_bytes(b"microcre")
"""What PostgreSQL knows the lock by: any number of 64 bits that others do not use."""


def upgrade(database: Database, before: Callable[[str], None] | None = None) -> bool:
    """Make the tables, or bring them up to date; they keep what they hold.

    Args:
        database: may be empty.
        before: is called with the revision of tables that will be changed, while nobody else can
            write them: to copy them.

    Returns:
        Whether anything had to be done.

    Raises:
        ConfigurationError: they are newer than this program (`registry-too-new`), or the
            database refuses (`registry`).
    """
    with database.writing() as connection:
        if database.dialect == "postgresql":
            # There is no table yet that could be locked: two at once would both make all.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
            make_schema(connection, database.schema)
        found = read_revision(connection)
        check_known(found)
        if found == revisions()[-1]:
            return False
        if found is not None and before is not None:
            before(found)
        upgrade_to(connection, "head", is_first=found == FIRST)
    return True


def upgrade_to(connection: sa.Connection, revision: str, *, is_first: bool = False) -> None:
    """Bring the tables to a revision, in the transaction that is open.

    Args:
        connection: an open one that writes.
        revision: a later one, or `head` for the newest.
        is_first: whether the tables are there without a number.
    """
    # Alembic takes a while to load, and is wanted here only.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "microcred.registry:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if is_first:
        command.stamp(config, FIRST)
    command.upgrade(config, revision)


def make_schema(connection: sa.Connection, schema: str | None) -> None:
    """Make a schema that is not there; who only uses one need not be allowed to make any."""
    if schema is not None and schema not in sa.inspect(connection).get_schema_names():
        connection.execute(sa.schema.CreateSchema(schema))
