"""Bring the tables of an earlier version up to date, with Alembic.

A migration is one file in `migrations/versions`. All that are needed run in one transaction, so
a database is in one version or another and never between.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from microcred.errors import ConfigurationError
from microcred.registry.database import Database

_FIRST: Final = "0001"
"""What workspaces had before their tables were numbered."""


def check_revision(database: Database) -> None:
    """Check that the tables are those of this version.

    Raises:
        ConfigurationError: there are none (`registry-missing`), or they are older
            (`registry-outdated`) or newer (`registry-too-new`) than this program.
    """
    with database.reading() as connection:
        found = _revision(connection)
    _check_known(found)
    if found is None:
        message = "the registry has no tables; run 'microcred upgrade'"
        raise ConfigurationError(message, code="registry-missing")
    if found != _newest():
        message = "the registry was made by an earlier version; run 'microcred upgrade'"
        raise ConfigurationError(message, code="registry-outdated")


def upgrade(database: Database) -> bool:
    """Make the tables, or bring them up to date; they keep what they hold.

    Returns:
        Whether anything had to be done.

    Raises:
        ConfigurationError: they are newer than this program (`registry-too-new`), or the
            database refuses (`registry`).
    """
    with database.writing() as connection:
        found = _revision(connection)
        _check_known(found)
        if found == _newest():
            return False
        config = _config()
        config.attributes["connection"] = connection
        if found == _FIRST:
            command.stamp(config, _FIRST)
        command.upgrade(config, "head")
    return True


def _check_known(revision: str | None) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        message = (
            f"the registry was made by a newer version of microcred (its revision is {revision}); "
            "use that version"
        )
        raise ConfigurationError(message, code="registry-too-new")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "microcred.registry:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _newest() -> str:
    return str(_scripts().get_current_head())


def _revision(connection: sa.Connection) -> str | None:
    """Give the revision; tables without a number are those of the first one."""
    numbered = MigrationContext.configure(connection).get_current_revision()
    if numbered is None and sa.inspect(connection).has_table("badges"):
        return _FIRST
    return numbered
