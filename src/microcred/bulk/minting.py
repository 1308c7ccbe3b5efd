"""Issue a badge to every row of a roster, in batches, so that no interruption loses one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from microcred.bulk.manifest import Entry, Manifest, run_of
from microcred.bulk.roster import Row
from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import locked, make_folder, reason_of, write_file
from microcred.issuing import Issuer, deliver
from microcred.models import Achievement

_BATCH_BADGES: Final = 100
_BATCH_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Minted:
    """One badge of a run.

    Attributes:
        row: the row's number in the roster.
        id: the credential's id.
        key_id: the verification method that signs it.
        valid_from: dateTimeStamp.
        path: its file.
        earlier: whether an earlier run wrote it, and this one left it alone.
    """

    row: int
    id: str
    key_id: str
    valid_from: str
    path: Path
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Minting:
    """One run: what is issued to everybody, how, and where it goes.

    Attributes:
        issuer: awards and signs.
        achievement: what is awarded.
        form: `json`, `jwt`, `png` or `svg`.
        picture: to bake into, for the last two.
        folder: where the files go; made if need be.
        record: keeps badges, before they are written. It may get one again that it has already,
            after an interruption.
        subject: further members of each badge's subject; see `Issuer.award`.
    """

    issuer: Issuer
    achievement: Achievement
    form: str
    picture: bytes | None
    folder: Path
    record: Callable[[Sequence[Minted]], None]
    subject: Mapping[str, Any] = field(default_factory=dict)

    def run(self, rows: Sequence[Row], *, anew: bool = False) -> Iterator[Minted]:
        """Issue the badges, and give each one when its file is there.

        A badge is first noted in the folder's manifest, then recorded, then written. A run that
        stopped anywhere is continued by the next one: what is there is left alone, and what was
        noted but not written gets its file under the id that it has.

        Args:
            rows: who gets a badge; no two for the same recipient.
            anew: issue to everybody again, and replace the files that are there.

        Raises:
            ConfigurationError: a file is in the way, the folder has the badges of another run,
                another process is minting into it, or something cannot be written.
            MicrocredError: a badge cannot be signed or baked; a note names its row.
        """
        make_folder(self.folder)
        with locked(self.folder, wait=False):
            manifest = Manifest(self.folder, self._describe(), anew=anew)
            plan = [(row, self._place(manifest, row)) for row in rows]
            if not anew:
                self._check_free(manifest, plan)
            batch: list[_Item] = []
            size_bytes = 0
            for row, entry in plan:
                there = not anew and (self.folder / entry.file).exists()
                batch.append(self._left_alone(row, entry) if there else self._make(row, entry))
                size_bytes += len(batch[-1].data or b"")
                if len(batch) == _BATCH_BADGES or size_bytes > _BATCH_BYTES:
                    yield from self._write(manifest, batch, anew=anew)
                    batch, size_bytes = [], 0
            yield from self._write(manifest, batch, anew=anew)

    def _describe(self) -> dict[str, str]:
        suites = " ".join(self.issuer.signer.suites)
        document = self.achievement.to_document()
        issuer = str(self.issuer.profile.id)
        return run_of(document, issuer=issuer, format=self.form, suite=suites)

    def _place(self, manifest: Manifest, row: Row) -> Entry:
        """Give the row's badge its id and file, unless an earlier run did."""
        known = manifest.find(row.identity)
        if known is not None:
            return known
        recipient = manifest.recipient_of(row.identity)
        name = manifest.free_name(row.file_stem, self.form)
        return Entry(recipient, f"urn:uuid:{uuid.uuid4()}", "", name)

    def _check_free(self, manifest: Manifest, plan: Sequence[tuple[Row, Entry]]) -> None:
        """Refuse before anything is issued when a file of others is in the way."""
        for row, entry in plan:
            path = self.folder / entry.file
            if manifest.find(row.identity) is None and path.exists():
                message = (
                    f"{path} is in the way and is not overwritten; use another folder, or "
                    "--force to issue all badges again"
                )
                raise ConfigurationError(message, code="file-exists")

    def _left_alone(self, row: Row, entry: Entry) -> _Item:
        return _Item(replace(self._minted(row, entry), earlier=True), entry, None)

    def _make(self, row: Row, entry: Entry) -> _Item:
        try:
            badge = self.issuer.award(
                self.achievement,
                row.recipient,
                evidence=row.evidence,
                results=row.results,
                valid_until=row.valid_until,
                badge_id=entry.id,
                **self.subject,
            )
            badge.valid_from = entry.valid_from or badge.valid_from
            data = deliver(self.issuer.sign(badge), self.form, self.picture)
        except MicrocredError as error:
            error.add_note(f"row {row.number}")
            raise
        entry = replace(entry, valid_from=badge.valid_from)
        return _Item(self._minted(row, entry), entry, data)

    def _minted(self, row: Row, entry: Entry) -> Minted:
        key_id = self.issuer.signer.key.key_id
        return Minted(row.number, entry.id, key_id, entry.valid_from, self.folder / entry.file)

    def _write(self, manifest: Manifest, batch: Sequence[_Item], *, anew: bool) -> Iterator[Minted]:
        fresh = [item for item in batch if item.data is not None]
        if anew:
            # Gone before the new badge is noted: what is noted and there counts as written.
            for item in fresh:
                _remove(item.minted.path)
        if fresh:
            manifest.add([item.entry for item in fresh])
            self.record([item.minted for item in fresh])
        for item in batch:
            if item.data is not None:
                write_file(item.minted.path, item.data)
            yield item.minted


@dataclass(frozen=True, slots=True)
class _Item:
    """A badge on its way, with its line of the manifest and its file; None for no change."""

    minted: Minted
    entry: Entry
    data: bytes | None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path} cannot be replaced: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error
