"""The folder of a site: files are written whole, and only where they differ."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, Final

from microcred.errors import ConfigurationError
from microcred.files import (
    check_not_linked,
    is_temporary,
    make_folder,
    open_file,
    reason_of,
    settle,
    write_file,
)

_WAITED_FOR: Final = 32  # files each of which is waited for; further ones are together


class SiteFolder:
    """A folder on the disk.

    Paths are relative to it, with slashes.

    Args:
        root: the folder; it exists.

    Attributes:
        written: paths of files that are new or have another content now.
        removed: paths of files that are no more.
    """

    def __init__(self, root: Path):
        self.root = root
        self.written: list[str] = []
        self.removed: list[str] = []

    def read(self, path: str, max_bytes: int = -1) -> bytes | None:
        """Return the content of a file, or its beginning; None where there is none.

        Raises:
            ConfigurationError: code `unreadable-file`.
        """
        try:
            with open_file(self.root / path) as file:
                return file.read(max_bytes)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            message = f"{self.root / path} cannot be read: {reason_of(error)}"
            raise ConfigurationError(message, code="unreadable-file") from error

    def write(self, path: str, data: bytes) -> None:
        """Write a file, unless it has this content already.

        Raises:
            ConfigurationError: code `cannot-write-file`.
        """
        if self.read(path) == data:
            return
        target = self.root / path
        make_folder(target.parent, within=self.root)
        write_file(target, data, overwrite=True, durable=len(self.written) < _WAITED_FOR)
        self.written.append(path)

    def copy(self, path: str, source: BinaryIO) -> None:
        """Write a file of any size; it appears whole, or not at all.

        Raises:
            ConfigurationError: code `cannot-write-file`.
        """
        target = self.root / path
        make_folder(target.parent, within=self.root)
        part = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        try:
            with part.open("xb") as copy:
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
            part.replace(target)
        except (OSError, ValueError) as error:
            message = f"{target} cannot be written: {reason_of(error)}"
            raise ConfigurationError(message, code="cannot-write-file") from error
        finally:
            part.unlink(missing_ok=True)
        self.written.append(path)

    def settle(self) -> None:
        """Wait until all that was written is on the disk."""
        if len(self.written) > _WAITED_FOR:
            settle()

    def remove(self, path: str) -> None:
        """Remove a file, if it is there, and the folders that are left empty by it.

        Raises:
            ConfigurationError: code `cannot-write-file`.
        """
        target = self.root / path
        check_not_linked(target.parent, within=self.root)
        try:
            target.unlink()
            self.removed.append(path)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            message = f"{target} cannot be removed: {reason_of(error)}"
            raise ConfigurationError(message, code="cannot-write-file") from error
        self._prune(target.parent)

    def _prune(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # not empty, or not there
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent

    def sweep(self, folder: str, names: Collection[str]) -> None:
        """Remove what a run that was killed while it wrote one of `names` left in `folder`."""
        check_not_linked(self.root / folder, within=self.root)
        try:
            found = [path for path in (self.root / folder).iterdir() if path.name[0] == "."]
        except (FileNotFoundError, NotADirectoryError):
            return
        for path in found:
            if any(is_temporary(path.name, name) for name in names):
                path.unlink(missing_ok=True)
        self._prune(self.root / folder)
