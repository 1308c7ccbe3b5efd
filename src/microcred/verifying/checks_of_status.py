"""What became of a badge after it was issued: refreshed, revoked, suspended."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.errors import excerpt
from microcred.verifying.case import Case, Role, skipped, undetermined
from microcred.verifying.report import Check


def check_refresh(case: Case) -> Iterator[Check]:
    """Refresh is not performed yet; say so where the credential asks for it."""
    services = case.members("refreshService") if case.role is Role.BADGE else []
    if not services:
        yield skipped("refresh", "no-refresh-service", "the credential names no refresh service")
    for pointer, _service in services:
        message = "a newer version may exist; the refresh service was not asked"
        yield undetermined("refresh", "not-refreshed", message, pointer)


def check_status(case: Case) -> Iterator[Check]:
    """Status lists are not fetched yet; say so where the credential has a status."""
    entries = case.members("credentialStatus") if case.role is not Role.STATUS_LIST else []
    if not entries:
        yield skipped("status", "no-status", "the issuer publishes no status for this credential")
    for pointer, entry in entries:
        message = f"{excerpt(entry.get('type'))} was not asked; the badge may have been revoked"
        yield undetermined("status", "status-not-checked", message, pointer)
