"""Make a backup of a workspace: as of one moment, and read again before it counts."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from microcred.application.backup.archive import (
    FILES,
    ROWS,
    BackupSummary,
    BackupWriter,
    opened,
    read_backup,
)
from microcred.application.backup.rows import SUFFIX, tables_of, write_rows
from microcred.application.opening import Workspace
from microcred.application.settings import REGISTRY_FILE, WITNESS_FILE
from microcred.authority import Principal, Verb, permit
from microcred.errors import ConfigurationError
from microcred.files import reason_of
from microcred.registry.revision import revisions
from microcred.registry.witness import read_seen
from microcred.timestamps import format_timestamp, system_clock

_IN_MEMORY_BYTES: Final = 16 * 1024 * 1024
_LEFT_OUT: Final = frozenset({"incoming"})
"""A folder of files that are being taken in; what is in it is in no row."""

_BACKUP_PART: Final = re.compile(r"\..*\.backup-part")
"""A backup that is being written."""


def back_up_workspace(
    workspace: Workspace, target: Path | str, *, by: Principal, passphrase: str | None = None
) -> BackupSummary:
    """Write a backup of a workspace to a new file, and check it by reading it.

    In it are all files of the workspace, with the keys as they are kept and the programme's
    evidence in folders, and the registry, whatever database that is in. What is published is
    not: it is made again from these. Others may go on working meanwhile.

    Args:
        workspace: what to back up.
        target: the file; nothing may be there. Only its owner can read it.
        by: who does it.
        passphrase: encrypts it (age format; all of it is in memory then).

    Raises:
        Forbidden: they may not.
        ConfigurationError: the file is there (`file-exists`) or cannot be written
            (`cannot-write-file`), something cannot be read, or what encrypts is missing.
    """
    permit(by, Verb.BACK_UP)
    target = Path(target)
    part = target.with_name(f".{target.name}.backup-part")
    if target.exists():
        message = f"{target} exists already and is not overwritten"
        raise ConfigurationError(message, code="file-exists")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
        summary = _write(workspace, part, passphrase)
        with opened(part, lambda: passphrase or "") as file:
            read_backup(file)
        part.rename(target)
    except OSError as error:
        message = f"{target} cannot be written: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error
    finally:
        part.unlink(missing_ok=True)
    return summary


def _write(workspace: Workspace, part: Path, passphrase: str | None) -> BackupSummary:
    if passphrase is None:
        with part.open("wb") as file:
            return _write_members(workspace, file)
    from microcred.application.backup.encryption import encrypt  # noqa: PLC0415 - an extra

    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as plain:
        summary = _write_members(workspace, plain)
        plain.seek(0)
        part.write_bytes(encrypt(plain.read(), passphrase))
    return summary


def _write_members(workspace: Workspace, target: IO[bytes]) -> BackupSummary:
    """Write all: the rows first, for a row is only written after the file that it needs."""
    writer = BackupWriter(target)
    rows: dict[str, int] = {}
    with workspace.database.reading() as connection:
        seen = read_seen(connection)
        for table in tables_of(connection):
            with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as lines:
                rows[table.name] = write_rows(connection, table, lines)
                size = lines.tell()
                lines.seek(0)
                writer.add(f"{ROWS}{table.name}{SUFFIX}", lines, size)
    for path in _files(workspace):
        with path.open("rb") as file:
            name = f"{FILES}{path.relative_to(workspace.root).as_posix()}"
            writer.add(name, file, path.stat().st_size)
    return writer.finish(
        lambda files: BackupSummary(
            made_at=format_timestamp(system_clock().replace(microsecond=0)),
            issuer=str(workspace.profile.id),
            registry=seen.registry,
            acts=seen.acts,
            revision=revisions()[-1],
            rows=rows,
            files=files,
        )
    )


def _files(workspace: Workspace) -> Iterator[Path]:
    """Yield the files of the workspace, but for what is made again from them and the registry."""
    root = workspace.root
    for folder in (workspace.private_keys.folder, workspace.program_folder):
        if not folder.resolve().is_relative_to(root.resolve()):
            message = f"{folder} is not in the workspace, so it cannot be in its backup"
            raise ConfigurationError(message, code="folder-elsewhere")
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and not _is_left_out(workspace, path):
            yield path


def _is_left_out(workspace: Workspace, path: Path) -> bool:
    """Tell whether a file is the registry's, the site's, or one that is being written."""
    names = path.relative_to(workspace.root).parts
    return (
        path.is_relative_to(workspace.site_folder)
        or names[0].startswith((REGISTRY_FILE, WITNESS_FILE))
        or not _LEFT_OUT.isdisjoint(names)
        or _BACKUP_PART.fullmatch(path.name) is not None
    )
