"""Copies of an SQLite registry, made while others use it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from microcred.errors import ConfigurationError
from microcred.files import reason_of


def back_up(file: Path, copy: Path) -> None:
    """Copy an SQLite database with SQLite's own backup: whole, as of one moment.

    Args:
        file: the database; others may read and write it meanwhile.
        copy: where the copy shall be; nothing may be there. Only its owner can read it.

    Raises:
        ConfigurationError: code `cannot-write-file`.
    """
    begun = copy.with_name(f"{copy.name}.part")
    try:
        begun.touch(mode=0o600)
        source = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(begun)) as target:
            source.backup(target)
        begun.replace(copy)
    except (sqlite3.Error, OSError) as error:
        begun.unlink(missing_ok=True)
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        message = f"{copy} cannot be written: {reason}; nothing was changed"
        raise ConfigurationError(message, code="cannot-write-file") from error
