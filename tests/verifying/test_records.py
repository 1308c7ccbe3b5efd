"""Learner records: whose they are, whose the credentials inside are, and the reports of those."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.findings import Outcome
from microcred.identity_hash import hash_identity
from microcred.limits import MAX_CONTAINED_CREDENTIALS
from microcred.verifying import AllOf, Policy, VerificationReport
from microcred.verifying.subjects import Likeness, compare, name_of, names_of
from microcred.verifying.wording.headline import tell_headline
from tests.verifying.world import World

KEEPER = "did:web:keeper.example"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
ANA, BO = "ana@school.example", "bo@school.example"


@pytest.fixture
def world() -> World:
    return World()


def identity(text: str, salt: str | None = None, kind: str = "emailAddress") -> dict[str, Any]:
    stored = text if salt is None else hash_identity(text, kind, salt)
    salted = {} if salt is None else {"salt": salt}
    return {
        "type": "IdentityObject",
        "hashed": salt is not None,
        "identityHash": stored,
        "identityType": kind,
        **salted,
    }


def record(world: World, *inner: Any, keeper: str = KEEPER, **learner: Any) -> dict[str, Any]:
    """Sign a record of somebody by `keeper`."""
    by = world if keeper == world.issuer else World(issuer=keeper, documents=world.documents)
    badge = by.badge
    by.badge = {
        "@context": [badge["@context"][0], CLR, badge["@context"][1]],
        "id": "urn:uuid:5c1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record",
        "issuer": {"id": keeper, "type": ["Profile"], "name": "Keeper"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "type": ["ClrSubject"],
            **learner,
            "verifiableCredential": list(inner),
        },
    }
    signed = by.signed()
    by.badge = badge
    return signed


def given_to(world: World, **subject: Any) -> dict[str, Any]:
    """Sign the world's badge for somebody."""
    kept = world.badge["credentialSubject"]
    others = {name: kept[name] for name in kept if name not in ("id", "identifier")}
    world.badge["credentialSubject"] = {**others, **subject}
    return world.signed()


def whose(report: VerificationReport) -> list[tuple[str, str]]:
    found = [item for item in report.find("contained") if "learner" in item.code]
    return [(str(item.outcome), item.code) for item in found]


@pytest.mark.parametrize(
    ("learner", "subject"),
    [
        ({"id": "did:example:ana"}, {"id": "did:example:ana"}),
        ({"id": f"mailto:{ANA}"}, {"id": "mailto:Ana@School.example"}),
        ({"id": f"mailto:{ANA}"}, {"identifier": [identity(ANA, "pepper")]}),
        ({"identifier": [identity(ANA, "salt")]}, {"identifier": [identity(ANA)]}),
        ({"identifier": [identity(ANA, "salt")]}, {"identifier": [identity(ANA, "salt")]}),
        (
            {"id": "did:example:ana", "identifier": [identity(ANA)]},
            {"id": "did:example:ana-2", "identifier": [identity(ANA, "x")]},
        ),
    ],
)
def test_a_badge_of_the_learner_is_in_the_record(
    world: World, learner: dict[str, Any], subject: dict[str, Any]
) -> None:
    report = world.verify(record(world, given_to(world, **subject), **learner))
    assert whose(report) == [("passed", "same-learner")]
    assert report.verdict == "valid"


@pytest.mark.parametrize(
    ("learner", "subject"),
    [
        ({"id": "did:example:eve"}, {"id": "did:example:ana"}),
        ({"id": "https://eve.example/"}, {"id": "https://ana.example/"}),
        ({"id": f"mailto:{BO}"}, {"identifier": [identity(ANA, "pepper")]}),
        ({"identifier": [identity(BO)]}, {"identifier": [identity(ANA, "pepper")]}),
        ({"identifier": [identity(BO, "salt")]}, {"identifier": [identity(ANA, "salt")]}),
        (
            {"id": "did:example:eve", "identifier": [identity("1", kind="systemId")]},
            {"id": "did:example:ana", "identifier": [identity("1", kind="systemId")]},
        ),
    ],
)
def test_a_genuine_badge_of_somebody_else_spoils_the_record(
    world: World, learner: dict[str, Any], subject: dict[str, Any]
) -> None:
    report = world.verify(record(world, given_to(world, **subject), **learner))
    assert whose(report) == [("failed", "another-learner")]
    assert (report.verdict, str(report.genuine)) == ("invalid", "yes")
    assert [nested.report.verdict for nested in report.contained] == ["valid"]
    assert tell_headline(report).endswith(", NOT ALL OF ITS CONTENTS COUNT")
    (finding,) = [item for item in report.checks if item.code == "another-learner"]
    assert "who made the record" in finding.advice  # and not whether the badge inside is genuine


INCOMPARABLE = [
    ({"id": "did:example:eve"}, {"id": f"mailto:{ANA}"}),
    ({"id": "did:example:eve"}, {"identifier": [identity(ANA, "salt")]}),
    ({"identifier": [identity(ANA, "a")]}, {"identifier": [identity(ANA, "b")]}),
    (
        {"identifier": [identity("1", kind="systemId")]},
        {"identifier": [identity("1", kind="systemId")]},
    ),
    ({"id": "urn:uuid:1"}, {"id": "urn:uuid:2"}),
]


@pytest.mark.parametrize(("learner", "subject"), INCOMPARABLE)
def test_where_nothing_can_be_compared_nobody_knows(
    world: World, learner: dict[str, Any], subject: dict[str, Any]
) -> None:
    report = world.verify(record(world, given_to(world, **subject), **learner))
    assert whose(report) == [("undetermined", "learner-not-comparable")]
    assert report.verdict == "undetermined"


@pytest.mark.parametrize(("learner", "subject"), INCOMPARABLE)
def test_an_issuer_knows_whose_its_own_badges_are(
    world: World, learner: dict[str, Any], subject: dict[str, Any]
) -> None:
    inner = given_to(world, **subject)
    report = world.verify(record(world, inner, keeper=world.issuer, **learner))
    assert whose(report) == [("passed", "learner-not-comparable")]
    assert report.verdict == "valid"


def test_a_forged_badge_says_nothing_of_what_its_issuer_knows(world: World) -> None:
    inner = given_to(world, identifier=[identity(ANA, "a")]) | {"name": "Forged"}
    report = world.verify(record(world, inner, keeper=world.issuer, id="did:example:eve"))
    assert ("undetermined", "learner-not-comparable") in whose(report)


def test_who_is_asked_for_is_asked_for_inside_too(world: World) -> None:
    world.policy = Policy(recipient=ANA)
    inner = given_to(world, identifier=[identity(BO, "salt")])
    report = world.verify(record(world, inner, identifier=[identity(ANA, "x")]))
    assert [(str(item.outcome), item.pointer) for item in report.find("recipient")] == [
        ("passed", "/credentialSubject/identifier/0"),
        ("failed", "/credentialSubject/verifiableCredential/0/credentialSubject"),
    ]
    assert str(report.recipient) == "no"
    right = given_to(world, identifier=[identity(ANA, "y")])
    report = world.verify(record(world, right, identifier=[identity(ANA, "x")]))
    assert str(report.recipient) == "yes"
    assert [str(nested.report.recipient) for nested in report.contained] == ["yes"]


def test_what_a_record_says_of_its_learner_makes_no_badge_hers(world: World) -> None:
    """Whoever keeps a record can write any two names into it."""
    world.policy = Policy(recipient=ANA)
    inner = given_to(world, id="did:example:bo")
    report = world.verify(record(world, inner, id="did:example:bo", identifier=[identity(ANA)]))
    assert whose(report) == [("passed", "same-learner")]
    assert str(report.recipient) == "unknown"
    assert report.verdict == "undetermined"


def test_an_endorsement_in_a_record_is_about_something_else(world: World) -> None:
    by = World(issuer="did:web:association.example", documents=world.documents)
    by.badge = {
        "@context": world.badge["@context"],
        "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": by.issuer, "type": ["Profile"], "name": "Association"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {"id": world.issuer, "type": ["EndorsementSubject"]},
    }
    world.policy = Policy(recipient="did:example:ana")
    report = world.verify(record(world, by.signed(), id="did:example:ana"))
    assert (report.verdict, whose(report), str(report.recipient)) == ("valid", [], "yes")


def test_each_credential_inside_has_a_report_of_its_own(world: World) -> None:
    good, late = world.signed(), world.signed()
    world.badge["validUntil"] = "2026-05-02T00:00:00Z"
    late = world.signed()
    report = world.verify(record(world, good, late, id="did:example:ana"))
    place = "/credentialSubject/verifiableCredential"
    assert [(nested.pointer, nested.report.verdict) for nested in report.contained] == [
        (f"{place}/0", "valid"),
        (f"{place}/1", "invalid"),
    ]
    assert report.verdict == "invalid"
    first, second = report.to_dict()["contained"]
    assert (first["pointer"], first["verdict"]) == (f"{place}/0", "valid")
    assert second["answers"] == {"genuine": "yes", "inForce": "no", "wellFormed": "yes"}
    assert "credential" not in first


def test_a_record_of_more_than_are_looked_at_is_doubt_and_no_fault(world: World) -> None:
    made = record(world, *[{"id": "urn:x"}] * (MAX_CONTAINED_CREDENTIALS + 1))
    report = world.verify(made)
    (finding,) = report.find("contained")
    assert (finding.outcome, finding.code) == (Outcome.UNDETERMINED, "limit-exceeded")


def test_all_policies_together_are_asked_inside_too(world: World) -> None:
    changed = world.signed() | {"name": "Changed"}
    signed = record(world, world.signed(), changed, id="did:example:ana")
    later = Policy(trusted_issuers=frozenset({KEEPER}))
    other = Policy(recipient="did:example:eve")
    report = world.verifier(AllOf((later, other))).verify(signed)
    alone = world.verifier(other).verify(signed)
    assert [each.pointer for each in report.contained] == [each.pointer for each in alone.contained]
    first, second = (each.report for each in report.contained)
    assert [report.verdict, first.verdict, second.verdict] == ["invalid"] * 3
    assert [str(first.genuine), str(second.genuine)] == ["yes", "no"]
    assert str(first.recipient) == "no"


@pytest.mark.parametrize("group", [("did:example:eve", "did:example:ana")])
def test_a_badge_of_several_is_everybodys_in_it(world: World, group: tuple[str, ...]) -> None:
    subject = world.badge["credentialSubject"]
    subject.pop("identifier")
    world.badge["credentialSubject"] = [{**subject, "id": member} for member in group]
    report = world.verify(record(world, world.signed(), id="did:example:ana"))
    assert whose(report) == [("passed", "same-learner")]
    world.policy = Policy(recipient="did:example:ana")
    (found,) = world.verify().find("recipient")
    assert (found.code, found.pointer) == ("recipient-matches", "/credentialSubject/1")
    assert found.message.endswith("of 2 subjects")


def test_names_are_compared_both_ways() -> None:
    plain, hashed = {"id": f"mailto:{ANA}"}, {"identifier": identity(ANA, "s")}
    for ours, theirs in ((plain, hashed), (hashed, plain)):
        assert compare(names_of(ours), names_of(theirs)) is Likeness.SAME
    assert compare([name_of(BO)], names_of(hashed)) is Likeness.OTHER
    assert compare([], names_of(hashed)) is Likeness.UNKNOWN


@pytest.mark.parametrize(
    "subject",
    [{"id": 5}, {"id": ""}, {"identifier": [{"identityHash": 5}, 7]}, {"identifier": "x"}],
)
def test_what_is_no_name_is_left_out(subject: dict[str, Any]) -> None:
    assert names_of(subject) == []


def test_of_too_many_names_nothing_is_concluded() -> None:
    """Each plain name would be hashed with each salt: 4,000 and 4,000 take minutes."""
    plain = names_of({"identifier": [identity(f"{n}@school.example") for n in range(4_000)]})
    salted = names_of({"identifier": [identity(ANA, f"salt {n}") for n in range(300)]})
    assert len(plain) == 4_000
    assert compare(plain, salted) is Likeness.UNKNOWN
    again = names_of({"identifier": [identity(BO)] * 4_000})
    assert compare(again, salted) is Likeness.OTHER  # which is one name
    assert compare(again, names_of({"identifier": [identity(BO, "salt")]})) is Likeness.SAME
