"""Badges between their record and their file: a command that was killed there is completed.

Before the record of a badge is committed, a note of it is on the disk, in `pending/`; it goes when
the badge was handed over. The same command called again finds the note and hands over that badge,
signed again under its id, instead of issuing a second one. A note names nobody: what the command
asked for is in it as a keyed hash. While a command is at work it holds its note; a note that nobody
holds was left.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from microcred.document import id_of
from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import locked, make_folder, write_file
from microcred.ledger.badges import IssuedBadge, find_badges
from microcred.ledger.recipients import recipient_hash
from microcred.limits import MAX_IMAGE_BYTES
from microcred.registry import Database
from microcred.strict_json import parse_json_object
from microcred.verifying import read_source

PENDING_FOLDER: Final = "pending"


@dataclass(frozen=True, slots=True)
class Note:
    """A badge that was recorded, or is about to be, and is to be handed over.

    Attributes:
        command: keyed hash of what was asked for.
        badge_id: the credential's id.
        valid_from: dateTimeStamp.
        file: where it goes; None for standard output.
    """

    command: str
    badge_id: str
    valid_from: str
    file: str | None


class HandingOver:
    """One command that issues a badge and hands it over; see `handing_over`.

    Attributes:
        earlier: the note of the same command that was ended, whose badge is to be handed over.
    """

    def __init__(self, folder: Path, command: str, file: str | None, held: ExitStack):
        self._folder, self._command, self._file, self._held = folder, command, file, held
        self._path: Path | None = None
        self.earlier: Note | None = None

    def find_earlier(self, database: Database) -> None:
        """Go on with the note of the same command, and remove those that nothing is left of."""
        if not self._folder.is_dir():
            return
        with locked(self._folder, wait=True), database.reading() as connection:
            for path, note in notes_left(connection, self._folder).items():
                if note is None:
                    path.unlink(missing_ok=True)
                elif note.command == self._command and self.earlier is None:
                    self._held.enter_context(locked(path, wait=False))
                    self._path, self.earlier = path, note

    def note(self, badge_id: str, valid_from: str) -> None:
        """Put the note on the disk, before the record of the badge is committed.

        Raises:
            ConfigurationError: code `cannot-write-file`.
        """
        if self.earlier is not None:
            return
        note = Note(self._command, badge_id, valid_from, self._file)
        path = self._folder / f"{badge_id.rpartition(':')[2]}.json"
        make_folder(self._folder)
        with locked(self._folder, wait=True):
            write_file(path, json.dumps(asdict(note)).encode(), mode=0o600)
            self._held.enter_context(locked(path, wait=False))
        self._path = path

    def done(self) -> None:
        """Forget the note: the badge is handed over."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


@contextmanager
def handing_over(
    root: Path, database: Database, asked: Mapping[str, Any], output: Path | None
) -> Iterator[HandingOver]:
    """Begin a command that issues a badge and hands it over.

    Args:
        root: of the workspace.
        database: its registry.
        asked: all that the command was asked for, JSON-ready: what differs in it is another one.
        output: file for the badge, or None for standard output.

    Raises:
        ConfigurationError: the notes cannot be read or written.
    """
    file = None if output is None else str(output.absolute())
    text = json.dumps({**asked, "file": file}, sort_keys=True)
    with database.reading() as connection:
        command = recipient_hash(connection).of(text)
    with ExitStack() as held:
        work = HandingOver(root / PENDING_FOLDER, command, file, held)
        work.find_earlier(database)
        yield work


def notes_left(connection: sa.Connection, folder: Path) -> dict[Path, Note | None]:
    """Return the notes that nobody holds.

    Returns:
        By path; None where there is nothing to hand over: the badge was never recorded, was
        revoked since, or is in its file.
    """
    found: dict[Path, Note | None] = {}
    for path in sorted(folder.glob("*.json")):
        with suppress(ConfigurationError), locked(path, wait=False):
            found[path] = _read_note(path)
    ids = [note.badge_id for note in found.values() if note is not None]
    badges = find_badges(connection, ids)
    return {
        path: note if note is not None and _is_due(note, badges.get(note.badge_id)) else None
        for path, note in found.items()
    }


def _is_due(note: Note, badge: IssuedBadge | None) -> bool:
    """Tell whether a badge counts and is not in its file yet."""
    if badge is None or badge.state == "revoked":
        return False
    return not holds_badge(Path(note.file or ""), note.badge_id)


def _read_note(path: Path) -> Note | None:
    try:
        return Note(**parse_json_object(path.read_bytes()))
    except (OSError, MicrocredError, TypeError):
        return None


def holds_badge(path: Path, badge_id: str) -> bool:
    """Tell whether a badge is in its file already: what handed it over did not come to say so."""
    try:
        with path.open("rb") as file:
            return id_of(read_source(file.read(MAX_IMAGE_BYTES)).document) == badge_id
    except (OSError, MicrocredError):
        return False
