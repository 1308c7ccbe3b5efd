"""Every kind of JWT that is issued, as it stands and in an envelope, verifies."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import UnusableKey
from microcred.issuing import TOKENS, Signer
from microcred.keys import KEY_KINDS, Algorithm, SigningKey
from microcred.proofs import SUITES, parse_jws
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


@pytest.mark.parametrize("suite", ["vc-jwt-ed25519", "vc+jwt-ed25519"])
def test_the_name_of_rfc_9864_is_written_where_it_is_asked_for(world: World, suite: str) -> None:
    assert parse_jws(sign(world, suite).jwt).header["alg"] == "Ed25519"
    assert parse_jws(sign(world, suite.removesuffix("-ed25519")).jwt).header["alg"] == "EdDSA"
    with pytest.raises(UnusableKey) as caught:
        Signer(SigningKey.generate("P-256"), suite)
    assert caught.value.code == "unknown-suite"


@pytest.mark.parametrize(("algorithm", "alg"), [("P-521", "ES512"), ("secp256k1", "ES256K")])
def test_a_key_that_embeds_no_proof_signs_a_jwt(algorithm: Algorithm, alg: str) -> None:
    world = World(algorithm=algorithm)
    signer = Signer(world.key, clock=fixed_clock(NOW))
    assert signer.suites == ("vc-jwt",)
    token = signer.sign(world.badge).jwt
    assert parse_jws(token).header["alg"] == alg
    assert world.verify(token).verdict == "valid"


def test_the_keys_that_embed_proofs_are_those_of_the_suites() -> None:
    used = frozenset().union(*(suite.algorithms for suite in SUITES.values()))
    assert used == {name for name, kind in KEY_KINDS.items() if kind.embeds}


def test_one_badge_is_one_jwt() -> None:
    with pytest.raises(UnusableKey):
        Signer(SigningKey.generate("Ed25519"), ["vc-jwt", "vc+jwt"])
