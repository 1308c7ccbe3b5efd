"""SD-JWT badges through the whole verifier: concealed recipients, key binding, status."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.proofs import claims_of
from microcred.proofs.sd_jwt import KeyBinding, issue_sd_jwt_badge, present_sd_jwt, sign_sd_jwt
from microcred.status import make_entry
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, Session, VerificationReport, Verifier
from tests.verifying.world import NOW, MemoryFetcher, MemoryResolver, World

PASSED, FAILED, UNDETERMINED = Outcome.PASSED, Outcome.FAILED, Outcome.UNDETERMINED
SESSION = Session("n-0S6_WzA2Mj", "https://employer.example")
HOLDER = SigningKey.generate("Ed25519")


@pytest.fixture
def world() -> World:
    return World()


def issue(world: World, **options: Any) -> str:
    options = {"holder_key": HOLDER.public_key} | options
    return issue_sd_jwt_badge(world.badge, world.key, **options)


def show(text: str, *pointers: str, key: SigningKey | None = HOLDER) -> str:
    binding = None
    if key is not None:
        binding = KeyBinding(key, str(SESSION.challenge), str(SESSION.domain), NOW)
    return present_sd_jwt(text, pointers, key_binding=binding)


def verify(world: World, badge: Any, session: Session | None = None) -> VerificationReport:
    verifier = Verifier(
        world.policy,
        fetcher=MemoryFetcher(world.published),
        resolver=MemoryResolver(world.documents),
        clock=fixed_clock(world.now),
    )
    return verifier.verify(badge, session)


def wrong(report: VerificationReport) -> list[tuple[str, Outcome, str]]:
    return [
        (item.check, item.outcome, item.code)
        for item in report.checks
        if item.outcome in (FAILED, UNDETERMINED)
    ]


def concealing(world: World, *pointers: str, **left_out: Any) -> str:
    """Sign as an issuer that lets its holder hide anything, and show nothing of it."""
    claims = {name: value for name, value in claims_of(world.badge).items() if name != "sub"}
    claims |= {"vct": "https://district.example/badge"} | left_out
    header = {"typ": "dc+sd-jwt", "kid": world.key.key_id}
    kept = {name: value for name, value in claims.items() if value is not None}
    token = sign_sd_jwt(kept, world.key, conceal=pointers, header=header)
    return token.partition("~")[0] + "~"


def test_a_status_that_may_be_concealed_is_not_taken_for_none(world: World) -> None:
    world.badge["credentialStatus"] = make_entry("https://district.example/s", 7, "revocation")
    token = concealing(world, "/credentialStatus")
    assert wrong(verify(world, token)) == [("status", UNDETERMINED, "status-may-be-concealed")]


def test_an_end_that_may_be_concealed_is_not_taken_for_none(world: World) -> None:
    world.badge["validUntil"] = "2026-05-20T00:00:00Z"
    token = concealing(world, "/validUntil", exp=None)
    findings = wrong(verify(world, token))
    assert ("validity", UNDETERMINED, "end-may-be-concealed") in findings
    # what is there cannot be among what is concealed
    world = World()
    world.badge["evidence"] = [{"type": ["Evidence"], "name": "Lesson"}]
    findings = wrong(verify(world, concealing(world, "/evidence")))
    assert findings == [("status", UNDETERMINED, "status-may-be-concealed")]


def test_what_is_concealed_in_the_subject_hides_no_status(world: World) -> None:
    assert verify(world, concealing(world, "/credentialSubject/identifier")).verdict == "valid"


def test_who_presents_is_not_asked_without_a_session(world: World) -> None:
    report = verify(world, show(issue(world), "/credentialSubject/id"))
    assert report.verdict == "valid"
    skipped = [item.code for item in report.find("proof") if item.outcome is Outcome.SKIPPED]
    assert skipped == ["key-binding-not-asked"]


@pytest.mark.parametrize("vct", ["https://district.example/badge", None])
def test_a_badge_with_everything_shown_is_valid(world: World, vct: str | None) -> None:
    report = verify(world, issue(world, vct=vct))
    assert wrong(report) == []
    assert report.source == "sd-jwt"
    assert report.credential == world.badge


def test_a_badge_presented_with_key_binding(world: World) -> None:
    shown = show(issue(world), "/credentialSubject/id")
    report = verify(world, shown, SESSION)
    assert wrong(report) == []
    assert "key-binding-valid" in [item.code for item in report.find("proof")]
    assert report.credential is not None
    assert report.credential["credentialSubject"]["id"] == "did:example:ana"
    assert "identifier" not in report.credential["credentialSubject"]


def test_a_concealed_recipient_needs_a_session(world: World) -> None:
    shown = show(issue(world))
    assert wrong(verify(world, shown)) == [("open_badges", UNDETERMINED, "recipient-concealed")]
    assert wrong(verify(world, shown, SESSION)) == []


@pytest.mark.parametrize(
    "session",
    [
        Session("other", SESSION.domain),
        Session(SESSION.challenge, "https://other.example"),
        Session(),
    ],
)
def test_a_replay_fails(world: World, session: Session) -> None:
    report = verify(world, show(issue(world), "/credentialSubject/id"), session)
    assert [check for check, outcome, _ in wrong(report) if outcome is FAILED] == ["proof"]


def test_an_old_presentation_fails(world: World) -> None:
    shown = show(issue(world), "/credentialSubject/id")
    world.now = NOW + timedelta(minutes=10)
    assert wrong(verify(world, shown, SESSION)) == [("proof", FAILED, "key-binding-time")]


def test_a_thief_without_the_holders_key_fails(world: World) -> None:
    shown = show(issue(world), "/credentialSubject/id", key=None)
    assert wrong(verify(world, shown, SESSION)) == [("proof", FAILED, "key-binding-missing")]


def test_a_session_is_not_met_by_a_badge_that_anyone_can_copy(world: World) -> None:
    report = verify(world, world.signed(), SESSION)
    assert wrong(report) == [("proof", FAILED, "key-binding-missing")]


def test_a_disclosure_that_was_changed_is_refused(world: World) -> None:
    issuer_part, *disclosures, last = issue(world).split("~")
    changed = "~".join([issuer_part, *disclosures[:-1], disclosures[-1][:-4] + "AAAA", last])
    report = verify(world, changed)
    assert report.verdict == "invalid"


def test_the_recipient_is_found_when_shown(world: World) -> None:
    world.policy = Policy(recipient="ana@school.example")
    text = issue(world)
    shown = verify(world, show(text, "/credentialSubject/identifier"), SESSION)
    assert shown.outcome("recipient") is PASSED
    assert verify(world, show(text), SESSION).outcome("recipient") is UNDETERMINED


def test_the_status_of_an_sd_jwt_is_asked(world: World) -> None:
    world.badge["credentialStatus"] = make_entry("https://district.example/status/1", 1)
    report = verify(world, issue(world))
    assert wrong(report) == [("status", UNDETERMINED, "unreachable")]


def test_an_sd_jwt_in_an_envelope(world: World) -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/dc+sd-jwt,{issue(world)}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert wrong(verify(world, envelope)) == []


@pytest.mark.parametrize(
    ("claim", "moment", "code"),
    [
        ("exp", NOW - timedelta(days=1), "expired"),
        ("nbf", NOW + timedelta(days=1), "not-yet-valid"),
    ],
)
def test_the_times_of_a_token_say_whether_it_is_in_force_not_whether_it_is_genuine(
    claim: str, moment: datetime, code: str, world: World
) -> None:
    report = verify(world, concealing(world, **{claim: moment.timestamp()}))
    assert wrong(report) == [("validity", FAILED, code)]
    assert (report.genuine, report.in_force) == ("yes", "no")
