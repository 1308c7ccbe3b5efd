"""Write files whole or not at all, and never over another by accident."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from microcred.errors import ConfigurationError


def write_file(path: Path, data: bytes, *, overwrite: bool = False, mode: int = 0o644) -> None:
    """Write `data` to `path` by way of a temporary file beside it.

    Args:
        path: where the file shall be; its folder must exist.
        data: the whole content.
        overwrite: whether a file that is there already may be replaced.
        mode: permissions of the new file, less the process's umask; `0o600` for secrets.

    Raises:
        ConfigurationError: code `file-exists`, or `cannot-write-file`.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}")
    try:
        _create(temporary, data, mode)
        if overwrite:
            temporary.replace(path)
        else:
            _give_new_name(temporary, path, mode)
    except FileExistsError as error:
        message = f"{path} exists already and is not overwritten"
        raise ConfigurationError(message, code="file-exists") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise ConfigurationError(message, code="cannot-write-file") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _create(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _give_new_name(temporary: Path, path: Path, mode: int) -> None:
    """Rename without overwriting: a hard link, or a reserved name where there are no links."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
        temporary.replace(path)
