"""How the checks of a specification make their findings, Open Badges 2.0 and 3.0 alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from microcred.advice import on_doubt, on_failure, what_to_do
from microcred.errors import NOT_IMPLEMENTED, MicrocredError, ResolutionFailed
from microcred.findings import Fault, Finding, Outcome
from microcred.limits import MAX_FAULTS

_MAX_USUAL_CHARACTERS: Final = 200
"""The message of a finding that is made once for all badges; 256 of them are kept."""


class Checklist:
    """The checks of a specification.

    Args:
        sections: the section that each check stands on, by the check's name.
    """

    def __init__(self, sections: Mapping[str, str]):
        self._sections = sections

    def passed(
        self, check: str, code: str, message: str, pointer: str = "", advice: str = ""
    ) -> Finding:
        """Report that a check passed."""
        spec = self._sections[check]
        if pointer or advice or len(message) > _MAX_USUAL_CHARACTERS:
            return Finding(check, Outcome.PASSED, code, message, pointer, advice, spec)
        return _usual(check, Outcome.PASSED, code, message, spec)

    def skipped(self, check: str, code: str, message: str) -> Finding:
        """Report that there was nothing to check."""
        return _usual(check, Outcome.SKIPPED, code, message, self._sections[check])

    def failed(
        self, check: str, code: str, message: str, pointer: str = "", advice: str = ""
    ) -> Finding:
        """Report that a check failed; with the usual advice where no better one is given."""
        advice = advice or on_failure(check, code)
        spec = self._sections[check]
        return Finding(check, Outcome.FAILED, code, message, pointer, advice, spec)

    def undetermined(
        self,
        check: str,
        code: str,
        message: str,
        pointer: str = "",
        advice: str = "",
        *,
        obstacle: MicrocredError | None = None,
    ) -> Finding:
        """Report that a check could not be completed.

        Args:
            check: the check's name.
            code: a stable slug.
            message: what was found.
            pointer: where.
            advice: what to do about it.
            obstacle: what kept it from being completed; without `advice`, it follows from that.
        """
        if not advice and isinstance(obstacle, ResolutionFailed):
            advice = what_to_do(check, obstacle)
        advice = advice or on_doubt(check, code)
        spec = self._sections[check]
        return Finding(check, Outcome.UNDETERMINED, code, message, pointer, advice, spec)

    def failed_by_faults(
        self, check: str, faults: Iterable[Fault], base: str = ""
    ) -> Iterator[Finding]:
        """Report each fault, up to `MAX_FAULTS`, and say when there are more.

        What is not implemented here is no fault of the badge.
        """
        for count, fault in enumerate(faults):
            if count == MAX_FAULTS:
                message = f"more than {MAX_FAULTS} faults; the rest is cut"
                yield self.failed(check, "more-faults", message)
                return
            told = self.undetermined if fault.code in NOT_IMPLEMENTED else self.failed
            yield told(check, fault.code, fault.message, base + fault.pointer, fault.advice)


@lru_cache(maxsize=256)
def _usual(check: str, outcome: Outcome, code: str, message: str, spec: str) -> Finding:
    """Return a finding that says nothing of this badge alone; it is made once for all of them."""
    return Finding(check, outcome, code, message, spec=spec)
