"""Restore a backup into a new folder: a copy to look at, until it is taken up."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from microcred.application.backup.archive import (
    FILES,
    ROWS,
    BackupSummary,
    damaged,
    opened,
    read_backup,
    write_member,
)
from microcred.application.backup.naming_registry import name_registry
from microcred.application.backup.rows import SUFFIX, read_rows, tables_of
from microcred.application.opening import Workspace
from microcred.application.settings import SETTINGS_FILE, WITNESS_FILE
from microcred.errors import ConfigurationError, excerpt
from microcred.files import reason_of
from microcred.registry import Database, upgrade
from microcred.registry.migrating import make_schema, upgrade_to
from microcred.registry.revision import check_known, read_revision
from microcred.registry.witness import FileWitness, Seen, read_seen


def restore_workspace(
    source: Path | str,
    root: Path | str,
    passphrase: Callable[[], str] | None = None,
    registry: str | None = None,
) -> BackupSummary:
    """Restore a backup into a new folder, and into the registry that its settings name.

    It is whole and checked, or not there at all. Nothing can be changed in what was restored
    until `take_up` has made sure that it does no harm; looking at it, or backing it up, can.

    Args:
        source: the backup.
        root: the folder; it must not be there, or be empty.
        passphrase: asks for the one that decrypts the backup.
        registry: URL of the database to restore into, or `file` for the file in the folder, in
            place of what the settings name, which are changed so.

    Raises:
        MalformedInput: code `damaged-backup`; it is not whole, or not as it was made.
        ConfigurationError: the folder is not empty (`folder-not-empty`), the registry has tables
            already (`registry-exists`), or the backup is of a newer version (`registry-too-new`).
        WrongPassphrase: it is encrypted, and the passphrase is wrong or missing.
    """
    source, root = Path(source), Path(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        message = f"{root} is not empty; a backup is restored into a new folder"
        raise ConfigurationError(message, code="folder-not-empty")
    root.parent.mkdir(parents=True, exist_ok=True)
    begun = Path(tempfile.mkdtemp(prefix=f".{root.name}.", dir=root.parent))
    try:
        with opened(source, passphrase) as file:
            summary = read_backup(file, lambda path, member: _take(begun, path, member))
        check_known(summary.revision)
        if registry is not None:
            url = None if registry == "file" else registry
            name_registry(begun / FILES / SETTINGS_FILE, url)
        _fill_registry(begun / FILES, begun / ROWS, summary)
        (begun / FILES).replace(root)
    except OSError as error:
        message = f"{root} cannot be written: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return summary


def _take(begun: Path, path: str, member: IO[bytes]) -> None:
    if not path.startswith((FILES, ROWS)):
        raise damaged(f"what is it with {excerpt(path)}")
    write_member(member, begun / path)


def _fill_registry(root: Path, rows: Path, summary: BackupSummary) -> None:
    """Make the tables as they were, fill them, and bring them up to date; all of it or nothing."""
    if not (root / SETTINGS_FILE).is_file() or not rows.is_dir():
        raise damaged(f"it has no {SETTINGS_FILE}, or no registry")
    workspace = Workspace(root)
    database = Database(workspace.registry_database, workspace.connecting)
    try:
        _check_empty(database)
        with database.writing() as connection:
            if database.dialect == "postgresql":
                make_schema(connection, database.schema)
            upgrade_to(connection, summary.revision)
            tables = tables_of(connection)
            for table in reversed(tables):
                connection.execute(table.delete())
            for table in tables:
                _fill(connection, rows, table, summary)
            seen = read_seen(connection)
        upgrade(database)
    finally:
        database.close()
    FileWitness(root / WITNESS_FILE).note(Seen(seen.registry, seen.acts, held=True))


def _fill(connection: sa.Connection, rows: Path, table: sa.Table, summary: BackupSummary) -> None:
    path = rows / f"{table.name}{SUFFIX}"
    if not path.is_file():
        raise damaged(f"it has no rows of {table.name}")
    with path.open("rb") as lines:
        count = read_rows(connection, table, lines)
    if count != summary.rows.get(table.name):
        raise damaged(f"{count} rows of {table.name}, and {summary.rows.get(table.name)} were made")


def _check_empty(database: Database) -> None:
    with database.reading() as connection:
        if read_revision(connection) is not None:
            message = "the registry that the settings name is not empty; nothing was restored"
            raise ConfigurationError(message, code="registry-exists")
