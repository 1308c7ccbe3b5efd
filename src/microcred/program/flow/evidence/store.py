"""Where files of evidence are kept: by their SHA-256, and by nothing that a person chose."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from microcred.errors import ConfigurationError, MalformedInput, NotFound, Refused, excerpt
from microcred.files import check_not_linked, make_folder, open_file, reason_of, write_file
from microcred.program.flow.evidence.staging import StagedFile

_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")


class EvidenceStore(Protocol):
    """Keeps files by digest. Putting what is there, and deleting what is not, does nothing."""

    @property
    def staging_folder(self) -> Path:
        """Return the folder in which files are taken in before they are put."""
        ...

    def prepare(self) -> None:
        """Get ready to take in a file.

        Raises:
            ConfigurationError: it cannot.
        """
        ...

    def put(self, staged: StagedFile) -> None:
        """Keep a file; it is there whole, or not at all.

        Raises:
            ConfigurationError: code `evidence-store`, it cannot be kept.
        """
        ...

    def open(self, digest: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            Refused: code `no-such-evidence`.
        """
        ...

    def exists(self, digest: str) -> bool:
        """Tell whether a file is there."""
        ...

    def delete(self, digest: str) -> None:
        """Remove a file for ever."""
        ...

    def listing(self) -> Iterator[tuple[str, datetime]]:
        """Return the digest of every file, and since when it is there."""
        ...


class FolderStore:
    """Keeps evidence in a folder: `ab/cdef…`, readable by the owner only and ignored by git.

    Args:
        root: the folder; made when something is put into it.
    """

    def __init__(self, root: Path):
        self.root = root

    @property
    def staging_folder(self) -> Path:
        """Return a folder on the same file system, so that putting is renaming."""
        return self.root / "incoming"

    def prepare(self) -> None:
        """Make the folder, and say to git that nothing in it is to be shared."""
        make_folder(self.staging_folder, within=self.root)
        ignored = self.root / ".gitignore"
        try:
            for folder in (self.root, self.staging_folder):
                folder.chmod(0o700)
            if not ignored.is_symlink() and not ignored.exists():
                write_file(ignored, b"*\n", overwrite=True)  # another thread may
        except OSError as error:
            raise _unusable(self.root, error) from error

    def put(self, staged: StagedFile) -> None:
        """Keep a file; see `EvidenceStore.put`."""
        target = self._path(staged.digest)
        try:
            make_folder(target.parent, within=self.root)
            target.parent.chmod(0o700)
            staged.path.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise _unusable(target, error) from error

    def open(self, digest: str) -> BinaryIO:
        """Open a file for reading; see `EvidenceStore.open`."""
        path = self._path(digest)
        try:
            return open_file(path)
        except FileNotFoundError as error:
            raise no_such_evidence(digest) from error
        except OSError as error:
            raise _unusable(path, error) from error

    def exists(self, digest: str) -> bool:
        """Tell whether a file is there."""
        return self._path(digest).is_file()

    def delete(self, digest: str) -> None:
        """Remove a file for ever."""
        path = self._path(digest)
        check_not_linked(path.parent, within=self.root)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(path, error) from error

    def listing(self) -> Iterator[tuple[str, datetime]]:
        """Yield the digest of every file, and since when it is there."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            digest = path.parent.name + path.name
            if is_digest(digest):
                yield digest, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, digest: str) -> Path:
        check_digest(digest)
        return self.root / digest[:2] / digest[2:]


def is_digest(name: str) -> bool:
    """Tell whether a name is one that a store gives a file."""
    return _DIGEST.match(name) is not None


def check_digest(digest: str) -> None:
    """Refuse what is no SHA-256 in lower-case hexadecimal: nothing else names a file.

    Raises:
        MalformedInput: code `invalid-digest`.
    """
    if not is_digest(digest):
        message = f"not a SHA-256 in hexadecimal: {excerpt(digest)}"
        raise MalformedInput(message, code="invalid-digest")


def no_such_evidence(digest: str) -> Refused:
    """Make the error for a file that is not there."""
    message = f"the file with the SHA-256 {digest} is not in the store of evidence"
    return NotFound(message, code="no-such-evidence")


def _sync_folder(folder: Path) -> None:
    """Make a renaming outlast a power cut, as the database's rows about it do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: OSError) -> ConfigurationError:
    message = f"the store of evidence cannot be used: {path}: {reason_of(error)}"
    return ConfigurationError(message, code="evidence-store")
