"""What the commands read and write: files, or standard input and output for `-`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from microcred.errors import ConfigurationError, LimitExceeded
from microcred.files import reason_of, write_file

STANDARD: Final = "-"


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
    try:
        if str(path) == STANDARD:
            if sys.stdin is None:
                raise _unreadable(path, "it is closed")
            return sys.stdin.buffer.read(max_bytes)
        with Path(path).open("rb") as file:
            return file.read(max_bytes)
    except (OSError, ValueError) as error:
        raise _unreadable(path, reason_of(error)) from error


def _unreadable(path: Path | str, reason: str) -> ConfigurationError:
    message = f"{_name(path)} cannot be read: {reason}"
    return ConfigurationError(message, code="unreadable-file")


def _name(path: Path | str) -> str:
    return "standard input" if str(path) == STANDARD else str(path)


def check_output(path: Path | None, *, force: bool) -> None:
    """Refuse, before any work is done, to write over a file that is there.

    Raises:
        ConfigurationError: code `file-exists`.
    """
    if path is not None and str(path) != STANDARD and path.exists() and not force:
        message = f"{path} exists already; use --force to replace it"
        raise ConfigurationError(message, code="file-exists")


def write_output(path: Path, data: bytes, *, force: bool) -> None:
    """Write a result file, or to standard output for `-`."""
    if str(path) == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    check_output(path, force=force)
    write_file(path, data, overwrite=force)
