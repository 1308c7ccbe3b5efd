"""Badges in wrappings of other programs, and what is no badge."""

from __future__ import annotations

import pytest

from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.verifying import Answer, VerificationReport, Verifier
from tests.vectors import needs_cases, read_case

pytestmark = needs_cases


def verify(name: str) -> VerificationReport:
    return Verifier(fetcher=OfflineFetcher()).verify(read_case(name))


def failures(report: VerificationReport) -> list[tuple[str, str, str]]:
    wrong = (Outcome.FAILED, Outcome.UNDETERMINED)
    return [
        (item.check, item.code, item.pointer) for item in report.checks if item.outcome in wrong
    ]


def test_a_byte_order_mark_is_read_through() -> None:
    assert verify("bom.json").verdict == "valid"


def test_a_badge_inside_a_member_is_read_and_told_where_it_was() -> None:
    report = verify("jwt-wrapped.json")
    assert (report.verdict, report.source) == ("valid", "jwt")
    assert "inside member 'jwt'" in report.find("source")[0].message


@pytest.mark.parametrize(
    ("name", "code"), [("saved-web-page.json", "web-page"), ("screenshot.png", "no-credential")]
)
def test_what_is_no_badge_is_called_what_it_is(name: str, code: str) -> None:
    report = verify(name)
    assert (report.verdict, report.credential) == ("invalid", None)
    assert failures(report) == [("source", code, "")]


def test_null_where_json_ld_ignores_it_is_a_fault_of_form_and_nothing_else() -> None:
    report = verify("null-and-single-type.json")
    place = "/credentialSubject/achievement/alignment/0/targetDescription"
    assert failures(report) == [("data_model", "null-value", place)]
    answers = (report.genuine, report.in_force, report.well_formed)
    assert answers == (Answer.YES, Answer.YES, Answer.NO)


def test_of_two_badges_in_one_picture_the_newer_version_is_read() -> None:
    report = verify("ob2-and-ob3-chunks.png")
    assert (report.verdict, report.source) == ("valid", "png")
    assert report.credential is not None
    assert "OpenBadgeCredential" in report.credential["type"]
