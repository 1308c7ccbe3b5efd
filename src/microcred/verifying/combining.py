"""Several policies at once: the report where all of them, or one of them, must be met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, TypeVar

from microcred.findings import Finding, Outcome
from microcred.verifying.checklist import CHECKS
from microcred.verifying.policy import AllOf, AnyPolicy, Policy
from microcred.verifying.presentation import PresentationReport
from microcred.verifying.report import NestedReport, VerificationReport

_Report = TypeVar("_Report", VerificationReport, PresentationReport)
_BEST_FIRST: Final = ("valid", "undetermined", "invalid")


def single_policies(policy: AnyPolicy) -> Iterator[Policy]:
    """Yield each policy that a combined one is made of, in their order."""
    if isinstance(policy, Policy):
        yield policy
        return
    for each in policy.policies:
        yield from single_policies(each)


def combine(policy: AnyPolicy, examine: Callable[[Policy], _Report]) -> _Report:
    """Examine a badge under each policy and give one report.

    Of `AllOf` it has the findings under all of them, of `AnyOf` it is the report of the first
    policy that came out best.
    """
    if isinstance(policy, Policy):
        return examine(policy)
    reports = [combine(each, examine) for each in policy.policies]
    if isinstance(policy, AllOf):
        return _together(reports)
    return min(reports, key=lambda report: _BEST_FIRST.index(report.verdict))


def _together(reports: Sequence[_Report]) -> _Report:
    """Return one report with the findings of all, also about what stands inside."""
    checks = _merged([report.checks for report in reports])
    form_decides = any(report.form_decides for report in reports)
    first = replace(reports[0], checks=checks, form_decides=form_decides)
    if isinstance(first, PresentationReport):
        # what a policy leaves out it has no reports of
        inside = [report.credentials for report in reports if report.credentials]
        return replace(first, credentials=[_together(each) for each in zip(*inside, strict=False)])
    return replace(
        first,
        endorsements=_nested([report.endorsements for report in reports]),
        contained=_nested([report.contained for report in reports]),
    )


def _nested(found: Sequence[Sequence[NestedReport]]) -> list[NestedReport]:
    by_place: dict[str, list[VerificationReport]] = {}
    for nested in chain.from_iterable(found):
        by_place.setdefault(nested.pointer, []).append(nested.report)
    return [NestedReport(pointer, _together(reports)) for pointer, reports in by_place.items()]


def _merged(findings: Sequence[Sequence[Finding]]) -> list[Finding]:
    """Return all findings once; a check that was skipped is what it is where it was not."""
    every = dict.fromkeys(item for each in findings for item in each)
    asked = {item.check for item in every if item.outcome is not Outcome.SKIPPED}
    kept = [
        item for item in every if item.check not in asked or item.outcome is not Outcome.SKIPPED
    ]
    return sorted(kept, key=lambda item: list(CHECKS).index(item.check))
