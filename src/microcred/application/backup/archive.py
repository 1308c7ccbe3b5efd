"""The file of a backup: a tar whose last member lists all others with their digests.

A file that was cut off lacks that member and is refused, as is one with a member that is not in
the list, or not as the list has it.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from microcred.errors import ConfigurationError, MalformedInput, excerpt
from microcred.files import reason_of
from microcred.limits import MAX_BACKUP_SUMMARY_BYTES
from microcred.strict_json import parse_json_object

SUMMARY: Final = "backup.json"
ROWS: Final = "registry/"
FILES: Final = "workspace/"
"""What the paths of its members begin with: rows of tables, and files of the workspace."""

_FORMAT: Final = 1
_CHUNK_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup has in it.

    Attributes:
        made_at: dateTimeStamp.
        issuer: the issuer's id.
        registry: id of the registry.
        acts: how far the registry was; see `registry.Seen`.
        revision: of its tables.
        rows: how many rows of each table.
        files: the SHA-256 (hex) of each member, by its path.
    """

    made_at: str
    issuer: str
    registry: str
    acts: int
    revision: str
    rows: dict[str, int]
    files: dict[str, str]


class BackupWriter:
    """Writes the members of a backup, and at last the list of them.

    Args:
        target: where to write; needs no seeking.
    """

    def __init__(self, target: IO[bytes]):
        self._tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._digests: dict[str, str] = {}

    def add(self, path: str, source: IO[bytes], size: int) -> None:
        """Write a member of a size in bytes.

        Raises:
            ConfigurationError: code `backup-changed`; the source has not that many bytes.
        """
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode = size, 0o600
        reading = _Digesting(source)
        try:
            self._tar.addfile(entry, reading)
        except OSError as error:
            message = f"{path} cannot be backed up: {reason_of(error)}; it changed meanwhile"
            raise ConfigurationError(message, code="backup-changed") from error
        self._digests[path] = reading.hexdigest()

    def finish(self, summary: Callable[[dict[str, str]], BackupSummary]) -> BackupSummary:
        """Write the list of the members, which makes the backup whole."""
        made = summary(dict(sorted(self._digests.items())))
        data = json.dumps({"format": _FORMAT, **asdict(made)}, indent=1).encode()
        entry = tarfile.TarInfo(SUMMARY)
        entry.size, entry.mode = len(data), 0o600
        self._tar.addfile(entry, io.BytesIO(data))
        self._tar.close()
        return made


class _Digesting(io.RawIOBase):
    """A source that is digested as it is read."""

    def __init__(self, source: IO[bytes]):
        self._source, self._hash = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def read_backup(
    source: IO[bytes], take: Callable[[str, IO[bytes]], None] | None = None
) -> BackupSummary:
    """Read a backup from its beginning to its end, and check that it is whole and unchanged.

    Args:
        source: the file, at its beginning.
        take: is called with the path and the content of each member, before the whole was
            checked: what it makes of them counts when this returns.

    Raises:
        MalformedInput: code `damaged-backup`.
    """
    found: dict[str, str] = {}
    summary: BackupSummary | None = None
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for entry in tar:
                member = tar.extractfile(entry) if entry.isfile() else None
                if member is None or summary is not None or entry.name in found:
                    raise damaged(f"what is it with {excerpt(entry.name)}")
                if entry.name == SUMMARY:
                    summary = _summary(member.read(MAX_BACKUP_SUMMARY_BYTES + 1))
                else:
                    found[entry.name] = _digest(entry.name, member, take)
    except (tarfile.TarError, EOFError) as error:
        raise damaged(f"it is no tar file that is whole ({error})") from error
    return _check_summary(summary, found)


def _digest(path: str, member: IO[bytes], take: Callable[[str, IO[bytes]], None] | None) -> str:
    """Hand a member over, and return the digest of all of it."""
    reading = _Digesting(_checked(path, member))
    if take is not None:
        take(path, reading)  # type: ignore[arg-type]
    while reading.read(_CHUNK_BYTES):
        pass
    return reading.hexdigest()


def _check_summary(summary: BackupSummary | None, found: dict[str, str]) -> BackupSummary:
    """Check that the files are those that the summary at the end tells of."""
    if summary is None:
        raise damaged(f"it has no {SUMMARY} at its end: it is no backup, or was cut off")
    if found != summary.files:
        differing = sorted({path for path, _ in found.items() ^ summary.files.items()})
        raise damaged(f"{len(differing)} of its files differ, as {differing[0]}")
    return summary


def _checked(path: str, member: IO[bytes]) -> IO[bytes]:
    """Refuse a path that leads out of the folder that it is restored into."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
        raise damaged(f"a path in it leads elsewhere: {excerpt(path)}")
    return member


def _summary(data: bytes) -> BackupSummary:
    if len(data) > MAX_BACKUP_SUMMARY_BYTES:
        raise damaged("its list of files is too long")
    try:
        members: dict[str, Any] = parse_json_object(data, max_bytes=MAX_BACKUP_SUMMARY_BYTES)
        if members.pop("format", None) != _FORMAT:
            raise damaged("it is of another version of microcred")
        return BackupSummary(**members)
    except (MalformedInput, TypeError) as error:
        if isinstance(error, MalformedInput) and error.code == "damaged-backup":
            raise
        raise damaged("its list of files cannot be read") from error


def damaged(reason: str) -> MalformedInput:
    """Return the error for a file that is no backup, or not whole."""
    return MalformedInput(f"the backup cannot be used: {reason}", code="damaged-backup")


@contextmanager
def opened(path: Path, passphrase: Callable[[], str] | None = None) -> Iterator[IO[bytes]]:
    """Open a backup for reading, decrypted where it is encrypted (age, age-encryption.org/v1).

    Raises:
        ConfigurationError: it cannot be read (`unreadable-file`), or what decrypts is not there.
        WrongPassphrase: it is encrypted, and the passphrase is wrong or missing.
    """
    from microcred.application.backup.encryption import decrypted, is_encrypted  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            yield decrypted(file, passphrase) if is_encrypted(file) else file
    except OSError as error:
        message = f"{path} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error


def write_member(source: IO[bytes], path: Path) -> None:
    """Write a member to a new file that its owner alone can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        path.chmod(0o600)
        shutil.copyfileobj(source, file, _CHUNK_BYTES)
