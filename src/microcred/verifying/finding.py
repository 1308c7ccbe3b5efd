"""One finding of a verification, and how a check can come out."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    SKIPPED = "skipped"


class Check(NamedTuple):
    """One finding.

    Attributes:
        check: the check's name, a key of `report.CHECKS`; a check may have several findings.
        outcome: passed, failed, undetermined (could not be completed) or skipped (not asked).
        code: a stable slug of what was found.
        message: what was found.
        pointer: where in the credential, as a JSON pointer.
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
