"""The one vocabulary for "one thing found": what is wrong in a document, how a check came out.

A `Fault` says what is wrong and where, and judges nothing: whoever reads, signs or tidies lists
them. A `Finding` is what a check of a badge made of something: it has an outcome, and belongs to
the check that asked. A fault becomes a finding where a check asks for faults (`Checklist`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Outcome(StrEnum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a document.

    Attributes:
        pointer: where, as a JSON pointer (RFC 6901); the empty string is the whole document.
        code: a stable slug of what kind of fault it is.
        message: what is wrong, what was found and what was expected.
        advice: what to do about it; may be empty.
        line: the line in the file that the document was read from, from 1; None where unknown.
        column: the column in characters, from 1; None where the line is.
        data: what the message names, by what it is, JSON-ready: whoever tells the fault words from
            it what to do next.
        file: the file, where a fault is one of several files'; else empty.
    """

    pointer: str
    code: str
    message: str
    advice: str = ""
    line: int | None = None
    column: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    file: str = ""

    def __str__(self) -> str:
        """Return the place, the message and the advice on one line."""
        tail = f". {self.advice}" if self.advice else ""
        place = self.pointer or "(document)"
        if self.line is not None:
            place = f"line {self.line} column {self.column}, {place}"
        return f"{place}: {self.message}{tail}"


class Finding(NamedTuple):
    """One thing that a check of a badge found.

    Attributes:
        check: the check's name, a key of `verifying.CHECKS`; a check may have several findings.
        outcome: passed, failed, undetermined (could not be completed) or skipped (not asked).
        code: a stable slug of what was found.
        message: what was found.
        pointer: where in the badge, as a JSON pointer.
        advice: what to do about it; empty where there is nothing to do.
        spec: the section of the specification that the check stands on.
    """

    check: str
    outcome: Outcome
    code: str
    message: str
    pointer: str = ""
    advice: str = ""
    spec: str = ""
