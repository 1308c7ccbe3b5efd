"""How the command line tells a verification: in colour, with the options that ask for more."""

from __future__ import annotations

from typing import Final

from microcred.cli.words import styled
from microcred.verifying import PresentationReport, VerificationReport
from microcred.verifying.judgement import Verdict
from microcred.verifying.wording import report as wording

_COLOURS: Final = {"valid": "green", "invalid": "red", "undetermined": "yellow"}
_HINTS: Final = {
    "all": "; --all shows them",
    "session": " (--challenge, --domain)",
    "trust": " (--trust)",
    "recipient": " (--recipient)",
    "holder-not-comparable": " (--recipient ADDRESS --holder anyone)",
    "learner-not-comparable": " (--recipient)",
    "status-issuer-mismatch": " (--trust)",
    "unknown-context": " (--context)",
}


def tell_verdict(report: VerificationReport) -> str:
    """Return the verdict as a sign, and the answers behind it in capitals."""
    return wording.tell_verdict(report, _manner())


def tell_report(
    name: str, report: VerificationReport, *, show_all: bool, brief: bool = False
) -> str:
    """Return what a person is told of a badge; see `wording.report.Manner`."""
    return wording.tell_report(report, name, _manner(show_all=show_all, brief=brief))


def tell_presentation(name: str, report: PresentationReport, *, show_all: bool) -> str:
    """Return what a person is told of a presentation."""
    return report.told(name, _manner(show_all=show_all))


def _manner(*, show_all: bool = False, brief: bool = False) -> wording.Manner:
    return wording.Manner(show_all, brief, _coloured, _HINTS)


def _coloured(text: str, verdict: Verdict) -> str:
    return styled(text, fg=_COLOURS[verdict], bold=True)
