"""Backups as JSON: what one has in it, and what taking up a restored registry came to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NotRequired

from typing_extensions import TypedDict

if TYPE_CHECKING:
    from microcred.application.backup import BackupSummary, TakenUp


class BackupJson(TypedDict):
    """A backup that was made and read again."""

    file: str
    """Where it is."""
    encrypted: bool
    """Whether a passphrase is needed to open it."""
    made_at: str
    """A dateTimeStamp."""
    registry: str
    """The id of the registry."""
    acts: int
    """How many acts the registry had counted."""
    rows: dict[str, int]
    """How many rows each table has."""
    files: int
    """How many files are in it."""


class RestoredJson(TypedDict):
    """A workspace that was restored from a backup, taken up again, or both."""

    workspace: NotRequired[str]
    """The folder that was restored."""
    made_at: NotRequired[str]
    """When the backup was made; a dateTimeStamp."""
    rows: NotRequired[dict[str, int]]
    """How many rows each table has."""
    acts_lost: NotRequired[int]
    """How many acts were counted after the copy was made, as far as is known."""
    changed: NotRequired[dict[str, Literal["revoke", "suspend", "reinstate"]]]
    """What was done to badges as the published lists have it, by the badges' ids."""
    unknown: NotRequired[int]
    """How many published statuses are of badges that the copy does not have."""
    lists_read: NotRequired[list[str]]
    """The addresses of the lists that were read."""
    lists_unread: NotRequired[dict[str, str]]
    """Those that could not be read, each with the reason."""
    new_lists: NotRequired[str]
    """What the names of the status lists of new badges begin with."""


def backup_json(summary: BackupSummary, file: Path, *, encrypted: bool) -> BackupJson:
    """Return a backup that was made as JSON-ready data."""
    return {
        "file": str(file),
        "encrypted": encrypted,
        "made_at": summary.made_at,
        "registry": summary.registry,
        "acts": summary.acts,
        "rows": summary.rows,
        "files": len(summary.files),
    }


def restored_json(
    folder: Path | None, summary: BackupSummary | None, done: TakenUp | None
) -> RestoredJson:
    """Return what was restored, and what taking it up came to, as JSON-ready data."""
    told: RestoredJson = {}
    if folder is not None and summary is not None:
        told |= {"workspace": str(folder), "made_at": summary.made_at, "rows": summary.rows}
    if done is not None:
        told |= {
            "acts_lost": done.acts_lost,
            "changed": done.learnt.changed,
            "unknown": done.learnt.unknown,
            "lists_read": done.read,
            "lists_unread": done.unread,
            "new_lists": done.prefix,
        }
    return told
