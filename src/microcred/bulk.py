"""Mint many badges: read a roster, check all of it, then issue row by row.

A roster is CSV with a header line, or JSONL with one object per line. Columns:

    email | did | recipient     who the badge is for; one of them
    name                        names the file, is not put into the badge
    evidence                    URLs, separated by spaces
    valid_until                 dateTimeStamp
    result:NAME                 the level or value reached in the result description NAME
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from microcred.errors import ConfigurationError, Fault, InvalidDocument, MicrocredError, excerpt
from microcred.issuing import Issuer, Recipient, SignedBadge, result_for
from microcred.limits import MAX_ROSTER_BYTES
from microcred.models import Achievement, Evidence, Result
from microcred.strict_json import parse_json_object
from microcred.timestamps import parse_timestamp

_COLUMNS: Final = frozenset({"email", "did", "recipient", "name", "evidence", "valid_until"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a roster, checked.

    Attributes:
        number: 1 for the first row after the header; what people call "row 17".
        recipient: who the badge is for.
        evidence: what the badge rests on.
        results: what was reached.
        valid_until: dateTimeStamp or None.
    """

    number: int
    recipient: Recipient
    evidence: tuple[Evidence, ...]
    results: tuple[Result, ...]
    valid_until: str | None

    @property
    def file_stem(self) -> str:
        """Give a file name without suffix: the row's number and the name, if there is one."""
        plain = unicodedata.normalize("NFKD", self.recipient.name or "").encode("ascii", "ignore")
        slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:60]
        return f"{self.number:05d}-{slug}" if slug else f"{self.number:05d}"


def read_roster(path: Path, achievement: Achievement) -> tuple[list[Row], list[Fault]]:
    """Read and check every row.

    Returns:
        The rows that can be minted, and a fault for each that cannot; a fault's pointer is
        `/row/column`.

    Raises:
        ConfigurationError: the file cannot be read, is no roster, or has a column nobody knows.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in _read_cells(path):
        try:
            rows.append(_check_row(number, cells, achievement))
        except InvalidDocument as error:
            faults += error.faults
    return rows, faults


def _read_cells(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        if path.stat().st_size > MAX_ROSTER_BYTES:
            message = f"{path} is larger than {MAX_ROSTER_BYTES} bytes"
            raise ConfigurationError(message, code="limit-exceeded")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigurationError(message, code="unreadable-file") from error
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text; save it as 'CSV UTF-8'"
        raise ConfigurationError(message, code="not-utf-8") from error
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return _read_jsonl(text)
    return _read_csv(text, path)


def _read_csv(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    header_line = text.partition("\n")[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [_column(name) for name in reader.fieldnames or []]
        _check_columns(names, path)
        reader.fieldnames = names
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        message = f"{path}, line {reader.line_num}: {error}"
        raise ConfigurationError(message, code="invalid-roster") from error


def _column(name: str) -> str:
    """Give a column's name: case counts only in the name of a result description."""
    kind, colon, description = name.strip().partition(":")
    return kind.lower() + colon + description.strip()


def _check_columns(names: list[str], path: Path) -> None:
    unknown = [name for name in names if name not in _COLUMNS and not name.startswith("result:")]
    if unknown or not {"email", "did", "recipient"} & set(names) or len(set(names)) < len(names):
        problem = f"column {excerpt(unknown[0])} is not known" if unknown else (
            "one column must be email, did or recipient, and no column may occur twice"
        )  # fmt: skip
        message = f"{path}: {problem}; known are {', '.join(sorted(_COLUMNS))} and result:NAME"
        raise ConfigurationError(message, code="invalid-roster")


def _read_jsonl(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, parse_json_object(line)
            except MicrocredError as error:
                yield number, {None: error.message}  # type: ignore[dict-item]


def _check_row(number: int, cells: Mapping[Any, Any], achievement: Achievement) -> Row:
    """Check one row; every fault of it is raised at once."""
    faults: list[Fault] = []

    def attempt(column: str, read: Any, *values: Any) -> Any:
        try:
            return read(*values)
        except MicrocredError as error:
            faults.append(Fault(f"/{number}/{column}", error.code, error.message))
            return None

    texts = {name: value.strip() for name, value in cells.items() if isinstance(value, str)}
    if None in cells:
        found = cells[None]
        message = found if isinstance(found, str) else "the row has more cells than the header"
        raise InvalidDocument([Fault(f"/{number}", "invalid-row", message)], what="roster")
    for name, value in cells.items():
        known = name in _COLUMNS or str(name).startswith("result:")
        if not known or not isinstance(value, str | None):
            message = f"{excerpt(name)} is not a known column with a text in it"
            faults.append(Fault(f"/{number}/{name}", "invalid-cell", message))
    column = next((name for name in ("recipient", "email", "did") if texts.get(name)), "email")
    readers = {"recipient": Recipient.parse, "email": Recipient.email, "did": Recipient.did}
    recipient = attempt(column, readers[column], texts.get(column, ""))
    if texts.get("valid_until"):
        attempt("valid_until", parse_timestamp, texts["valid_until"])
    evidence = [
        attempt("evidence", lambda url: Evidence(id=url), url)
        for url in texts.get("evidence", "").split()
    ]
    results = [
        attempt(name, result_for, achievement, name.partition(":")[2], text)
        for name, text in texts.items()
        if name.startswith("result:") and text
    ]
    if faults:
        raise InvalidDocument(faults, what="roster")
    named = Recipient(recipient.id, recipient.identifiers, texts.get("name") or None)
    return Row(number, named, tuple(evidence), tuple(results), texts.get("valid_until") or None)


def mint_row(issuer: Issuer, achievement: Achievement, row: Row) -> SignedBadge:
    """Award and sign the badge of one row."""
    badge = issuer.award(
        achievement,
        row.recipient,
        evidence=row.evidence,
        results=row.results,
        valid_until=row.valid_until,
    )
    return issuer.sign(badge)
