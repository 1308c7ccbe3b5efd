"""Look through a ZIP file without unpacking it: bombs, paths that climb out, macros, passwords.

Office documents, OpenDocument and EPUB are ZIP files too. Every entry is expanded once and thrown
away while it is counted, so that what the directory claims is not believed either.
"""

from __future__ import annotations

import io
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from microcred.errors import LimitExceeded, MalformedInput, excerpt
from microcred.limits import (
    MAX_ARCHIVE_DEPTH,
    MAX_ARCHIVE_DIRECTORY_BYTES,
    MAX_ARCHIVE_ENTRIES,
    MAX_EXPANDED_BYTES,
    MAX_EXPANSION,
)

_CHUNK_BYTES: Final = 256 * 1024
_SMALL_BYTES: Final = 1024 * 1024
_SPOOLED_BYTES: Final = 8 * 1024 * 1024
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_ENCRYPTED: Final = 0x1
_SYMLINK: Final = 0o120000
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of compression that are undone here: others take what memory the file asks for."""

DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
    RuntimeError, struct.error,
)  # fmt: skip
"""What the library raises of a ZIP file that is none."""


@dataclass(slots=True)
class _Budget:
    """What is left for one file of evidence, with all that is in it."""

    entries: int = MAX_ARCHIVE_ENTRIES
    expanded_bytes: int = MAX_EXPANDED_BYTES


def check_archive(path: Path) -> None:
    """Look through a ZIP file, and the ZIP files in it.

    Raises:
        LimitExceeded: code `archive-bomb`, it expands to too much or has too many entries.
        MalformedInput: code `archive-path`, `archive-encrypted`, `archive-method`,
            `archive-macros` or `archive-damaged`.
    """
    with path.open("rb") as file:
        _check(file, _Budget(), 1)


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Open a ZIP file of others, whose directory may not be too large; `file` stays open.

    Raises:
        LimitExceeded: code `archive-bomb`.
        Exception: one of `DAMAGED`.
    """
    return zipfile.ZipFile(cast(IO[bytes], _BoundedFile(file)))


class _BoundedFile(io.RawIOBase):
    """A file of which nobody takes more at a time than a ZIP file's directory may have.

    The library reads the whole directory at once and makes an object of each entry, before
    anybody can count them.
    """

    def __init__(self, file: IO[bytes]):
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        """Read; see `io.RawIOBase.read`."""
        most = MAX_ARCHIVE_DIRECTORY_BYTES
        data = self._file.read(most + 1 if size < 0 or size > most else size)
        if len(data) > most:
            message = f"the directory of the ZIP file has more than {most} bytes"
            raise LimitExceeded(message, code="archive-bomb")
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; see `io.IOBase.seek`."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()

    def seekable(self) -> bool:
        """Say that it is a file."""
        return True


def _check(file: IO[bytes], budget: _Budget, depth: int) -> None:
    if depth > MAX_ARCHIVE_DEPTH:
        message = f"there are more than {MAX_ARCHIVE_DEPTH} ZIP files in one another"
        raise LimitExceeded(message, code="archive-bomb")
    try:
        with open_archive(file) as archive:
            entries = archive.infolist()
            budget.entries -= len(entries)
            if budget.entries < 0:
                message = f"the ZIP file has more than {MAX_ARCHIVE_ENTRIES} entries"
                raise LimitExceeded(message, code="archive-bomb")
            for entry in entries:
                _check_entry(entry)
                _expand(archive, entry, budget, depth)
    except DAMAGED as error:
        message = f"the ZIP file cannot be read to its end: {excerpt(str(error))}"
        raise MalformedInput(message, code="archive-damaged") from error


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    # What was in the file itself, before the library cut it at a NUL or turned slashes.
    raw = getattr(entry, "orig_filename", name).replace("\\", "/")
    climbs = raw.startswith("/") or ".." in raw.split("/") or _DRIVE.match(raw) or "\0" in raw
    if climbs or (entry.external_attr >> 16) & 0o170000 == _SYMLINK:
        message = f"the ZIP file has an entry that leads out of it: {excerpt(raw)}"
        raise MalformedInput(message, code="archive-path")
    if entry.flag_bits & _ENCRYPTED:
        message = f"the entry {excerpt(name)} of the ZIP file has a password; assessors cannot read"
        raise MalformedInput(f"{message} it", code="archive-encrypted")
    if entry.compress_type not in METHODS:
        message = f"the entry {excerpt(name)} of the ZIP file is compressed in an unusual way"
        raise MalformedInput(f"{message}, method {entry.compress_type}", code="archive-method")
    if name.lower().endswith("vbaproject.bin"):
        message = "the document contains macros; save it as a document without them"
        raise MalformedInput(message, code="archive-macros")


def _expand(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as inner:
        nested = False
        for number, chunk in enumerate(_chunks(archive, entry, budget)):
            nested = nested or (number == 0 and chunk.startswith(b"PK\x03\x04"))
            if nested:
                inner.write(chunk)
        if nested:
            inner.seek(0)
            _check(inner, budget, depth + 1)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """Yield what an entry expands to, counted."""
    size = 0
    most = max(_SMALL_BYTES, entry.compress_size * MAX_EXPANSION)
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK_BYTES):
            size += len(chunk)
            budget.expanded_bytes -= len(chunk)
            if budget.expanded_bytes < 0 or size > most:
                message = (
                    f"the ZIP file expands too much: {excerpt(entry.filename)} alone to more than "
                    f"{size} bytes, out of {entry.compress_size}"
                )
                raise LimitExceeded(message, code="archive-bomb")
            yield chunk
