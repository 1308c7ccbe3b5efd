"""Every kind of JWT that is issued, as it stands and in an envelope, verifies."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import UnusableKey
from microcred.issuing import TOKENS, Signer
from microcred.keys import SigningKey
from microcred.proofs import parse_jws
from microcred.strict_json import parse_json_object
from microcred.timestamps import fixed_clock
from tests.verifying.world import NOW, World


@pytest.fixture
def world() -> World:
    return World()


def sign(world: World, *suites: str) -> Any:
    return Signer(world.key, suites, clock=fixed_clock(NOW)).sign(world.badge)


@pytest.mark.parametrize(
    ("suite", "typ", "members"),
    [
        ("vc-jwt", "JWT", {"iss", "jti", "sub", "nbf", "exp", "@context", "credentialSubject"}),
        ("vc-jwt-1.1", "JWT", {"iss", "jti", "sub", "nbf", "exp", "vc"}),
        ("vc+jwt", "vc+jwt", {"@context", "id", "credentialSubject", "validFrom"}),
    ],
)
def test_each_kind_has_its_header_and_payload(
    world: World, suite: str, typ: str, members: set[str]
) -> None:
    jws = parse_jws(sign(world, suite).jwt)
    payload = parse_json_object(jws.payload)
    assert jws.header["typ"] == typ
    assert members <= payload.keys()
    assert ("iss" in payload) is (suite != "vc+jwt")
    assert ("vc" in payload) is (suite == "vc-jwt-1.1")


@pytest.mark.parametrize("suite", TOKENS)
def test_each_kind_verifies_bare_and_in_an_envelope(world: World, suite: str) -> None:
    badge = sign(world, suite)
    for form in (badge.jwt, badge.envelope()):
        report = world.verify(form)
        assert report.verdict == "valid"
        assert report.credential == world.badge
    head, _, tail = badge.jwt.rpartition(".")
    assert world.verify(f"{head}.{'A' * len(tail)}").verdict == "invalid"


@pytest.mark.parametrize("suite", TOKENS)
def test_each_kind_carries_an_embedded_proof(world: World, suite: str) -> None:
    report = world.verify(sign(world, "eddsa-rdfc-2022", suite).jwt)
    assert report.verdict == "valid"
    assert [item.code for item in report.find("proof")] == ["signature-valid"] * 2


def test_one_badge_is_one_jwt() -> None:
    with pytest.raises(UnusableKey):
        Signer(SigningKey.generate("Ed25519"), ["vc-jwt", "vc+jwt"])
