"""Open Badges 2.0, hosted and signed, in the same report."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.fetch import OfflineFetcher
from microcred.timestamps import fixed_clock
from microcred.verifying import (
    CHECKS,
    Outcome,
    Policy,
    PublishedTrustList,
    VerificationReport,
    Verifier,
)
from tests.baking.pictures import itxt, png
from tests.open_badges_2.world import ASSERTION, ISSUER, NOW, MemoryFetcher, World, signing_key


def verify(world: World, badge: Any, **policy: Any) -> VerificationReport:
    fetcher = MemoryFetcher(world.pages)
    return Verifier(Policy(**policy), fetcher=fetcher, clock=fixed_clock(NOW)).verify(badge)


def codes(report: VerificationReport, outcome: Outcome) -> list[tuple[str, str]]:
    return [(item.check, item.code) for item in report.checks if item.outcome is outcome]


def test_a_hosted_badge_is_asked_where_it_is_hosted() -> None:
    world = World()
    report = verify(world, world.assertion)
    assert report.verdict == "valid"
    assert list(dict.fromkeys(item.check for item in report.checks)) == list(CHECKS)
    world.pages[ASSERTION] = {**world.assertion, "revoked": True}
    assert ("status", "revoked") in codes(verify(world, world.assertion), Outcome.FAILED)


def test_a_hosted_badge_offline_is_undetermined() -> None:
    report = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(NOW)).verify(World().assertion)
    assert report.verdict == "undetermined"


def test_a_signed_badge_and_a_forged_one() -> None:
    world = World(signed=True)
    report = verify(world, world.token())
    assert report.verdict == "valid"
    assert report.source == "jwt"
    forged = verify(world, world.token(signing_key(1)))
    assert forged.verdict == "invalid"
    assert ("proof", "bad-signature") in codes(forged, Outcome.FAILED) or forged.outcome(
        "proof"
    ) is Outcome.FAILED


@pytest.mark.parametrize("recipient", ["ana@school.example", "bo@school.example"])
def test_the_recipient_is_compared(recipient: str) -> None:
    world = World()
    report = verify(world, world.assertion, recipient=recipient)
    expected = Outcome.PASSED if recipient.startswith("ana") else Outcome.FAILED
    assert report.outcome("recipient") is expected


@pytest.mark.parametrize("signed", [False, True])
def test_a_baked_picture_of_2_0(signed: bool) -> None:
    world = World(signed=signed)
    text = world.token() if signed else ASSERTION
    report = verify(world, png(itxt(b"openbadges", text.encode())))
    assert report.verdict == "valid"
    assert report.source == "png"
    assert report.credential is not None
    assert report.credential["badge"]["name"] == "Active Listening"


def test_registries_are_asked_about_the_issuer() -> None:
    world = World()
    listed = {ISSUER: {"name": "Hill District"}}
    world.pages["https://registry.example/list"] = {"registry": listed}
    registries = (PublishedTrustList("https://registry.example/list"),)
    report = verify(world, world.assertion, trust_registries=registries)
    assert report.verdict == "valid"
    assert ("trust", "issuer-trusted") in codes(report, Outcome.PASSED)
    assert list(dict.fromkeys(item.check for item in report.checks)) == list(CHECKS)
    world.pages["https://registry.example/list"] = {"registry": {}}
    report = verify(world, world.assertion, trust_registries=registries)
    assert codes(report, Outcome.FAILED) == [("trust", "issuer-not-trusted")]
    world.pages["https://registry.example/list"] = "timeout"
    report = verify(world, world.assertion, trust_registries=registries)
    assert codes(report, Outcome.UNDETERMINED) == [("trust", "timeout")]


def test_a_badge_of_the_first_versions_needs_its_url() -> None:
    report = verify(World(), {"uid": "1", "badge": "https://a.example/b", "recipient": {}})
    assert ("proof", "no-url") in codes(report, Outcome.UNDETERMINED)
