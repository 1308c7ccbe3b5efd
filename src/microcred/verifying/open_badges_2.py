"""Open Badges 2.0 in the same report: checked by `microcred.open_badges_2`, told like any badge."""

from __future__ import annotations

from microcred.open_badges_2 import SECTIONS, Expectations, Presented, check_badge
from microcred.verifying.case import Case
from microcred.verifying.report import CHECKS, Check, Outcome, VerificationReport


def check_open_badges_2(case: Case, presented: Presented) -> VerificationReport:
    """Check a hosted or signed assertion; the report speaks of the assertion as it is now."""
    policy = case.policy
    expectations = Expectations(
        case.moment, policy.recipient, policy.trusted_issuers, policy.clock_skew_seconds
    )
    checked = check_badge(presented, case.fetcher, expectations)
    checks = [
        Check(
            finding.check,
            Outcome(finding.outcome),
            finding.code,
            finding.message,
            finding.pointer,
            finding.advice,
            SECTIONS.get(finding.check, CHECKS[finding.check]),
        )
        for finding in checked.findings
    ]
    return VerificationReport(checks, checked.assertion, case.source.kind, case.trace)
