"""Take in a file of evidence: streamed, hashed and measured, and never more than the limit."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from microcred.errors import ConfigurationError, LimitExceeded
from microcred.files import make_folder, reason_of

_CHUNK_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that was read in whole and is not in a store yet.

    Attributes:
        path: where it lies meanwhile.
        digest: SHA-256, hexadecimal.
        size: bytes.
    """

    path: Path
    digest: str
    size: int


@contextlib.contextmanager
def staged(stream: BinaryIO, folder: Path, *, max_bytes: int) -> Iterator[StagedFile]:
    """Copy a stream into a file of its own, which is gone at the end unless it was moved.

    At the limit the copy ends and is removed: however long the stream is, the disk does not fill.

    Raises:
        LimitExceeded: code `evidence-too-large`, the stream has more than `max_bytes`.
        MalformedInput: code `empty-evidence`.
        ConfigurationError: code `cannot-write-file`.
    """
    make_folder(folder)
    path = folder / f".{secrets.token_hex(16)}"
    try:
        with _new_file(path) as file:
            digest, size = _copy(stream, file, max_bytes)
            file.flush()
            os.fsync(file.fileno())
        yield StagedFile(path, digest, size)
    finally:
        path.unlink(missing_ok=True)


def _new_file(path: Path) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.fdopen(os.open(path, flags, 0o600), "wb")
    except OSError as error:
        raise _cannot_write(path, error) from error


def _copy(stream: BinaryIO, file: BinaryIO, max_bytes: int) -> tuple[str, int]:
    """Copy, and give the digest and the size."""
    hasher, size = hashlib.sha256(), 0
    while chunk := stream.read(min(_CHUNK_BYTES, max_bytes + 1 - size)):
        size += len(chunk)
        if size > max_bytes:
            message = f"the file has more than {max_bytes} bytes, which is the limit"
            raise LimitExceeded(message, code="evidence-too-large")
        hasher.update(chunk)
        try:
            file.write(chunk)
        except OSError as error:
            raise _cannot_write(Path(file.name), error) from error
    return hasher.hexdigest(), size


def _cannot_write(path: Path, error: OSError) -> ConfigurationError:
    message = f"evidence cannot be written into {path.parent}: {reason_of(error)}"
    return ConfigurationError(message, code="cannot-write-file")
