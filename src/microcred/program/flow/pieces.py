"""The pieces of evidence of a submission: rows about them, and the files that they stand for.

A file is known by its digest and may be handed in more than once. Its row in `evidence_files` is
held while it is claimed or removed, so that nobody's file goes while somebody else hands it in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from microcred.errors import Conflict, NotFound, excerpt
from microcred.program.flow.desk import Desk, add_if_new
from microcred.program.flow.evidence.intake import Received
from microcred.program.flow.evidence.telltales import Telltale
from microcred.program.flow.tables import EVIDENCE, EVIDENCE_FILES

_ON_THE_WAY: Final = timedelta(days=1)


class Shown(StrEnum):
    """What a badge shows of a piece of evidence."""

    NOTHING = "nothing"
    DIGEST = "digest"
    """Its SHA-256 only, so that it can be shown to somebody and checked later."""
    CONTENT = "content"
    """The text, the link, or the file on the issuer's site."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence.

    Attributes:
        id: random.
        submission_id: the submission that it is part of.
        part: the id of the part of the definition.
        item: the id of the item that it answers.
        kind: `file`, `link` or `text`.
        digest: SHA-256 in hexadecimal, where there is one.
        size: bytes.
        media_type: what it is.
        name: what the educator called the file.
        url: where a link leads.
        telltales: what may give the educator away.
        shown: what a badge shows of it.
        badge_id: the badge that rests on it, once there is one.
        added_at: dateTimeStamp.
    """

    id: str
    submission_id: str
    part: str
    item: str
    kind: str
    digest: str | None
    size: int
    media_type: str
    name: str | None
    url: str | None
    telltales: tuple[Telltale, ...]
    shown: Shown
    badge_id: str | None
    added_at: str

    @property
    def is_on_site(self) -> bool:
        """Tell whether it is a file that the issuer's site may show."""
        return self.kind == "file" and self.shown is Shown.CONTENT and self.badge_id is not None


_PIECES: Final = (
    sa.select(EVIDENCE)
    .where(
        EVIDENCE.c.submission_id.in_(sa.bindparam("submissions", expanding=True)),
        EVIDENCE.c.removed_at.is_(None),
    )
    .order_by(EVIDENCE.c.added_at, EVIDENCE.c.id)
)
_ADD: Final = EVIDENCE.insert()
_KEEP_FILE: Final = (
    sa.update(EVIDENCE_FILES)
    .where(EVIDENCE_FILES.c.digest == sa.bindparam("needed"))
    .values(deleted_at=None)
)


def pieces_of(connection: sa.Connection, submission_ids: Iterable[str]) -> list[Piece]:
    """Return what was handed in with these submissions and not taken out again, in order."""
    rows = connection.execute(_PIECES, {"submissions": list(submission_ids)})
    return [read_piece(row) for row in rows]


def find_piece(connection: sa.Connection, piece_id: str) -> Piece | None:
    """Find a piece of evidence that was not taken out again."""
    query = sa.select(EVIDENCE).where(EVIDENCE.c.id == piece_id, EVIDENCE.c.removed_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else read_piece(row)


def no_such_piece(piece_id: str) -> NotFound:
    """Return the error of a piece of evidence that is not there."""
    return NotFound(f"there is no evidence {excerpt(piece_id)}", code="no-such-evidence")


def add_piece(connection: sa.Connection, piece: Piece) -> None:
    """Record a piece of evidence; its file must have been claimed."""
    values = asdict(piece)
    values["telltales"] = json.dumps(values["telltales"], ensure_ascii=False)
    connection.execute(_ADD, values)


def read_piece(row: Any) -> Piece:
    """Read a row of evidence."""
    members = {name: value for name, value in row._asdict().items() if name != "removed_at"}
    members["telltales"] = tuple(Telltale(**each) for each in json.loads(row.telltales))
    return Piece(**{**members, "shown": Shown(row.shown)})


def claim_file(connection: sa.Connection, desk: Desk, received: Received) -> None:
    """Say that a file in the store is needed, and hold it until the transaction ends.

    Raises:
        Refused: code `evidence-vanished`, somebody's erasing of the same file came between.
    """
    if received.kind == "link" or received.digest is None:
        return
    add_if_new(connection, EVIDENCE_FILES, {"digest": received.digest, "size": received.size})
    connection.execute(_KEEP_FILE, {"needed": received.digest})
    if not desk.intake.store.exists(received.digest):
        message = "the same file was being erased at this moment; hand it in again"
        raise Conflict(message, code="evidence-vanished")


def let_go(connection: sa.Connection, digests: Iterable[str | None], at: str) -> None:
    """Mark the files that no evidence needs any more; `remove_files` removes them."""
    needed = sa.select(EVIDENCE.c.digest).where(
        EVIDENCE.c.digest == EVIDENCE_FILES.c.digest,
        EVIDENCE.c.kind != "link",
        EVIDENCE.c.removed_at.is_(None),
    )
    for digest in sorted({digest for digest in digests if digest is not None}):
        connection.execute(
            sa.update(EVIDENCE_FILES)
            .where(EVIDENCE_FILES.c.digest == digest, ~needed.exists())
            .values(deleted_at=at)
        )


def remove_files(desk: Desk) -> int:
    """Remove the files that were let go of, and those whose handing-in was never finished.

    What an interruption leaves is removed the next time.

    Returns:
        How many were removed.
    """
    columns = EVIDENCE_FILES.c
    with desk.database.reading() as connection:
        marked = sa.select(columns.digest).where(columns.deleted_at.is_not(None))
        digests = list(connection.execute(marked).scalars())
    return sum(_remove(desk, digest) for digest in digests)


def remove_leftovers(desk: Desk) -> int:
    """Remove files that were received, and never handed in because of an interruption.

    Returns:
        How many were removed; younger ones than a day may still be on their way.
    """
    before = desk.clock() - _ON_THE_WAY
    removed = 0
    for digest, since in desk.intake.store.listing():
        if since < before:
            removed += _remove_unknown(desk, digest)
    for path in desk.intake.store.staging_folder.glob(".*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def discard(desk: Desk, received: Received) -> None:
    """Remove a file again whose handing-in failed, unless somebody needs it."""
    if received.kind == "link" or received.digest is None:
        return
    _remove_unknown(desk, received.digest)


def _remove_unknown(desk: Desk, digest: str) -> bool:
    with desk.database.writing() as connection:
        query = sa.select(EVIDENCE_FILES.c.digest).where(EVIDENCE_FILES.c.digest == digest)
        if connection.execute(query).first() is not None:
            return False
        desk.intake.store.delete(digest)
    return True


def _remove(desk: Desk, digest: str) -> bool:
    columns = EVIDENCE_FILES.c
    with desk.database.writing() as connection:
        still = sa.delete(EVIDENCE_FILES).where(
            columns.digest == digest, columns.deleted_at.is_not(None)
        )
        if connection.execute(still).rowcount != 1:
            return False  # it was handed in again
        desk.intake.store.delete(digest)
    return True
