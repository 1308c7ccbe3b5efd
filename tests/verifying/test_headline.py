"""The answers in people's words: each in its place, and none that stands in for another."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.advice import ADVICE_ON_FAILURE
from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, VerificationReport, Verifier
from microcred.verifying.wording.headline import tell_answers, tell_headline
from tests.open_badges_2 import world as open_badges_2
from tests.verifying.test_matrix import TABLE
from tests.verifying.world import ISSUER, NOW, World


@pytest.fixture
def world() -> World:
    return World()


def test_a_badge_that_has_all_answers_is_valid(world: World) -> None:
    world.policy = Policy(recipient="ana@school.example", trusted_issuers=frozenset({ISSUER}))
    report = world.verify()
    assert (tell_headline(report), tell_answers(report)) == ("VALID", "")


@pytest.mark.parametrize(
    ("policy", "headline"),
    [
        ({"recipient": "eva@school.example"}, "NOT GIVEN TO WHOM YOU ASKED FOR"),
        (
            {"trusted_issuers": frozenset({"did:web:x.example"})},
            "NOT FROM AN ISSUER THAT YOU TRUST",
        ),
    ],
)
def test_who_it_is_for_and_from_is_told_after_the_three(
    policy: dict[str, Any], headline: str, world: World
) -> None:
    world.policy = Policy(**policy)
    assert tell_headline(world.verify()) == f"GENUINE, IN FORCE, WELL FORMED, {headline}"


def test_of_what_is_not_genuine_nothing_else_is_told(world: World) -> None:
    world.badge["validUntil"] = "2026-05-15T00:00:00Z"
    report = world.verify({**world.signed(), "name": "Changed"})
    assert tell_headline(report) == "NOT GENUINE"
    assert tell_answers(report) == (
        "what it says is not what its issuer signed, or nothing shows that it is"
    )
    nothing = world.verify(b"hello")
    assert (tell_headline(nothing), tell_answers(nothing)) == ("NO BADGE TO CHECK", "")


def test_of_a_presentation_the_verdict_is_told_and_no_answers(world: World) -> None:
    key = SigningKey.generate("Ed25519")
    made = Holder(key, clock=fixed_clock(NOW)).present([])
    changed = {**made.document, "holder": "urn:x:other"}
    for presented, headline in ((made, "VALID"), (changed, "INVALID")):
        report = world.verifier(Policy()).verify_presentation(presented).as_report()
        assert (tell_headline(report), tell_answers(report)) == (headline, "")


def test_what_is_over_is_told_to_count_no_longer(world: World) -> None:
    world.badge["validUntil"] = "2026-05-15T00:00:00Z"
    assert tell_answers(world.verify()) == "its issuer signed this; it does not count now"


def test_what_could_not_be_told_is_no_word_against_it(world: World) -> None:
    badge = world.signed()
    world.documents.clear()
    report = world.verify(badge)
    assert tell_headline(report) == "NOT KNOWN WHETHER GENUINE"
    assert tell_answers(report).endswith("which is no word against it")


def test_what_a_policy_lets_pass_is_not_told_as_known(world: World) -> None:
    world.policy = Policy(leave_out=frozenset({"validity"}))
    report = world.verify()
    assert report.verdict == "valid"
    assert tell_headline(report) == "GENUINE, NOT KNOWN WHETHER IN FORCE, WELL FORMED"
    assert tell_answers(report) == (
        "its issuer signed this; whether it counts now could not be found out"
    )


def _told(check: str, outcome: Outcome) -> VerificationReport:
    return TABLE[check, outcome][1](World())  # type: ignore[return-value]


def test_contents_that_could_not_be_asked_about_are_not_called_invalid() -> None:
    genuine = "GENUINE, IN FORCE, WELL FORMED"
    failed = tell_headline(_told("contained", Outcome.FAILED))
    assert failed == f"{genuine}, NOT ALL OF ITS CONTENTS COUNT"
    unknown = tell_headline(_told("contained", Outcome.UNDETERMINED))
    assert unknown == f"{genuine}, NOT KNOWN WHETHER ALL OF ITS CONTENTS COUNT"


def test_a_resource_that_was_changed_breaks_no_rule() -> None:
    told = tell_answers(_told("resources", Outcome.FAILED))
    assert told.endswith("; it counts now; something that it points at is not what it was")


@pytest.mark.parametrize("check", ["endorsements", "contained"])
def test_nobody_is_sent_to_the_holder_for_what_a_genuine_badge_contains(check: str) -> None:
    finding = next(item for item in _told(check, Outcome.FAILED).find(check) if item.advice)
    assert finding.code == "bad-signature"
    assert finding.advice == ADVICE_ON_FAILURE[check]


@pytest.mark.parametrize(
    ("signed", "expected"), [(False, "its issuer hosts this"), (True, "its issuer signed this")]
)
def test_of_open_badges_2_it_is_told_who_hosts_it_and_whose_rules_they_are(
    expected: str, *, signed: bool
) -> None:
    older = open_badges_2.World(signed=signed)
    older.badge["tags"] = [5]
    fetcher = open_badges_2.MemoryFetcher(older.pages)
    verifier = Verifier(fetcher=fetcher, clock=fixed_clock(open_badges_2.NOW))
    report = verifier.verify(older.token() if signed else older.assertion)
    assert tell_answers(report) == (
        f"{expected}; it counts now; it breaks a rule of Open Badges 2.0"
    )


def test_the_rules_that_are_broken_are_counted(world: World) -> None:
    del world.badge["credentialSubject"]["achievement"]["criteria"]
    del world.badge["credentialSubject"]["achievement"]["name"]
    report = world.verify()
    assert tell_answers(report) == (
        "its issuer signed this; it counts now; it breaks 2 rules of Open Badges 3.0"
    )
