"""Read files up to a limit; write them whole or not at all, and one writer at a time."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from microcred.errors import ConfigurationError

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Windows
    fcntl = None  # type: ignore[assignment]

_CAN_SETTLE = hasattr(os, "sync")  # not on Windows
_SETTLED_SECONDS = 2.5
"""From then on another change of a file has another moment, on every file system."""


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading; a pipe, a device or a socket is refused and never waited for.

    Raises:
        OSError, ValueError: it cannot be opened; see `reason_of`.
        ConfigurationError: code `not-a-file`.
    """
    _check_is_file(path, path.stat().st_mode)  # opening a device may do something
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - the caller closes it
    try:
        _check_is_file(path, os.fstat(file.fileno()).st_mode)  # it may be another one by now
    except ConfigurationError:
        file.close()
        raise
    return file


def _check_is_file(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # a folder is the system's to refuse
        message = f"{path} is a pipe, a device or the like, and not a file"
        raise ConfigurationError(message, code="not-a-file")


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def read_start(path: Path, max_bytes: int = -1) -> bytes:
    """Read a file up to `max_bytes`: one more than are allowed tells a file that is too large.

    A pipe, a device or a socket is refused and never waited for.

    Raises:
        ConfigurationError: code `unreadable-file`, or `not-a-file`.
    """
    try:
        with open_file(path) as file:
            return file.read(max_bytes)
    except IsADirectoryError as error:
        message = f"{path} is a folder, and not a file"
        raise ConfigurationError(message, code="unreadable-file") from error
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error


def write_file(
    path: Path, data: bytes, *, overwrite: bool = False, mode: int = 0o644, durable: bool = True
) -> None:
    """Write `data` to `path` by way of a temporary file beside it.

    Args:
        path: where the file shall be; its folder must exist.
        data: the whole content.
        overwrite: whether a file that is there already may be replaced.
        mode: permissions of the new file, less the process's umask; `0o600` for secrets.
        durable: whether to wait until the content is on the disk. Who writes many files waits
            once for all of them, with `settle`.

    Raises:
        ConfigurationError: code `file-exists`, or `cannot-write-file`.
    """
    temporary = path.with_name(f"{_temporary_start(path.name)}{secrets.token_hex(8)}")
    try:
        _create(temporary, data, mode, durable=durable or not _CAN_SETTLE)
        if overwrite:
            temporary.replace(path)
        else:
            _give_new_name(temporary, path, mode)
    except FileExistsError as error:
        message = f"{path} exists already and is not overwritten"
        raise ConfigurationError(message, code="file-exists") from error
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{path} cannot be written: {reason_of(error)}", code="cannot-write-file"
        ) from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            temporary.unlink()


def state_of(paths: Iterable[Path]) -> tuple[object, ...] | None:
    """Return what tells whether files have changed, without reading them.

    Returns:
        The same for the same files in the same state; a file that is not there counts too. None
        where one changed just now: a second change may then look like the first.
    """
    found: list[object] = []
    now = time.time()
    for path in paths:
        try:
            each = path.stat()
        except OSError:
            found.append((str(path), None))
            continue
        if abs(now - each.st_mtime) < _SETTLED_SECONDS:
            return None
        found.append((str(path), each.st_mtime_ns, each.st_size, each.st_ino))
    return tuple(found)


def settle() -> None:
    """Wait until everything that was written is on the disk."""
    if _CAN_SETTLE:
        os.sync()


def is_temporary(name: str, written: str) -> bool:
    """Say whether a file's name is one that `write_file` uses while it writes `written`.

    A process that is killed leaves such a file behind; only who holds the folder may remove it.
    """
    start = _temporary_start(written)
    return name.startswith(start) and bool(re.fullmatch("[0-9a-f]{16}", name[len(start) :]))


def _temporary_start(name: str) -> str:
    return f".{name[:100]}."


def make_folder(path: Path, within: Path | None = None) -> None:
    """Make a folder, and those above it, unless it is there.

    Args:
        path: the folder to write into.
        within: the folder that somebody named, above it; by default `path` itself.

    Raises:
        ConfigurationError: code `cannot-write-file`, or `linked-folder`; see `check_not_linked`.
    """
    check_not_linked(path, within)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        message = f"the folder {path} cannot be made: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error


def check_not_linked(path: Path, within: Path | None = None) -> None:
    """Refuse to write into a folder that is a link, or is reached through one.

    A link in a folder that came from elsewhere would lead what is written there anywhere. How one
    comes to the folder that was named is its owner's affair.

    Args:
        path: the folder, which need not be there.
        within: the folder that somebody named, above it; by default `path` itself.

    Raises:
        ConfigurationError: code `linked-folder`.
    """
    within = within or path
    steps = [within]
    for name in path.relative_to(within).parts:
        steps.append(steps[-1] / name)
    for step in steps:
        if step.is_symlink():
            message = f"{step} is a link to {step.readlink()}: nothing is written through links"
            raise ConfigurationError(message, code="linked-folder")


def reason_of(error: OSError | ValueError) -> str:
    """Return the system's words for what went wrong; a path with a NUL is a ValueError."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold a file or folder against other processes that do the same.

    Where the system or the file system has no such locks, nothing is held.

    Args:
        path: a file or folder that exists; it is not changed.
        wait: whether to wait for another holder, or to refuse.

    Raises:
        ConfigurationError: code `in-use`, when another process holds it.
    """
    if fcntl is None:  # pragma: no cover - not on Windows
        yield
        return
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigurationError(message, code="unreadable-file") from error
    try:
        with contextlib.suppress(_NoLocks):
            _lock(descriptor, path, wait=wait)
        yield
    finally:
        os.close(descriptor)


class _NoLocks(Exception):
    """The file system has no locks."""


def _lock(descriptor: int, path: Path, *, wait: bool) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        message = f"somebody else is at work in {path}; wait until it is done"
        raise ConfigurationError(message, code="in-use") from error
    except OSError as error:
        raise _NoLocks from error


def _create(path: Path, data: bytes, mode: int, *, durable: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if durable:
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
