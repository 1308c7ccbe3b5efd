"""In which version the tables are: a cheap look at every opening, without Alembic."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Final

import sqlalchemy as sa

from microcred.errors import ConfigurationError
from microcred.registry.database import Database
from microcred.registry.engines import registry_missing

FIRST: Final = "0001"
"""What workspaces had before their tables were numbered."""

_MIGRATION_FILE: Final = re.compile(r"(\d{4})_\w+\.py\Z")


def check_revision(database: Database) -> None:
    """Check that the tables are those of this version.

    Raises:
        ConfigurationError: there are none (`registry-missing`), or they are older
            (`registry-outdated`) or newer (`registry-too-new`) than this program.
    """
    if not database.exists:
        raise registry_missing(database.file)
    with database.reading() as connection:
        found = read_revision(connection)
    check_known(found)
    if found is None:
        raise ConfigurationError("the registry has no tables", code="registry-missing")
    if found != revisions()[-1]:
        message = "the registry was made by an earlier version of microcred"
        raise ConfigurationError(message, code="registry-outdated")


@functools.cache
def revisions() -> tuple[str, ...]:
    """Return the revisions that this program knows, the newest last: its files of migrations."""
    folder = resources.files("microcred.registry").joinpath("migrations", "versions")
    found = (_MIGRATION_FILE.match(file.name) for file in folder.iterdir())
    return tuple(sorted(match[1] for match in found if match))


def read_revision(connection: sa.Connection) -> str | None:
    """Return the tables' revision, or None where there are none."""
    inspector = sa.inspect(connection)
    if inspector.has_table("alembic_version"):
        query = sa.text("SELECT version_num FROM alembic_version")
        found = connection.execute(query).scalars().first()
        if found is not None:
            return str(found)
    return FIRST if inspector.has_table("badges") else None


def check_known(revision: str | None) -> None:
    """Refuse tables of a newer version.

    Raises:
        ConfigurationError: code `registry-too-new`.
    """
    if revision is not None and revision not in revisions():
        message = (
            f"the registry was made by a newer version of microcred (its revision is {revision}); "
            "use that version"
        )
        raise ConfigurationError(message, code="registry-too-new")
