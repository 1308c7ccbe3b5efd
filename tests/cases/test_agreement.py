"""Badges whose JSON was rewritten under a signature that stays right."""

from __future__ import annotations

from datetime import UTC, datetime

from microcred import Verifier
from microcred.fetch import OfflineFetcher
from microcred.timestamps import fixed_clock
from tests.vectors import needs_cases, read_case


@needs_cases
def test_end_and_status_moved_to_another_object_with_the_credentials_id() -> None:
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    verifier = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(moment))
    report = verifier.verify(read_case("revoked-moved.json"))
    assert report.verdict == "invalid"
    assert report.genuine == "no"
    assert report.outcome("proof") == "passed"
    found = {(item.code, item.pointer) for item in report.find("json_ld")}
    assert {("hidden-member", "/validUntil"), ("hidden-member", "/credentialStatus")} <= found
