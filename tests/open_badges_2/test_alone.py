"""A badge class, a profile or an endorsement on its own, and how a badge says it is verified."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from microcred.fetch import OfflineFetcher
from microcred.open_badges_2 import Expectations, Presented, check_badge
from tests.open_badges_2.world import (
    ASSERTION,
    BADGE,
    ISSUER,
    NOW,
    SITE,
    World,
    of,
    only,
    verdict,
)  # fmt: skip

ENDORSEMENT = f"{SITE}/endorsements/1"
ELSEWHERE = "https://evil.example"


def endorsement(about: str = BADGE, **members: Any) -> dict[str, Any]:
    return {
        "@context": "https://w3id.org/openbadges/v2", "type": "Endorsement", "id": ENDORSEMENT,
        "claim": {"id": about, "endorsementComment": "Pretty good"},
        "issuer": ISSUER, "issuedOn": "2026-05-01T00:00:00Z",
        "verification": {"type": "HostedBadge"}, **members,
    }  # fmt: skip


def alone(world: World, kind: str) -> Presented:
    world.pages[ENDORSEMENT] = endorsement()
    made = {"BadgeClass": world.badge, "Profile": world.issuer, "Endorsement": endorsement()}
    return Presented(copy.deepcopy(made[kind]))


KINDS = ["BadgeClass", "Profile", "Endorsement"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("BadgeClass", "badge-class-found"), ("Profile", "profile-found"),
     ("Endorsement", "endorsement-found")],
)  # fmt: skip
def test_what_stands_alone_is_checked_as_what_it_is(kind: str, code: str) -> None:
    world = World()
    result = world.check(alone(world, kind))
    assert only(result, "source")[:2] == ("passed", code)
    assert verdict(result) == "valid"
    assert only(result, "proof")[:2] == ("passed", "hosted-by-issuer")
    assert only(result, "issuer_key")[0] == "passed"
    assert only(result, "validity")[0] == "passed"


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_alone_needs_its_url(kind: str) -> None:
    world = World()
    presented = alone(world, kind)
    result = check_badge(presented, OfflineFetcher(), Expectations(NOW))
    assert only(result, "proof")[0] == "undetermined"
    assert only(result, "issuer_key")[:2] == ("undetermined", "issuer-unknown")
    assert verdict(result) == "undetermined"


def test_a_badge_class_is_what_its_url_gives() -> None:
    world = World()
    world.badge["name"] = "Active Listening, second edition"
    result = world.check(Presented({**world.badge, "name": "Anything"}))
    assert (result.assertion or {})["name"] == "Active Listening, second edition"
    assert (result.assertion or {})["issuer"] == world.issuer
    forged = world.check(Presented({**world.badge, "issuer": f"{ELSEWHERE}/issuer"}))
    assert only(forged, "proof") == ("failed", "differs-from-hosted", "/issuer")


def test_a_badge_class_on_another_site_is_not_its_issuers() -> None:
    world = World()
    url = f"{ELSEWHERE}/badge"
    world.pages[url] = {**world.badge, "id": url}
    result = world.check(Presented(world.pages[url]))
    assert only(result, "issuer_key") == ("failed", "outside-issuer-scope", "/id")


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_alone_is_nobodys_badge(kind: str) -> None:
    world = World(recipient="ana@school.example")
    assert only(world.check(alone(world, kind)), "recipient")[:2] == ("failed", "no-recipient")


@pytest.mark.parametrize("kind", KINDS)
def test_trust_is_asked_of_what_stands_alone(kind: str) -> None:
    world = World(trusted=frozenset({ISSUER}))
    assert only(world.check(alone(world, kind)), "trust")[:2] == ("passed", "issuer-trusted")
    world.trusted = frozenset({f"{ELSEWHERE}/issuer"})
    assert only(world.check(alone(world, kind)), "trust")[:2] == ("failed", "issuer-not-trusted")


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"claim": None}, "missing-member", "/claim"),
        ({"claim": {"endorsementComment": "x"}}, "missing-member", "/claim/id"),
        ({"issuer": None}, "missing-member", "/issuer"),
        ({"issuedOn": "2026"}, "invalid-timestamp", "/issuedOn"),
        ({"verification": {"type": "x"}}, "wrong-type-name", "/verification/type"),
    ],
)
def test_faults_of_an_endorsement(members: dict[str, Any], code: str, pointer: str) -> None:
    world = World()
    made = {name: value for name, value in endorsement(**members).items() if value is not None}
    world.pages[ENDORSEMENT] = made
    result = world.check(Presented(made))
    assert (code, pointer) in [(item.code, item.pointer) for item in of(result, "data_model")]


@pytest.mark.parametrize("types", ["SignedBadge", "HostedBadge", "VerificationObject", "x:y"])
def test_how_assertions_are_verified_says_nothing_of_the_profile(types: str) -> None:
    world = World()
    world.issuer["verification"] = {"type": types, "startsWith": f"{SITE}/"}
    result = world.check(Presented(world.issuer))
    assert only(result, "proof")[:2] == ("passed", "hosted-by-issuer")
    assert verdict(world.check()) == verdict(result) == "valid"


# ways of verifying of extensions


@pytest.mark.parametrize(
    "types", [["MerkleProofVerification2017", "Extension"], "https://a.example/Proof", ["x:y"]]
)
def test_a_way_of_an_extension_is_not_known(types: Any) -> None:
    for name in (ASSERTION, "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b"):
        world = World()
        world.assertion |= {"id": name, "verification": {"type": types}}
        result = world.check()
        expected = ("undetermined", "verification-type-unknown", "/verification")
        assert only(result, "proof") == expected
        assert only(result, "status")[0] == "undetermined"
        assert ISSUER not in world.fetcher.asked
        assert verdict(result) == "undetermined"


def test_an_extension_beside_a_way_that_is_known_changes_nothing() -> None:
    world = World()
    world.assertion["verification"] = {"type": ["HostedBadge", "Extension"]}
    assert verdict(world.check()) == "valid"
