"""Files that hold secrets: readable by their owner only, whole or not there, never overwritten."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from microcred.errors import ConfigurationError


def write_secret_file(path: Path, data: bytes) -> None:
    """Write `data` to a new file of mode 0600, by way of a temporary file beside it.

    Raises:
        ConfigurationError: code `file-exists`, or `cannot-write-file`.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _create(temporary, data)
        _give_name(temporary, path)
    except FileExistsError as error:
        message = f"{path} exists already and is not overwritten"
        raise ConfigurationError(message, code="file-exists") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise ConfigurationError(message, code="cannot-write-file") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _create(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _give_name(temporary: Path, path: Path) -> None:
    """Rename without overwriting: a hard link, or a reserved name where there are no links."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        temporary.replace(path)
