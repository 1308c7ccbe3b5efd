"""Verify badges and act on what comes out.

    python examples/verify_a_badge.py FILE... [ana@school.example]

A file may be JSON, a JWT, a PNG or an SVG. With an e-mail address, the badge must be hers or his.
"""

from __future__ import annotations

import sys
from pathlib import Path

from microcred import Outcome, Policy, VerificationReport, Verifier


def verify(path: Path, recipient: str | None = None) -> VerificationReport:
    """Verify one badge; a bad one is a report, never an exception."""
    return Verifier(Policy(recipient=recipient)).verify(path)


def explain(report: VerificationReport) -> list[str]:
    """Say what is wrong, and what could not be found out: two different things."""
    return [
        f"{finding.check} {finding.outcome}: {finding.message} [{finding.code}]"
        for finding in report.checks
        if finding.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
    ]


if __name__ == "__main__":
    addresses = [word for word in sys.argv[1:] if "@" in word]
    verdicts = set()
    for name in sys.argv[1:]:
        if name in addresses:
            continue
        found = verify(Path(name), addresses[0] if addresses else None)
        print(f"{name}: {found.verdict}", *explain(found), sep="\n  ")
        verdicts.add(found.verdict)
    sys.exit(0 if verdicts == {"valid"} else 1)
