"""Three questions, answered apart: each check has one, and no answer stands in for another."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import ConfigurationError
from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.status import make_entry
from microcred.verifying import CHECKS, QUESTION_OF, AllOf, Answer, AnyOf, Policy, Question
from tests.verifying.world import ISSUER, World

LIST_URL = "https://district.example/status/1"


@pytest.fixture
def world() -> World:
    return World()


def badly_formed(world: World) -> dict[str, Any]:
    """Return a badge that is signed as it stands and breaks a rule of Open Badges."""
    del world.badge["credentialSubject"]["achievement"]["criteria"]
    return world.signed()


def test_each_check_belongs_to_one_question() -> None:
    assert list(QUESTION_OF) == list(CHECKS)
    assert set(QUESTION_OF.values()) == set(Question)


def test_a_right_badge_is_genuine_in_force_and_well_formed(world: World) -> None:
    report = world.verify()
    assert report.answers == {"genuine": "yes", "inForce": "yes", "wellFormed": "yes"}
    assert report.to_dict()["answers"] == report.answers
    assert (report.recipient, report.trusted) == (None, None)


def test_a_badly_formed_badge_is_genuine(world: World) -> None:
    report = world.verify(badly_formed(world))
    assert report.answers == {"genuine": "yes", "inForce": "yes", "wellFormed": "no"}
    assert report.verdict == "invalid"
    assert report.lacks_only_form
    assert {item.check for item in report.reasons} <= {"data_model", "open_badges", "schema"}


def test_a_changed_badge_is_not_genuine_and_nothing_of_it_counts(world: World) -> None:
    world.policy = Policy(recipient=world.badge["credentialSubject"]["id"])
    badge = world.signed()
    badge["name"] = "Something else"
    report = world.verify(badge)
    assert report.genuine is Answer.NO
    assert report.outcome("validity") is Outcome.PASSED
    assert report.in_force is Answer.UNKNOWN
    assert report.outcome("recipient") is Outcome.PASSED
    assert report.recipient is Answer.UNKNOWN
    assert not report.lacks_only_form


def test_an_unknown_key_leaves_it_unknown_whether_the_badge_is_genuine(world: World) -> None:
    badge = world.signed()
    world.documents.clear()
    report = world.verify(badge)
    assert report.answers == {"genuine": "unknown", "inForce": "unknown", "wellFormed": "yes"}
    assert report.verdict == "undetermined"


def test_an_expired_badge_is_genuine_and_not_in_force(world: World) -> None:
    world.badge["validUntil"] = "2026-05-15T00:00:00Z"
    report = world.verify()
    assert report.answers == {"genuine": "yes", "inForce": "no", "wellFormed": "yes"}
    assert not report.lacks_only_form


def test_what_was_asked_is_answered_too(world: World) -> None:
    world.policy = Policy(recipient="eva@school.example", trusted_issuers=frozenset({ISSUER}))
    report = world.verify()
    assert report.answers["recipient"] == "no"
    assert report.answers["trusted"] == "yes"
    assert report.genuine is Answer.YES


def test_a_key_accepted_by_policy_makes_nothing_genuine(world: World) -> None:
    world.badge["issuer"]["id"] = "https://unreachable.example/issuer"
    key = world.key.public_key.multikey
    signed = world.signed(verificationMethod=f"https://unreachable.example/1#{key}")
    world.policy = Policy(accept_unlisted_keys=True)
    report = world.verify(signed)
    assert report.verdict == "valid"
    assert report.genuine is Answer.UNKNOWN


# nothing that an unproved badge names is asked


def test_an_unproved_badge_sends_the_verifier_nowhere(world: World) -> None:
    world.badge["credentialStatus"] = make_entry(LIST_URL, 1)
    world.badge["credentialSchema"] = {"id": "https://district.example/s", "type": "JsonSchema"}
    world.badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    world.badge["refreshService"] = {
        "id": "https://district.example/refresh",
        "type": "1EdTechCredentialRefresh",
    }
    world.policy = Policy(check_resources=True)
    badge = world.signed()
    badge["name"] = "Changed"
    report = world.verify(badge)
    asked = ("schema", "resources", "refresh", "status", "endorsements", "contained")
    for check in asked:
        (finding,) = report.find(check)
        assert (finding.outcome, finding.code) == (Outcome.SKIPPED, "no-verified-proof")
    assert world.asked == []


# policies


def test_a_policy_can_have_form_reported(world: World) -> None:
    world.policy = Policy(form="report")
    report = world.verify(badly_formed(world))
    assert report.verdict == "valid"
    assert report.well_formed is Answer.NO
    assert not report.lacks_only_form
    report.raise_for_failures()


def test_form_that_is_only_reported_excuses_nothing_else(world: World) -> None:
    world.policy = Policy(form="report")
    badge = badly_formed(world)
    badge["name"] = "Changed"
    assert world.verify(badge).verdict == "invalid"
    assert world.verify(b"hello").verdict == "invalid"


@pytest.mark.parametrize("name", ["open_badges", "data_model", "wellFormed"])
def test_what_a_policy_leaves_out_is_said_and_is_no_yes(world: World, name: str) -> None:
    world.policy = Policy(leave_out=frozenset({name, "schema"}))
    report = world.verify()
    assert report.verdict == "valid"
    assert report.well_formed is Answer.UNKNOWN
    left_out = {item.check for item in report.checks if item.code == "left-out"}
    assert left_out == {"schema"} | world.policy.left_out
    assert len(left_out) > 1
    assert all(item.outcome is Outcome.SKIPPED for item in report.checks if item.code == "left-out")


def test_a_policy_for_proofs_alone(world: World) -> None:
    stranger = SigningKey.generate("Ed25519")
    world.policy = Policy(leave_out=frozenset({"issuer_key", "inForce", "wellFormed"}))
    world.badge["validUntil"] = "2026-05-15T00:00:00Z"
    signed = world.signed(verificationMethod=stranger.did + "#" + stranger.public_key.multikey)
    assert world.verify().verdict == "valid"
    assert world.verify().genuine is Answer.UNKNOWN
    assert world.verify(signed).verdict != "valid"


@pytest.mark.parametrize("name", ["proof", "source", "signature", ""])
def test_what_cannot_be_left_out_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Policy(leave_out=frozenset({name}))
    assert caught.value.code == "invalid-policy"


def test_a_form_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'require' or 'report'"):
        Policy(form="ignore")  # type: ignore[arg-type]


ANA = Policy(recipient="did:example:ana")
EVA = Policy(recipient="did:example:eva")


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        (AnyOf((EVA, ANA)), "valid"),
        (AnyOf((EVA, EVA)), "invalid"),
        (AllOf((EVA, ANA)), "invalid"),
        (AllOf((Policy(), ANA)), "valid"),
        (AllOf((AnyOf((EVA, ANA)), Policy(trusted_issuers=frozenset({ISSUER})))), "valid"),
        (AllOf((ANA, Policy(trusted_issuers=frozenset({"did:example:x"})))), "invalid"),
    ],
)
def test_policies_combine(world: World, policy: AllOf | AnyOf, verdict: str) -> None:
    world.badge["credentialSubject"]["id"] = "did:example:ana"
    report = world.verifier(policy).verify(world.signed())
    assert report.verdict == verdict


@pytest.mark.parametrize(
    ("policies", "verdict"),
    [
        ((Policy(form="report"), Policy()), "invalid"),
        ((Policy(), Policy(form="report")), "invalid"),
        ((Policy(form="report"), Policy(form="report")), "valid"),
    ],
)
def test_form_decides_where_one_of_all_asks_for_it(
    world: World, policies: tuple[Policy, ...], verdict: str
) -> None:
    assert world.verifier(AllOf(policies)).verify(badly_formed(world)).verdict == verdict


def test_all_of_has_the_findings_under_each_policy_once(world: World) -> None:
    world.badge["credentialSubject"]["id"] = "did:example:ana"
    trusting = Policy(trusted_issuers=frozenset({ISSUER}), leave_out=frozenset({"validity"}))
    report = world.verifier(AllOf((ANA, trusting))).verify(world.signed())
    assert list(dict.fromkeys(item.check for item in report.checks)) == list(CHECKS)
    assert [item.code for item in report.find("recipient")] == ["recipient-matches"]
    assert [item.code for item in report.find("trust")] == ["issuer-trusted"]
    assert [item.code for item in report.find("validity")] == ["within-period"]
    assert len(report.find("proof")) == 1


@pytest.mark.parametrize("kind", [AllOf, AnyOf])
def test_a_combined_policy_of_nothing_is_refused(kind: type[AllOf | AnyOf]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(())
    assert caught.value.code == "invalid-policy"
