"""Open Badges 2.0 in the same report: checked by `microcred.open_badges_2`, told like any badge."""

from __future__ import annotations

from typing import Final

from microcred.errors import ResolutionFailed
from microcred.open_badges_2 import SECTIONS, Expectations, Finding, Presented, check_badge
from microcred.verifying.case import Case, skipped
from microcred.verifying.checks_of_trust import check_issuer
from microcred.verifying.doubt import what_to_do, what_to_do_about
from microcred.verifying.questions import LEFT_OUT
from microcred.verifying.report import (
    ADVICE_ON_FAILURE,
    CHECKS,
    Check,
    Outcome,
    VerificationReport,
)

_ORDER: Final = {name: index for index, name in enumerate(CHECKS)}


def check_open_badges_2(case: Case, presented: Presented) -> VerificationReport:
    """Check a hosted or signed assertion; the report speaks of the assertion as it is now."""
    policy = case.policy
    trusted = policy.trusted_issuers
    if trusted is None and policy.trust_registries:
        trusted = frozenset()
    expectations = Expectations(
        case.moment,
        policy.recipient,
        trusted,
        policy.clock_skew_seconds,
        case.schemas,
        left_out=policy.left_out,
    )
    checked = check_badge(presented, case.fetcher, expectations)
    checks = [
        Check(
            finding.check,
            Outcome(finding.outcome),
            finding.code,
            finding.message,
            finding.pointer,
            finding.advice or _advice_on(finding),
            SECTIONS.get(finding.check, CHECKS[finding.check]),
        )
        for finding in checked.findings
        if finding.check not in policy.left_out
        and not (finding.code == "issuer-not-trusted" and policy.trust_registries)
    ]
    asked = {finding.check for finding in checks}
    checks += [skipped(name, LEFT_OUT, "the policy leaves this out") for name in policy.left_out]
    if "trust" not in asked | policy.left_out:
        # not on the policy's own list, so the registries are asked
        checks += check_issuer(case, checked.issuer_id, checked.issuer_pointer)
    checks.sort(key=lambda finding: _ORDER[finding.check])
    form_decides = policy.form == "require"
    return VerificationReport(checks, checked.assertion, case.source.kind, case.trace, form_decides)


def _advice_on(finding: Finding) -> str:
    if finding.outcome == "failed":
        return ADVICE_ON_FAILURE[finding.check]
    if isinstance(finding.obstacle, ResolutionFailed):
        return what_to_do(finding.check, finding.obstacle)
    if finding.outcome == "undetermined":
        return what_to_do_about(finding.check, finding.code)
    return ""
