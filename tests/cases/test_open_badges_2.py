"""What is right for the cases of Open Badges 2.0."""

from __future__ import annotations

from datetime import UTC, datetime

from microcred import Verifier
from microcred.fetch import OfflineFetcher
from microcred.timestamps import fixed_clock
from tests.vectors import needs_cases, read_case

MOMENT = datetime(2026, 12, 1, tzinfo=UTC)


@needs_cases
def test_a_verification_type_of_an_extension_is_doubt() -> None:
    verifier = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(MOMENT))
    report = verifier.verify(read_case("ob2-extension-verification.json"))
    assert report.verdict == "undetermined"
    assert str(report.answers["genuine"]) == "unknown"
    assert [item.code for item in report.find("proof")] == ["verification-type-unknown"]
    assert not [item for item in report.checks if item.outcome == "failed"]
