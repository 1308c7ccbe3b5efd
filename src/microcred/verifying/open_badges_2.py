"""Open Badges 2.0 in the same report: checked by `microcred.open_badges_2`, told like any badge."""

from __future__ import annotations

from microcred.document import id_of
from microcred.open_badges_2 import SECTIONS, Expectations, Finding, Presented, check_badge
from microcred.verifying.case import Case
from microcred.verifying.checks_of_trust import check_issuer
from microcred.verifying.doubt import what_to_do_about
from microcred.verifying.report import (
    ADVICE_ON_FAILURE,
    CHECKS,
    Check,
    Outcome,
    VerificationReport,
)


def check_open_badges_2(case: Case, presented: Presented) -> VerificationReport:
    """Check a hosted or signed assertion; the report speaks of the assertion as it is now."""
    policy = case.policy
    trusted = policy.trusted_issuers
    if trusted is None and policy.trust_registries:
        trusted = frozenset()
    expectations = Expectations(
        case.moment, policy.recipient, trusted, policy.clock_skew_seconds, case.schemas
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
        if not (finding.code == "issuer-not-trusted" and policy.trust_registries)
    ]
    if len(checks) < len(checked.findings):
        # not on the policy's own list, so the registries are asked
        badge = (checked.assertion or {}).get("badge")
        issuer = id_of(badge.get("issuer")) if isinstance(badge, dict) else None
        checks += check_issuer(case, issuer, "/badge/issuer")
    form_decides = policy.form == "require"
    return VerificationReport(checks, checked.assertion, case.source.kind, case.trace, form_decides)


def _advice_on(finding: Finding) -> str:
    if finding.outcome == "failed":
        return ADVICE_ON_FAILURE[finding.check]
    if finding.outcome == "undetermined":
        return what_to_do_about(finding.check, finding.code)
    return ""
