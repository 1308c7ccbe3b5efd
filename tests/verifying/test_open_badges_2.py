"""Open Badges 2.0, hosted and signed, in the same report."""

from __future__ import annotations

import time
from typing import Any

import pytest

from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.timestamps import fixed_clock
from microcred.verifying import CHECKS, Policy, PublishedTrustList, VerificationReport, Verifier
from tests.carriers.pictures import itxt, png
from tests.open_badges_2.world import (
    ASSERTION,
    ISSUER,
    NOW,
    REVOCATIONS,
    SITE,
    MemoryFetcher,
    World,
    signing_key,
)


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


@pytest.mark.parametrize("signed", [False, True])
def test_out_of_reach_another_try_is_advised_and_no_other_badge(*, signed: bool) -> None:
    world = World(signed=signed)
    badge = world.token() if signed else world.assertion
    report = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(NOW)).verify(badge)
    advice = {item.check: item.advice for item in report.checks if item.outcome == "undetermined"}
    assert advice["issuer_key"].startswith("Try again with a connection; ")
    assert not any("usual kind" in text for text in advice.values())
    if not signed:
        assert advice["proof"].startswith("Try again with a connection; ")


def test_a_login_page_instead_of_a_badge_is_to_be_looked_at() -> None:
    world = World()
    world.pages[ASSERTION] = b"<html>login</html>"
    (finding,) = verify(world, world.assertion).find("proof")
    assert finding.outcome is Outcome.UNDETERMINED
    assert finding.advice.startswith("Look what stands at that address; ")


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


@pytest.mark.parametrize(
    ("name", "page"),
    [("status", REVOCATIONS), ("endorsements", f"{SITE}/endorsements/1"), ("schema", "")],
)
def test_what_a_policy_leaves_out_is_not_asked(name: str, page: str) -> None:
    world = World(signed=True)
    world.badge["endorsement"] = f"{SITE}/endorsements/1"
    fetcher = MemoryFetcher(world.pages)
    verifier = Verifier(
        Policy(leave_out=frozenset({name})), fetcher=fetcher, clock=fixed_clock(NOW)
    )
    report = verifier.verify(world.token())
    assert [(item.outcome, item.code) for item in report.find(name)] == [
        (Outcome.SKIPPED, "left-out")
    ]
    assert list(dict.fromkeys(item.check for item in report.checks)) == list(CHECKS)
    assert page not in fetcher.asked


def test_registries_are_asked_about_whoever_stands_alone() -> None:
    url = "https://registry.example/list"
    for kind in ("badge", "issuer"):
        world = World()
        world.pages[url] = {"registry": {ISSUER: {"name": "Hill District"}}}
        report = verify(
            world, getattr(world, kind), trust_registries=(PublishedTrustList(url, "A"),)
        )
        assert ("trust", "issuer-trusted") in codes(report, Outcome.PASSED)


def test_the_questions_are_answered_apart() -> None:
    """Hosting out of reach is doubt, a hosted copy that says otherwise is evidence."""

    def told(world: World, badge: Any) -> list[str]:
        report = verify(world, badge)
        return [str(report.answers[name]) for name in ("genuine", "inForce", "wellFormed")]

    world = World()
    assert told(world, world.assertion) == ["yes", "yes", "yes"]
    assert told(world, {**world.assertion, "badge": f"{SITE}/other"})[0] == "no"
    assert told(world, world.badge) == told(world, world.issuer) == ["yes", "yes", "yes"]
    world.pages[ASSERTION] = b"<html>please sign in</html>"
    assert told(world, world.assertion)[0] == "unknown"
    world = World()
    world.assertion |= {"issuedOn": 1777593600, "tags": 7}
    del world.badge["image"]
    assert told(world, world.assertion) == ["yes", "yes", "no"]
    world.pages[ASSERTION] = {**world.assertion, "expires": "2026-05-02T00:00:00Z"}
    assert told(world, world.pages[ASSERTION]) == ["yes", "no", "no"]


# cost


def elapsed(world: World, badge: Any) -> float:
    started = time.process_time()
    assert verify(world, badge).verdict in ("valid", "invalid", "undetermined")
    return time.process_time() - started


def test_a_thousand_linked_documents_cost_no_more_than_a_few() -> None:
    world = World()
    many = [f"https://others.example/{number}" for number in range(1000)]
    spelled = {f"https://a.example/{number}": "x" for number in range(2500)}
    for url in many:
        world.pages[url] = {
            "@context": "https://w3id.org/openbadges/v2", "@id": url, "type": "Endorsement",
            "claim": {"id": world.badge["id"]}, "issuer": many[0], **spelled,
        }  # fmt: skip
    world.badge["endorsement"] = many[:64]
    assert elapsed(world, world.assertion) < 5
    world.badge["endorsement"] = many[:1] * 64
    assert elapsed(world, world.assertion) < 2


def test_extensions_without_number_cost_no_more_than_a_few() -> None:
    world = World()
    url = "https://a.example/extension"
    validation = [
        {"obi:validatesType": "extensions:X", "obi:validationSchema": f"{url}/{number}"}
        for number in range(1000)
    ]
    world.pages |= {f"{url}/{number}": {"anyOf": [{}] * 1000} for number in range(1000)}
    world.pages[url] = {"@context": {f"t{number}": "a:b" for number in range(800)},
                        "obi:validation": validation}  # fmt: skip
    extension = {"@context": url, "type": ["Extension", "extensions:X"], "a:b": "x"}
    world.assertion |= {f"extensions:x{number}": extension for number in range(16)}
    assert elapsed(world, world.assertion) < 5
