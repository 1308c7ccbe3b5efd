"""What the commands read and write: files, or standard input and output for `-`."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import BinaryIO, Final

from microcred import files
from microcred.errors import ConfigurationError, LimitExceeded
from microcred.files import reason_of, write_file

STANDARD: Final = "-"
_HANDED_OVER: Final = re.compile(r"/dev/(?:stdin|fd/\d+)")


def read_input(path: Path | str, max_bytes: int) -> bytes:
    """Read a file, or standard input for `-`.

    Raises:
        ConfigurationError: it cannot be read.
        LimitExceeded: it is larger than `max_bytes`.
    """
    data = read_start(path, max_bytes + 1)
    if len(data) > max_bytes:
        message = f"{_name(path)} is larger than {max_bytes} bytes"
        raise LimitExceeded(message)
    return data


def read_start(path: Path | str, max_bytes: int) -> bytes:
    """Read a file, or standard input for `-`, up to `max_bytes`.

    Raises:
        ConfigurationError: it cannot be read.
    """
    if _HANDED_OVER.fullmatch(str(path)):
        return _read_handed_over(Path(path), max_bytes)
    if str(path) != STANDARD:
        return files.read_start(Path(path), max_bytes)
    try:
        if sys.stdin is None:
            raise _unreadable("it is closed")
        return sys.stdin.buffer.read(max_bytes)
    except (OSError, ValueError) as error:
        raise _unreadable(reason_of(error)) from error


def _read_handed_over(path: Path, max_bytes: int) -> bytes:
    """Read what the shell opened for this command, `<(…)`, which is mostly a pipe."""
    try:
        with path.open("rb") as file:
            return file.read(max_bytes)
    except OSError as error:
        message = f"{path} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error


def _unreadable(reason: str) -> ConfigurationError:
    message = f"{_name(STANDARD)} cannot be read: {reason}"
    return ConfigurationError(message, code="unreadable-file")


def _name(path: Path | str) -> str:
    return "standard input" if str(path) == STANDARD else str(path)


def check_output(path: Path | None, *, force: bool) -> None:
    """Refuse, before any work is done, to write over a file that is there, or into no folder.

    Raises:
        ConfigurationError: code `file-exists`, or `cannot-write-file`.
    """
    if path is None or str(path) == STANDARD:
        return
    if path.exists() and not force:
        message = f"{path} exists already; use --force to replace it"
        raise ConfigurationError(message, code="file-exists")
    if not path.parent.is_dir():
        message = f"{path} cannot be written: {path.parent} is not a folder"
        raise ConfigurationError(message, code="cannot-write-file")


def write_output(path: Path, data: bytes, *, force: bool, private: bool = False) -> None:
    """Write a result file, or to standard output for `-`.

    Args:
        path: where.
        data: the whole content.
        force: whether a file that is there is replaced.
        private: whether the file is about a person, and only its owner may read it.
    """
    if str(path) == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    check_output(path, force=force)
    write_file(path, data, overwrite=force, mode=0o600 if private else 0o644)


def copy_private(source: BinaryIO, path: Path) -> None:
    """Copy what was handed in into a new file that its owner alone may read.

    Raises:
        ConfigurationError: code `file-exists` or `cannot-write-file`.
    """
    try:
        with open(path, "xb", opener=_for_the_owner_only) as target:
            shutil.copyfileobj(source, target)
    except FileExistsError as error:
        message = f"{path} exists already and is not overwritten"
        raise ConfigurationError(message, code="file-exists") from error
    except (OSError, ValueError) as error:
        message = f"{path} cannot be written: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error


def _for_the_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
