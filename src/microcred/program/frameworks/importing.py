"""Read a framework from a file of any known format: one table, one line a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from microcred.budget import Allowance
from microcred.errors import (
    InvalidDocument,
    LimitExceeded,
    MalformedInput,
    MicrocredError,
)
from microcred.files import read_start
from microcred.limits import MAX_FRAMEWORK_BYTES, MAX_JSON_VALUES
from microcred.program.frameworks.case import is_case_package, read_case_package
from microcred.program.frameworks.csv_table import Described, read_csv_framework
from microcred.program.frameworks.ctdl_asn import is_ctdl_asn, read_ctdl_asn
from microcred.program.frameworks.model import Framework
from microcred.program.frameworks.places import locate_faults, locate_pointer
from microcred.strict_json import parse_json, place_of

JSON_FORMATS: Final[dict[str, tuple[Callable[[Any], bool], Callable[[Any], Framework]]]] = {
    "case": (is_case_package, read_case_package),
    "ctdl-asn": (is_ctdl_asn, read_ctdl_asn),
}
"""Formats in JSON: how to know one, and how to read it."""

FORMATS: Final = (*JSON_FORMATS, "csv")

UNNAMED: Final = Described()
"""For the formats that name their framework themselves."""

_CSV_SUFFIXES: Final = (".csv", ".tsv", ".txt")


def read_framework(
    path: Path, described: Described = UNNAMED, *, form: str | None = None
) -> Framework:
    """Read a framework; nothing is stored.

    Args:
        path: a CASE package, a CTDL-ASN graph or a CSV table.
        described: for CSV, the framework's id, title and so on.
        form: one of `FORMATS`; found out from the file when not given.

    Raises:
        ConfigurationError: the file cannot be read.
        MalformedInput: it is none of these, or has faults, those of JSON with line and column; the
            file's name is a note of the error.
        LimitExceeded: larger than `MAX_FRAMEWORK_BYTES`, or too many items.
    """
    data = _read_file(path)
    try:
        if form == "csv" or (form is None and path.suffix.lower() in _CSV_SUFFIXES):
            return read_csv_framework(_decode(data), described)
        return _read_json(data, form)
    except MicrocredError as error:
        error.add_note(str(path))
        raise


def _read_json(data: bytes, form: str | None) -> Framework:
    try:
        document = parse_json(
            data, max_bytes=MAX_FRAMEWORK_BYTES, allowance=Allowance(MAX_JSON_VALUES)
        )
        for name, (matches, read) in JSON_FORMATS.items():
            if form == name or (form is None and matches(document)):
                return read(document)
    except InvalidDocument as error:
        faults = locate_faults(data.decode("utf-8-sig"), error.faults)
        raise InvalidDocument(faults, what="framework") from None
    except MalformedInput as error:
        if error.pointer and error.place is None:
            error.place = locate_pointer(data.decode("utf-8-sig"), error.pointer)
        raise
    message = (
        "not a framework that is known: expected a CASE package with CFDocument, or a CTDL-ASN "
        "graph with a ceasn:CompetencyFramework"
    )
    raise MalformedInput(message, code="unknown-framework-format")


def _read_file(path: Path) -> bytes:
    data = read_start(path, MAX_FRAMEWORK_BYTES + 1)
    if len(data) > MAX_FRAMEWORK_BYTES:
        message = f"a framework of more than {MAX_FRAMEWORK_BYTES} bytes is not read"
        too_large = LimitExceeded(message)
        too_large.add_note(str(path))
        raise too_large
    return data


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        message = "not UTF-8 text; in a spreadsheet, save it as 'CSV UTF-8'"
        place = place_of(before, len(before))
        raise MalformedInput(message, code="not-utf-8", place=place) from error
