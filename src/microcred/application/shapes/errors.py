"""Errors and faults as JSON."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from microcred.errors import InvalidDocument, MicrocredError
from microcred.findings import Fault


class FaultJson(TypedDict):
    """One thing that is wrong in a document, a row or a folder."""

    line: NotRequired[int]
    """The line of the file that it was read from, from 1."""
    column: NotRequired[int]
    """The column in characters, from 1."""
    pointer: NotRequired[str]
    """Where, as a JSON pointer; not there for the whole document."""
    code: str
    """What kind of fault it is; it stays the same between versions."""
    message: str
    """What is wrong, what was found and what was expected."""
    advice: NotRequired[str]
    """What to do about it."""
    data: NotRequired[dict[str, Any]]
    """What the message names, by what it is."""


class FileFaultJson(FaultJson):
    """One thing that is wrong in a file of a folder."""

    file: str


class ErrorJson(TypedDict):
    """Why nothing was done."""

    code: str
    """What kind of error it is; it stays the same between versions."""
    message: str
    """One sentence for people."""
    advice: NotRequired[str]
    """What to do next, in the words of whoever answers."""
    data: NotRequired[dict[str, Any]]
    """What the message names, by what it is."""
    pointer: NotRequired[str]
    """The place, as a JSON pointer."""
    line: NotRequired[int]
    """The line of the text that was read, from 1."""
    column: NotRequired[int]
    """The column, from 1."""
    where: NotRequired[str]
    """The file, the row or the badge that it is about."""
    faults: NotRequired[list[FaultJson]]
    """All that is wrong in a document."""


class RefusalJson(TypedDict):
    """What a command prints in place of its result."""

    error: ErrorJson


def error_json(error: MicrocredError) -> ErrorJson:
    """Return an error as JSON."""
    described = ErrorJson(code=error.code, message=error.message)
    if error.data:
        described["data"] = dict(error.data)
    if error.pointer:
        described["pointer"] = error.pointer
    if error.place:
        described["line"], described["column"] = error.place
    if notes := getattr(error, "__notes__", None):
        described["where"] = notes[0]
    if isinstance(error, InvalidDocument):
        described["faults"] = [fault_json(fault) for fault in error.faults]
    return described


def fault_json(fault: Fault) -> FaultJson:
    """Return a fault as JSON."""
    described = FaultJson(code=fault.code, message=fault.message)
    if fault.line is not None and fault.column is not None:
        described |= {"line": fault.line, "column": fault.column}
    if fault.pointer:
        described["pointer"] = fault.pointer
    if fault.advice:
        described["advice"] = fault.advice
    if fault.data:
        described["data"] = dict(fault.data)
    return described
