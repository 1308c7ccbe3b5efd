"""Open Badges 2.0 in the same report: checked by `microcred.open_badges_2`, told like any badge."""

from __future__ import annotations

from typing import Final

from microcred.open_badges_2 import Expectations, Presented, check_badge
from microcred.verifying.checklist import CHECKS, skipped
from microcred.verifying.checks_of_trust import check_issuer
from microcred.verifying.questions import LEFT_OUT
from microcred.verifying.report import VerificationReport
from microcred.verifying.verification import Verification

_ORDER: Final = {name: index for index, name in enumerate(CHECKS)}


def check_open_badges_2(verification: Verification, presented: Presented) -> VerificationReport:
    """Check a hosted or signed assertion; the report speaks of the assertion as it is now."""
    policy = verification.policy
    trusted = policy.trusted_issuers
    if trusted is None and policy.trust_registries:
        trusted = frozenset()
    expectations = Expectations(
        verification.moment,
        policy.recipient,
        trusted,
        policy.clock_skew_seconds,
        verification.schemas,
        left_out=policy.left_out,
    )
    checked = check_badge(presented, verification.fetcher, expectations)
    checks = [
        finding
        for finding in checked.findings
        if finding.check not in policy.left_out
        and not (finding.code == "issuer-not-trusted" and policy.trust_registries)
    ]
    asked = {finding.check for finding in checks}
    checks += [skipped(name, LEFT_OUT, "the policy leaves this out") for name in policy.left_out]
    if "trust" not in asked | policy.left_out:
        # not on the policy's own list, so the registries are asked
        checks += check_issuer(verification, checked.issuer_id, checked.issuer_pointer)
    checks.sort(key=lambda finding: _ORDER[finding.check])
    form_decides = policy.form == "require"
    return VerificationReport(
        checks, checked.assertion, verification.source.kind, verification.trace, form_decides
    )
