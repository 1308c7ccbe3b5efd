"""Slips of whoever calls are told: what was expected, what was found, and what to pass instead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import microcred
from microcred import (
    Achievement,
    Award,
    Criteria,
    Evidence,
    Holder,
    Issuer,
    MicrocredError,
    OpenBadgeCredential,
    Policy,
    Profile,
    Recipient,
    Result,
    Signer,
    SigningKey,
    Verifier,
    Workspace,
    bake,
    convert,
    deliver,
    evidence_at,
    load_trust,
    result_for,
    unbake,
)
from microcred.errors import ConfigurationError, InvalidDocument, WrongArgument
from microcred.issuing import default_picture, suite_for

KEY = SigningKey.generate("Ed25519")
PROFILE = Profile(id=KEY.did, name="Hill District")
ISSUER: Any = Issuer(PROFILE, KEY)
ACHIEVEMENT = Achievement(
    id="https://hill.example/a",
    name="Listening",
    description="Listens.",
    criteria=Criteria(narrative="Submit a recording."),
)
ANA = Recipient.email("ana@school.example")
BADGE = ISSUER.award(ACHIEVEMENT, ANA)
make_issuer: Any = Issuer
make_signer: Any = Signer
make_verifier: Any = Verifier
make_policy: Any = Policy
recipient: Any = Recipient
workspace: Any = Workspace
achievement: Any = Achievement
award: Any = Award
old_to_new: Any = convert
trust: Any = load_trust
result: Any = result_for
evidence: Any = evidence_at
holder: Any = Holder
put_in: Any = bake
take_out: Any = unbake
hand_over: Any = deliver
key: Any = SigningKey

SLIPS = {
    "a recipient as text": (
        lambda: ISSUER.award(ACHIEVEMENT, "ana@x"),
        "recipient: expected a Recipient, found text; Recipient.parse(text) reads",
    ),
    "no recipient": (lambda: ISSUER.award(ACHIEVEMENT, None), "found None; Recipient.parse"),
    "a path for an achievement": (
        lambda: ISSUER.award(Path("a.yaml"), ANA),
        "achievement: expected an Achievement, found a path; Achievement.load(path) reads a file",
    ),
    "a dict for an achievement": (
        lambda: ISSUER.award(ACHIEVEMENT.to_document(), ANA),
        "found a dict; Achievement.load(path) reads a file, Achievement.from_document(members)",
    ),
    "the wrong way round": (lambda: ISSUER.award(ANA, ACHIEVEMENT), "found a Recipient"),
    "a class for its instance": (
        lambda: ISSUER.award(Achievement, ANA),
        "found the class Achievement itself",
    ),
    "evidence alone": (
        lambda: ISSUER.award(ACHIEVEMENT, ANA, evidence=Evidence(id="https://e.example")),
        "evidence: expected a list with Evidence in it, found an Evidence; evidence_at(url)",
    ),
    "evidence as an address": (
        lambda: ISSUER.award(ACHIEVEMENT, ANA, evidence="https://e.example"),
        "found text; evidence_at(url)",
    ),
    "addresses as evidence": (
        lambda: ISSUER.award(ACHIEVEMENT, ANA, evidence=["https://e.example"]),
        "evidence, an item: expected Evidence, found text; evidence_at(url)",
    ),
    "a result alone": (
        lambda: ISSUER.award(ACHIEVEMENT, ANA, results=Result(value="3")),
        "results: expected a list with Result in it, found a Result; result_for(",
    ),
    "an achievement to sign": (
        lambda: ISSUER.sign(ACHIEVEMENT),
        "credential: expected a credential, found an Achievement; Issuer.award(",
    ),
    "a signed badge to sign": (lambda: ISSUER.sign(ISSUER.sign(BADGE)), "found a SignedBadge"),
    "a dict for a profile": (
        lambda: make_issuer(PROFILE.to_document(), KEY),
        "profile: expected a Profile, found a dict; Profile(id=key.did, name=…) makes one",
    ),
    "a path for a key": (
        lambda: make_issuer(PROFILE, "key.pem"),
        "key: expected a SigningKey, found text; SigningKey.load(path) reads one from its file",
    ),
    "a public key": (lambda: make_signer(KEY.public_key), "found a PublicKey"),
    "a moment for a clock": (
        lambda: make_signer(KEY, clock=datetime.now(UTC)),
        "clock: expected a function that returns the time, found a datetime; fixed_clock(moment)",
    ),
    "no key to load": (lambda: key.load(None), "source: expected a path, or a key as text"),
    "an address as bytes": (
        lambda: recipient.email(b"ana@school.example"),
        "address: expected text, found bytes",
    ),
    "no DID": (lambda: recipient.did(None), "did: expected text, found None"),
    "nothing to parse": (lambda: recipient.parse(None), "text: expected text, found None"),
    "no workspace": (lambda: workspace(None), "root: expected a path, found None"),
    "settings for a workspace": (lambda: workspace({}), "root: expected a path, found a dict"),
    "a dict to load": (
        lambda: achievement.load({"name": "Listening"}),
        "path: expected a file's path, found a dict; from_document(members) reads a dict or text",
    ),
    "a badge to convert as text": (lambda: old_to_new("{}"), "found text; json.loads(text) makes"),
    "a name for an award": (lambda: award.to("ana@school.example", "Listening"), "achievement: "),
    "an address for an award": (
        lambda: award(achievement=ACHIEVEMENT, recipient="ana@school.example"),
        "recipient: expected a Recipient, found text; Award.to(address, achievement)",
    ),
    "no path of a trust list": (lambda: trust(None), "path: expected a path, found None"),
    "an achievement's name": (lambda: result("Listening", "a", "b"), "expected an Achievement"),
    "no address of evidence": (lambda: evidence(None), "url: expected an address as text"),
    "a picture by its name": (
        lambda: put_in(ISSUER.sign(BADGE), "ana.png"),
        "image: expected a picture's bytes, found text; Path(name).read_bytes() reads them",
    ),
    "a picture by its path": (lambda: take_out(Path("ana.png")), "found a path; Path(name).read"),
    "an unsigned badge to bake": (
        lambda: put_in(BADGE, b"<svg/>"),
        "credential: expected a signed badge, found an OpenBadgeCredential; Issuer.sign(badge)",
    ),
    "an unsigned badge to deliver": (
        lambda: hand_over(BADGE, "json"),
        "badge: expected a SignedBadge, found an OpenBadgeCredential",
    ),
    "no picture": (
        lambda: hand_over(ISSUER.sign(BADGE), "png"),
        "picture: expected a picture's bytes, found None; default_picture(",
    ),
    "a holder without a key": (lambda: holder("key.pem"), "key: expected a SigningKey, found text"),
    "one badge to present": (
        lambda: Holder(KEY).present(ISSUER.sign(BADGE)),
        "credentials: expected a list of badges, found a SignedBadge; [badge] is one",
    ),
    "a dict for a policy": (
        lambda: make_verifier({"recipient": "ana@school.example"}),
        "policy: expected a Policy, found a dict; Policy(recipient=…) is one",
    ),
    "a badge for a policy": (lambda: make_verifier(ISSUER.sign(BADGE)), "found a SignedBadge"),
    "a moment to verify at": (lambda: make_verifier(clock=datetime.now(UTC)), "clock: expected"),
    "a Recipient in a policy": (
        lambda: make_policy(recipient=ANA),
        "recipient: expected text, found a Recipient; the address, DID or URL",
    ),
    "an issuer in a policy": (
        lambda: make_policy(trusted_issuers="did:web:hill.example"),
        "trusted_issuers: expected a set of ids, found text; frozenset({id, …}) makes one",
    ),
}


@pytest.mark.parametrize(("slip", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told(slip: Any, told: str) -> None:
    with pytest.raises(WrongArgument) as caught:
        slip()
    assert told in str(caught.value)
    assert caught.value.code == "wrong-argument"
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, MicrocredError)


def test_what_was_handed_in_is_not_told() -> None:
    with pytest.raises(WrongArgument) as caught:
        make_issuer(PROFILE, "-----BEGIN PRIVATE KEY-----")
    assert "BEGIN" not in str(caught.value)


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (datetime(2030, 1, 1), "expected a moment with a time zone"),  # noqa: DTZ001
        (date(2030, 1, 1), "expected a dateTimeStamp, found a Python date"),
        ("2030-01-01", "with a time zone, as 2010-01-01T00:00:00Z, found text '2030-01-01'"),
    ],
)
def test_a_moment_without_its_time_zone_is_told(until: Any, told: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        ISSUER.award(ACHIEVEMENT, ANA, valid_until=until)
    assert told in str(caught.value)
    assert caught.value.faults[0].pointer == "/validUntil"


@pytest.mark.parametrize(
    ("badge", "code", "told"),
    [
        (None, "not-a-source", "not as None"),
        (BADGE, "not-a-source", "not as an OpenBadgeCredential"),
        ([BADGE], "not-a-source", "not as a list"),
        ("ana.png", "is-a-file-name", "pathlib.Path(name)"),
        (b"ana.png", "is-a-file-name", "pathlib.Path(name)"),
        ("C:\\badges\\ana b.json", "is-a-file-name", "pathlib.Path(name)"),
        ("https://hill.example/ana.json", "is-a-link", "follow_link"),
    ],
)
def test_what_is_no_badge_is_a_report_that_says_what_to_hand_in(
    badge: Any, code: str, told: str
) -> None:
    report = Verifier().verify(badge)
    (finding,) = report.find("source")
    assert finding.code == code
    assert told in f"{finding.message} {finding.advice}"
    assert told in str(report)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Verifer", "Verifier"), ("verify", "Verifier"), ("unBake", "unbake"), ("Isuer", "Issuer")],
)
def test_a_mistyped_name_is_told(name: str, meant: str) -> None:
    with pytest.raises(AttributeError, match=f"; did you mean '{meant}'\\?"):
        getattr(microcred, name)


def test_a_name_like_none_is_not_guessed() -> None:
    with pytest.raises(AttributeError, match=r"has no attribute 'quux'$"):
        microcred.quux  # type: ignore[attr-defined]  # noqa: B018


def test_a_dict_is_taken_where_a_document_is() -> None:
    assert ISSUER.sign(BADGE.to_document()).document["id"] == BADGE.id
    given = [Evidence(id="https://e.example").to_document()]
    assert isinstance(ISSUER.award(ACHIEVEMENT, ANA, evidence=given), OpenBadgeCredential)


def test_a_workspace_is_opened_by_its_name(tmp_path: Path) -> None:
    made = Workspace.create(str(tmp_path / "hill"), "Hill District")
    assert made.root == tmp_path / "hill"
    assert Workspace.find(str(tmp_path / "hill" / "keys")).root == tmp_path / "hill"
    assert Workspace(str(tmp_path / "hill")).profile.name == "Hill District"


@pytest.mark.parametrize("ask", [suite_for, deliver, default_picture], ids=lambda ask: ask.__name__)
def test_a_form_that_there_is_not_is_told(ask: Any) -> None:
    arguments = {
        suite_for: ("gif", None),
        deliver: (ISSUER.sign(BADGE), "gif"),
        default_picture: ("gif", ACHIEVEMENT, PROFILE),
    }
    with pytest.raises(ConfigurationError) as caught:
        ask(*arguments[ask])
    assert caught.value.code == "unknown-form"
    assert "'gif', only " in str(caught.value)
    assert "svg" in str(caught.value)
