"""Endorsements of a badge, its class and its issuer, verified one level down."""

from __future__ import annotations

import time
from typing import Any

import pytest

from microcred.limits import MAX_ENDORSEMENTS
from tests.open_badges_2.test_alone import ENDORSEMENT, endorsement
from tests.open_badges_2.world import ASSERTION, BADGE, ISSUER, SITE, World, of, only

OTHERS = "https://others.example"
THEIRS = f"{OTHERS}/endorsements/1"


def endorsed(place: str = "badge", about: str = BADGE, **members: Any) -> World:
    """Return a badge that somebody else endorses."""
    world = World()
    profile = {**world.issuer, "id": f"{OTHERS}/profile", "url": OTHERS}
    made = endorsement(about, **({"id": THEIRS, "issuer": profile["id"]} | members))
    world.pages |= {profile["id"]: profile, THEIRS: made}
    getattr(world, place)["endorsement"] = THEIRS
    return world


@pytest.mark.parametrize(
    ("place", "about", "pointer"),
    [
        ("assertion", ASSERTION, "/endorsement"),
        ("badge", BADGE, "/badge/endorsement"),
        ("issuer", ISSUER, "/badge/issuer/endorsement"),
    ],
)
def test_an_endorsement_is_verified(place: str, about: str, pointer: str) -> None:
    result = endorsed(place, about).check()
    assert only(result, "endorsements") == ("passed", "verified", pointer)


def test_an_endorsement_may_be_written_out() -> None:
    world = endorsed()
    written = {**world.pages[THEIRS]}
    del written["@context"]
    world.badge["endorsement"] = [{"id": THEIRS}, written]
    assert {item.outcome for item in of(world.check(), "endorsements")} == {"passed"}
    written["claim"] = {"id": BADGE, "endorsementComment": "Anything"}
    assert {item.outcome for item in of(world.check(), "endorsements")} == {"passed"}
    written["issuedOn"] = "2020-01-01T00:00:00Z"
    wrong = [item.code for item in of(world.check(), "endorsements") if item.outcome == "failed"]
    assert wrong == ["differs-from-hosted"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"claim": {"id": f"{SITE}/badges/6"}}, "endorses-something-else"),
        ({"issuer": ISSUER}, "outside-issuer-scope"),
        ({"type": "Assertion"}, "not-an-endorsement"),
        ({"claim": {}}, "missing-member"),
        ({"revoked": True}, "revoked"),
        ({"issuedOn": "2027-01-01T00:00:00Z"}, "not-yet-valid"),
        ({"id": f"{OTHERS}/2"}, "hosted-assertion-missing"),
    ],
)
def test_an_endorsement_that_does_not_hold(members: dict[str, Any], code: str) -> None:
    found = of(endorsed(**members).check(), "endorsements")
    assert code in [item.code for item in found if item.outcome == "failed"]


@pytest.mark.parametrize(
    ("page", "outcome"),
    [("timeout", "undetermined"), (b"<html>", "undetermined"), ("not-found", "failed")],
)
def test_an_endorsement_that_cannot_be_had(page: Any, outcome: str) -> None:
    world = endorsed()
    world.pages[THEIRS] = page
    assert outcome in {item.outcome for item in of(world.check(), "endorsements")}


def test_what_nobody_proved_names_no_endorsements() -> None:
    world = endorsed("assertion", ASSERTION)
    world.pages[ISSUER] = "timeout"
    assert only(world.check(), "endorsements")[:2] == ("skipped", "no-verified-proof")
    assert THEIRS not in world.fetcher.asked


def test_endorsements_of_endorsements_are_not_followed() -> None:
    """Two badges that name each other as endorsements would never end."""
    world = World()
    world.assertion["endorsement"] = ASSERTION
    assert only(world.check(), "endorsements")[:2] == ("failed", "not-an-endorsement")
    world = endorsed(endorsement=f"{OTHERS}/endorsements/2")
    assert only(world.check(), "endorsements")[:2] == ("passed", "verified")
    assert f"{OTHERS}/endorsements/2" not in world.fetcher.asked


def test_there_are_no_more_endorsements_than_are_verified() -> None:
    world = World()
    world.badge["endorsement"] = [f"{OTHERS}/{number}" for number in range(1000)]
    started = time.process_time()
    assert only(world.check(), "endorsements")[:2] == ("undetermined", "limit-exceeded")
    assert len(world.fetcher.asked) < 10
    world.badge["endorsement"] = world.badge["endorsement"][:MAX_ENDORSEMENTS]
    assert len(of(world.check(), "endorsements")) >= MAX_ENDORSEMENTS
    assert time.process_time() - started < 2


def test_an_endorsement_by_a_jws_is_none_that_can_be_named() -> None:
    world = endorsed()
    world.badge["endorsement"] = ["eyJhbGciOiJSUzI1NiJ9.e30.AAAA", 7, {}]
    assert {item.outcome for item in of(world.check(), "endorsements")} >= {"failed"}
    assert ENDORSEMENT not in world.fetcher.asked
