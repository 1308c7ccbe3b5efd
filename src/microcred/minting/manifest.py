"""What was minted into a folder, so that an interrupted run goes on and nobody gets two badges.

`.minted.jsonl` in the folder: a line on the run, then one line for each badge, written before
the badge is. It holds no recipient, only a keyed hash of each identifier to find the row again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from microcred.errors import ConfigurationError, MalformedInput
from microcred.files import open_file, reason_of, write_file
from microcred.strict_json import parse_json_object

MANIFEST_FILE: Final = ".minted.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One badge of the folder.

    Attributes:
        recipient: keyed hash of the recipient's identifier; see `Manifest.recipient_of`.
        id: the credential's id.
        valid_from: dateTimeStamp.
        file: the file's name.
    """

    recipient: str
    id: str
    valid_from: str
    file: str

    def dated(self, moment: str) -> Entry:
        """Return the badge's entry with a moment: its own, or else this one."""
        return self if self.valid_from else replace(self, valid_from=moment)


class Manifest:
    """The manifest of one folder; the caller holds the folder against other processes.

    Args:
        folder: where the badges go.
        run: what all badges of the folder have in common, as texts.
        anew: begin again, as if the folder were empty.

    Raises:
        ConfigurationError: the folder has the badges of another run, or its manifest cannot be
            read or written.
    """

    def __init__(self, folder: Path, run: Mapping[str, str], *, anew: bool = False):
        self._path = folder / MANIFEST_FILE
        lines = [] if anew else self._read()
        if lines:
            self._check_run(lines[0], run)
            self._first_line = b""
        else:
            # Written with the first badges: a run that fails before them leaves the folder free.
            lines = [{**run, "salt": secrets.token_hex(16)}]
            self._first_line = _line(lines[0])
        try:
            self._salt = bytes.fromhex(lines[0]["salt"])
            entries = [Entry(**line) for line in lines[1:]]
        except (KeyError, TypeError, ValueError) as error:
            raise self._damaged(str(error)) from error
        self._entries = {entry.recipient: entry for entry in entries}
        self._files = {entry.file for entry in entries}

    def recipient_of(self, identity: str) -> str:
        """Return the keyed hash that stands for an identifier in this manifest."""
        return hmac.new(self._salt, identity.encode(), "sha256").hexdigest()[:32]

    def find(self, identity: str) -> Entry | None:
        """Return the badge of a recipient."""
        return self._entries.get(self.recipient_of(identity))

    def free_name(self, stem: str, suffix: str) -> str:
        """Return a file name that no badge of the folder has."""
        number = 1
        name = f"{stem}.{suffix}"
        while name in self._files:
            number += 1
            name = f"{stem}-{number}.{suffix}"
        self._files.add(name)
        return name

    def add(self, entries: Sequence[Entry]) -> None:
        """Add badges that are about to be written; they are on the disk when this returns.

        Raises:
            ConfigurationError: it cannot be written.
        """
        fresh = [entry for entry in entries if self._entries.get(entry.recipient) != entry]
        data = b"".join(_line(asdict(entry)) for entry in fresh)
        if self._first_line:
            write_file(self._path, self._first_line + data, overwrite=True, mode=0o600)
            self._first_line = b""
        else:
            self._append(data)
        self._entries |= {entry.recipient: entry for entry in fresh}

    def _append(self, data: bytes) -> None:
        try:
            with open(self._path, "ab", opener=_not_through_a_link) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            message = f"{self._path} cannot be written: {reason_of(error)}"
            raise ConfigurationError(message, code="cannot-write-file") from error

    def _read(self) -> list[dict[str, Any]]:
        """Read the lines; half a line at the end, of a run that was killed, is cut off."""
        try:
            with open_file(self._path) as file:
                data = file.read()
        except FileNotFoundError:
            return []
        except OSError as error:
            message = f"{self._path} cannot be read: {reason_of(error)}"
            raise ConfigurationError(message, code="unreadable-file") from error
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            write_file(self._path, whole, overwrite=True, mode=0o600)
        try:
            return [parse_json_object(line) for line in whole.splitlines()]
        except MalformedInput as error:
            raise self._damaged(error.message) from error

    def _check_run(self, found: Mapping[str, Any], run: Mapping[str, str]) -> None:
        differing = [name for name, value in run.items() if found.get(name) != value]
        if differing:
            message = (
                f"{self._path.parent} has badges of a run with another {' and '.join(differing)}; "
                "use another folder"
            )
            raise ConfigurationError(message, code="other-run")

    def _damaged(self, reason: str) -> ConfigurationError:
        message = f"{self._path} is damaged: {reason}; use another folder"
        return ConfigurationError(message, code="damaged-manifest")


def _not_through_a_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def run_of(document: Mapping[str, Any], **members: str) -> dict[str, str]:
    """Describe a run: the definition, by its id and its content, and whatever else is given."""
    content = json.dumps(document, sort_keys=True).encode()
    digest = hashlib.sha256(content).hexdigest()
    return {"achievement": str(document["id"]), "definition": digest, **members}


def _line(members: Mapping[str, Any]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode() + b"\n"
