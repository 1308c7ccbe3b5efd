"""A roster: who gets the badge, and what each of them reached; all of it checked first.

A roster is CSV with a header line, JSONL with an object on each line, or Parquet. Columns:

    email | did | recipient     who the badge is for; one of them
    name                        names the file, is not put into the badge
    evidence                    URLs, separated by spaces
    valid_until                 the last day on which it counts, or a dateTimeStamp
    result:NAME                 the level or value reached in the result description NAME
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from microcred.errors import InvalidDocument, MalformedInput, MicrocredError, excerpt
from microcred.findings import Fault
from microcred.issuing import Recipient, evidence_at, result_for
from microcred.ledger import results_missing
from microcred.minting.cells import RESULT_PREFIX, Cells, read_cells
from microcred.models import Achievement, Evidence, Result
from microcred.timestamps import Clock, format_timestamp, parse_timestamp, read_day, system_clock

P = ParamSpec("P")
T = TypeVar("T")

_SLUG_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a roster, checked.

    Attributes:
        number: 1 for the first row after the header; what people call "row 17".
        identity: the recipient's identifier in plain text, in lower case; for telling people
            apart, never put anywhere.
        recipient: who the badge is for.
        evidence: what the badge rests on.
        results: what was reached.
        valid_until: dateTimeStamp or None.
    """

    number: int
    identity: str = field(repr=False)
    recipient: Recipient
    evidence: tuple[Evidence, ...]
    results: tuple[Result, ...]
    valid_until: str | None

    @property
    def file_stem(self) -> str:
        """Return a file name without suffix: the row's number and the name, if there is one."""
        plain = unicodedata.normalize("NFKD", self.recipient.name or "").encode("ascii", "ignore")
        slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:_SLUG_CHARACTERS].strip("-")
        return f"{self.number:05d}-{slug}" if slug else f"{self.number:05d}"


def read_roster(
    path: Path,
    achievement: Achievement,
    *,
    hashed: bool = True,
    without_results: bool = True,
    clock: Clock = system_clock,
) -> tuple[list[Row], list[Fault]]:
    """Read and check every row.

    Args:
        path: `.csv`, `.jsonl` or `.parquet`; anything else is read as CSV.
        achievement: has the result descriptions that the columns name.
        hashed: whether identifiers go into the badges as salted hashes.
        without_results: whether a row may leave out what was reached in a micro-credential.
        clock: a badge must not expire before this moment.

    Returns:
        The rows that can be minted, and every fault of the others; a fault's pointer is
        `/row/column`.

    Raises:
        ConfigurationError: the file cannot be read.
        MalformedInput: it is no roster, has a column nobody knows, or no rows.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for cells in read_cells(path):
        reader = _RowReader(cells, achievement, hashed=hashed, clock=clock)
        row = reader.read()
        first = seen.setdefault(row.identity, row.number) if row else 0
        if row and first != row.number:
            reader.refuse(reader.column, "duplicate-recipient", f"the same as in row {first}")
        elif row and (without_results or reader.has_results(row)):
            rows.append(row)
        faults += reader.faults
    if not rows and not faults:
        raise MalformedInput(f"{path} has no rows below its header", code="empty-roster")
    return rows, faults


class _RowReader:
    """Reads one row and collects what is wrong with it."""

    def __init__(self, cells: Cells, achievement: Achievement, *, hashed: bool, clock: Clock):
        self.faults: list[Fault] = []
        self._cells = cells
        self._texts = cells.texts
        self._achievement = achievement
        self._hashed = hashed
        self._clock = clock
        named = (name for name in ("recipient", "email", "did") if name in self._texts)
        self.column = next(named, "recipient")

    def refuse(self, column: str, code: str, message: str) -> None:
        line = f" (line {self._cells.line})" if self._cells.line else ""
        place = f"/{self._cells.number}" + (f"/{column}" if column else "")
        self.faults.append(Fault(place, code, message + line))

    def read(self) -> Row | None:
        if self._cells.problem is not None:
            self.refuse("", "invalid-row", self._cells.problem)
            return None
        recipient = self._attempt(self.column, self._read_recipient)
        evidence = self._attempt("evidence", self._read_evidence)
        until = self._attempt("valid_until", self._read_valid_until)
        columns = [name for name in self._texts if name.startswith(RESULT_PREFIX)]
        results = [self._attempt(name, self._read_result, name) for name in columns]
        if self.faults or recipient is None:
            return None
        return Row(
            self._cells.number,
            self._texts[self.column].casefold(),
            recipient,
            evidence or (),
            tuple(result for result in results if result),
            until,
        )

    def has_results(self, row: Row) -> bool:
        """Tell whether a row says what was reached in each criterion, and refuse it if not."""
        missing = results_missing(self._achievement, row.results)
        if missing:
            message = f"says not what was reached in: {', '.join(missing)}"
            data = {"missing_columns": [f"{RESULT_PREFIX}{name}" for name in missing]}
            self.faults.append(Fault(f"/{row.number}", "results-missing", message, data=data))
        return not missing

    def _attempt(
        self, column: str, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        try:
            return read(*args, **kwargs)
        except InvalidDocument as error:
            self.refuse(column, error.faults[0].code, error.faults[0].message)
        except MicrocredError as error:
            self.refuse(column, error.code, error.message)
        return None

    def _read_recipient(self) -> Recipient:
        """Read who the badge is for; a row may give a DID and an e-mail address."""
        readers = {
            "recipient": lambda text: Recipient.parse(text, hashed=self._hashed),
            "email": lambda text: Recipient.email(text, hashed=self._hashed),
            "did": Recipient.did,
        }
        found = [read(self._texts[name]) for name, read in readers.items() if name in self._texts]
        if not found:
            raise MalformedInput("the row names no recipient", code="no-recipient")
        ids = list(dict.fromkeys(part.id for part in found if part.id))
        if len(ids) > 1:
            message = f"the row names two recipients, {excerpt(ids[0])} and {excerpt(ids[1])}"
            raise MalformedInput(message, code="two-recipients")
        identifiers = tuple(identity for part in found for identity in part.identifiers)
        return Recipient(ids[0] if ids else None, identifiers, self._texts.get("name"))

    def _read_evidence(self) -> tuple[Evidence, ...]:
        return tuple(evidence_at(url) for url in self._texts.get("evidence", "").split())

    def _read_valid_until(self) -> str | None:
        text = self._texts.get("valid_until")
        day = None if text is None else read_day(text, ends=True)
        text = text if day is None else format_timestamp(day)
        if text is not None and parse_timestamp(text) <= self._clock():
            raise MalformedInput(f"{excerpt(text)} is past", code="already-expired")
        return text

    def _read_result(self, column: str) -> Result:
        name = column.removeprefix(RESULT_PREFIX)
        return result_for(self._achievement, name, self._texts[column])
