"""Read the rows of a roster file as text cells: CSV, JSONL or Parquet."""

from __future__ import annotations

import csv
import importlib
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from microcred.errors import ConfigurationError, LimitExceeded, MalformedInput, excerpt
from microcred.files import read_start
from microcred.limits import MAX_ROSTER_BYTES
from microcred.strict_json import parse_json_object
from microcred.timestamps import format_timestamp

COLUMNS: Final = ("email", "did", "recipient", "name", "evidence", "valid_until")
RESULT_PREFIX: Final = "result:"
_RECIPIENT_COLUMNS: Final = frozenset({"email", "did", "recipient"})


@dataclass(frozen=True, slots=True)
class Cells:
    """One row as it stands in the file.

    Attributes:
        number: 1 for the first row after the header; what people call "row 17".
        line: the line of the file on which the row ends, counted from 1; None in Parquet.
        texts: the cells that are not empty, by column.
        problem: why the row cannot be read at all, or None.
    """

    number: int
    line: int | None
    texts: Mapping[str, str]
    problem: str | None = None


def read_cells(path: Path) -> Iterator[Cells]:
    """Read a roster row by row; blank rows do not count.

    Raises:
        ConfigurationError: the file cannot be read, or Parquet support is not installed.
        MalformedInput: it is no roster, or has a column nobody knows.
        LimitExceeded: larger than `MAX_ROSTER_BYTES`.
    """
    data = _read_file(path)
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _read_parquet(data, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text; in a spreadsheet, save it as 'CSV UTF-8'"
        raise MalformedInput(message, code="not-utf-8") from error
    if suffix in (".jsonl", ".ndjson"):
        return _read_jsonl(text)
    return _read_csv(text, path)


def _read_file(path: Path) -> bytes:
    data = read_start(path, MAX_ROSTER_BYTES + 1)
    if len(data) > MAX_ROSTER_BYTES:
        raise LimitExceeded(f"{path} is larger than {MAX_ROSTER_BYTES} bytes")
    return data


def _read_csv(text: str, path: Path) -> Iterator[Cells]:
    """Read CSV with a header line, separated by commas, semicolons or tabs."""
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [_column(name) for name in next(reader, [])]
        _check_columns(names, path)
        number = 0
        for values in reader:
            if any(value.strip() for value in values):
                number += 1
                yield _csv_row(number, reader.line_num, names, values)
    except csv.Error as error:
        message = f"{path}, line {reader.line_num}: {error}"
        raise MalformedInput(message, code="invalid-roster") from error


def _csv_row(number: int, line: int, names: list[str], values: list[str]) -> Cells:
    if any(value.strip() for value in values[len(names) :]):
        problem = f"the row has {len(values)} cells, the header {len(names)}"
        return Cells(number, line, {}, problem)
    # A row may be shorter than the header: spreadsheets leave out empty cells at its end.
    return _filled(number, line, dict(zip(names, values, strict=False)))


def _column(name: str) -> str:
    """Return a column's name: case counts only in the name of a result description."""
    kind, colon, description = name.strip().partition(":")
    return kind.strip().lower() + colon + description.strip()


def _is_known(name: str) -> bool:
    return name in COLUMNS or name.startswith(RESULT_PREFIX)


def _check_columns(names: list[str], path: Path) -> None:
    unknown = [name for name in names if not _is_known(name)]
    repeated = [name for name in names if names.count(name) > 1]
    if not any(names):
        problem = "there is no header line"
    elif unknown:
        problem = f"column {excerpt(unknown[0])} is not known"
    elif repeated:
        problem = f"column {excerpt(repeated[0])} occurs twice"
    elif not _RECIPIENT_COLUMNS & set(names):
        problem = "no column says who the badges are for"
    else:
        return
    message = f"{path}: {problem}; the columns are {', '.join(COLUMNS)} and result:NAME"
    raise MalformedInput(message, code="invalid-roster")


def _read_jsonl(text: str) -> Iterator[Cells]:
    # Not splitlines(): JSON text may hold other line separators.
    lines = [(line, item) for line, item in enumerate(text.split("\n"), start=1) if item.strip()]
    for number, (line, item) in enumerate(lines, start=1):
        try:
            members = parse_json_object(item)
        except MalformedInput as error:
            yield Cells(number, line, {}, error.message)
        else:
            yield _typed_row(number, line, members.items())


def _typed_row(number: int, line: int | None, members: Iterable[tuple[str, Any]]) -> Cells:
    """Make a row of values that have types of their own."""
    texts = {}
    for name, value in members:
        column = _column(name)
        if not _is_known(column) or column in texts:
            problem = f"{excerpt(name)} is not a known column, or occurs twice"
            return Cells(number, line, {}, problem)
        text = _text_of(value, several=column == "evidence")
        if text is None:
            problem = f"in {excerpt(name)}: expected text, found {type(value).__name__}"
            return Cells(number, line, {}, problem)
        texts[column] = text
    return _filled(number, line, texts)


def _filled(number: int, line: int | None, texts: Mapping[str, str]) -> Cells:
    """Return a row's cells that are not empty, without the blanks around them."""
    for name, text in texts.items():
        if "\0" in text:
            return Cells(number, line, {}, f"in {excerpt(name)}: text has a NUL in it")
    stripped = {name: text.strip() for name, text in texts.items()}
    return Cells(number, line, {name: text for name, text in stripped.items() if text})


def _text_of(value: Any, *, several: bool) -> str | None:
    """Return a value as the text that a CSV cell would have; None where there is none."""
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime() if value.tzinfo is not None:
            return format_timestamp(value)
        case bool():
            return None
        case int() | float() if math.isfinite(value):
            return str(value)
        case list() if several and all(isinstance(item, str) for item in value):
            return " ".join(value)
    return None


def _read_parquet(data: bytes, path: Path) -> Iterator[Cells]:
    try:
        pyarrow = importlib.import_module("pyarrow")
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        message = "Parquet rosters need pyarrow: pip install 'microcred[parquet]'"
        raise ConfigurationError(message, code="parquet-not-installed") from error
    number = 0
    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(data))
        _check_columns([_column(name) for name in file.schema_arrow.names], path)
        for batch in file.iter_batches(batch_size=1000):
            for members in batch.to_pylist():
                number += 1
                yield _typed_row(number, None, members.items())
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        message = f"{path} is not a Parquet file that can be read: {excerpt(str(error), 200)}"
        raise MalformedInput(message, code="invalid-roster") from error
