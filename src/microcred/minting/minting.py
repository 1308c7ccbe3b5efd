"""Issue a badge to every row of a roster, in batches, so that no interruption loses one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from microcred.errors import ConfigurationError
from microcred.files import locked, make_folder, reason_of, write_file
from microcred.ledger import Award, Terms, issue_badges
from microcred.minting.manifest import Entry, Manifest, run_of
from microcred.minting.roster import Row
from microcred.minting.signing_processes import SigningProcesses
from microcred.models import Achievement
from microcred.registry import Database
from microcred.timestamps import format_timestamp

_BATCH_BADGES: Final = 100
_BATCH_BYTES: Final = 16 * 1024 * 1024
_BADGE_BYTES: Final = 8 * 1024
_WRITERS: Final = 8


@dataclass(frozen=True, slots=True)
class Minted:
    """One badge of a run.

    Attributes:
        row: the row's number in the roster.
        id: the credential's id.
        path: its file.
        earlier: whether an earlier run wrote it, and this one left it alone.
    """

    row: int
    id: str
    path: Path
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Minting:
    """One run: what is issued to everybody, how, and where it goes.

    Attributes:
        database: the registry's.
        terms: how the badges are issued.
        achievement: what is awarded.
        folder: where the files go; made if need be.
        picture: to bake into, where the form is a picture.
        subject: further members of each badge's subject; see `Issuer.award`.
        processes: sign in place of this one, where several shall.
        without_results: whether badges may lack what was reached; see `Award`.
    """

    database: Database
    terms: Terms
    achievement: Achievement
    folder: Path
    picture: bytes | None = field(default=None, repr=False)
    subject: Mapping[str, Any] = field(default_factory=dict)
    processes: SigningProcesses | None = None
    without_results: bool = False

    def run(self, rows: Sequence[Row], *, anew: bool = False) -> Iterator[Minted]:
        """Issue the badges, and give each one when its file is there.

        A badge is first noted in the folder's manifest, then recorded, then written. A run that
        stopped anywhere is continued by the next one: what is there is left alone, and what was
        noted but not written gets its file under the id, and with the status index, that it has.

        Args:
            rows: who gets a badge; no two for the same recipient.
            anew: issue to everybody again, and replace the files that are there.

        Raises:
            ConfigurationError: a file is in the way, the folder has the badges of another run,
                another process is minting into it, or something cannot be written.
            MicrocredError: a badge cannot be signed or baked; a note names its row. Nothing of its
                batch is issued then.
        """
        make_folder(self.folder)
        with locked(self.folder, wait=False):
            manifest = Manifest(self.folder, self._describe(), anew=anew)
            plan = [(row, self._place(manifest, row)) for row in rows]
            if not anew:
                self._check_free(manifest, plan)
            items = (
                _Item(row, entry, there=not anew and (self.folder / entry.file).exists())
                for row, entry in plan
            )
            while batch := list(islice(items, self._batch_badges)):
                yield from self._issue(manifest, batch)

    @property
    def _batch_badges(self) -> int:
        """How many badges are issued in one transaction: what they weigh together is bounded."""
        badge_bytes = _BADGE_BYTES + len(self.picture or b"")
        return max(1, min(_BATCH_BADGES, _BATCH_BYTES // badge_bytes))

    def _describe(self) -> dict[str, str]:
        issuer = self.terms.issuer
        return run_of(
            self.achievement.to_document(),
            issuer=str(issuer.profile.id),
            format=self.terms.form,
            suite=" ".join(issuer.signer.suites),
        )

    def _place(self, manifest: Manifest, row: Row) -> Entry:
        """Return the row's badge its id and file, unless an earlier run did."""
        known = manifest.find(row.identity)
        if known is not None:
            return known
        recipient = manifest.recipient_of(row.identity)
        name = manifest.free_name(row.file_stem, self.terms.form)
        return Entry(recipient, f"urn:uuid:{uuid.uuid4()}", "", name)

    def _check_free(self, manifest: Manifest, plan: Sequence[tuple[Row, Entry]]) -> None:
        """Refuse before anything is issued when a file of others is in the way."""
        for row, entry in plan:
            path = self.folder / entry.file
            if manifest.find(row.identity) is None and path.exists():
                message = f"{path} is in the way and is not overwritten; use another folder"
                data = {"badges_folder": str(self.folder)}
                raise ConfigurationError(message, code="file-exists", data=data)

    def _issue(self, manifest: Manifest, batch: Sequence[_Item]) -> Iterator[Minted]:
        fresh = [item for item in batch if not item.there]
        now = format_timestamp(self.terms.clock().replace(microsecond=0))
        fresh = [replace(item, entry=item.entry.dated(now)) for item in fresh]
        data = self._record(manifest, fresh)
        # All at once: the time is that of waiting for the disk.
        with ThreadPoolExecutor(_WRITERS) as writers:
            written = {
                item.entry.id: writers.submit(
                    write_file, self.folder / item.entry.file, data[item.entry.id]
                )
                for item in fresh
            }
            for item in batch:
                if not item.there:
                    written[item.entry.id].result()
                path = self.folder / item.entry.file
                yield Minted(item.row.number, item.entry.id, path, earlier=item.there)

    def _record(self, manifest: Manifest, fresh: Sequence[_Item]) -> dict[str, bytes]:
        """Note and record badges; give the content of each file by the badge's id."""
        if not fresh:
            return {}
        with self.database.writing() as connection:
            awards = [self._award(item) for item in fresh]
            sign = None if self.processes is None else self.processes.sign
            issued = issue_badges(connection, self.terms, awards, sign)
            for item in fresh:
                # Gone before the new badge is noted: what is noted and there counts as written.
                _remove(self.folder / item.entry.file)
            manifest.add([item.entry for item in fresh])
        return {item.badge.id: item.data for item in issued}

    def _award(self, item: _Item) -> Award:
        row, entry = item.row, item.entry
        return Award(
            achievement=self.achievement,
            recipient=row.recipient,
            identifier=row.identity,
            evidence=row.evidence,
            results=row.results,
            valid_until=row.valid_until,
            subject=self.subject,
            picture=self.picture,
            badge_id=entry.id,
            valid_from=entry.valid_from,
            place=f"row {row.number}",
            without_results=self.without_results,
        )


@dataclass(frozen=True, slots=True)
class _Item:
    """A row with its line of the manifest, and whether its file is there already."""

    row: Row
    entry: Entry
    there: bool


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path} cannot be replaced: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error
