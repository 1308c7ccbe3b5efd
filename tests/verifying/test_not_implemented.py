"""What is sound and not implemented here says nothing against a badge: "could not tell"."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from microcred.encoding import encode_base64url, encode_multibase
from microcred.keys import SigningKey
from microcred.proofs import claims_of, sign_jws
from microcred.verifying import Policy, VerificationReport
from tests.keys.weak_rsa import roca_key
from tests.verifying.world import World

ED448 = {"kty": "OKP", "crv": "Ed448", "x": encode_base64url(bytes(57))}
ML_DSA = {"kty": "AKP", "alg": "ML-DSA-44", "pub": encode_base64url(bytes(1312))}


@pytest.fixture
def world() -> World:
    return World()


def codes(report: VerificationReport, check: str = "proof") -> list[tuple[str, str]]:
    return [(item.outcome.value, item.code) for item in report.find(check)]


def with_header(token: str, **members: Any) -> str:
    _, payload, signature = token.split(".")
    return ".".join((encode_base64url(json.dumps(members).encode()), payload, signature))


@pytest.mark.parametrize("alg", ["ML-DSA-44", "Ed448", "ESP256", "SLH-DSA-SHA2-128s", "unheard-of"])
def test_a_jwt_with_another_algorithm_could_not_be_told_and_is_shown(
    world: World, alg: str
) -> None:
    token = with_header(world.token(), alg=alg, typ="JWT", kid=world.key.key_id)
    report = world.verify(token)
    assert report.verdict == "undetermined"
    assert codes(report) == [("undetermined", "unsupported-algorithm")]
    assert codes(report, "issuer_key") == [("skipped", "no-verified-proof")]
    assert report.credential == world.badge
    assert alg in report.find("proof")[0].message
    assert "connection" not in report.find("proof")[0].advice


def test_nothing_is_asked_for_an_algorithm_that_is_not_implemented(world: World) -> None:
    world.documents[world.issuer] = {"not": "a document"}
    token = with_header(world.token(), alg="ML-DSA-44", kid=world.key.key_id)
    assert codes(world.verify(token)) == [("undetermined", "unsupported-algorithm")]


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "hs512"])
def test_what_proves_nothing_stays_refused(world: World, alg: str) -> None:
    report = world.verify(with_header(world.token(), alg=alg, kid=world.key.key_id))
    assert report.verdict == "invalid"
    assert codes(report, "source") == [("failed", "algorithm-refused")]


@pytest.mark.parametrize("alg", ["ES256", "RS256", "PS256", "ES512", "ES256K"])
def test_an_algorithm_that_is_not_the_keys_stays_refused(world: World, alg: str) -> None:
    report = world.verify(with_header(world.token(), alg=alg, kid=world.key.key_id))
    assert codes(report) == [("failed", "key-type-mismatch")]


@pytest.mark.parametrize("jwk", [ED448, ML_DSA], ids=["Ed448", "ML-DSA-44"])
def test_a_key_of_an_unknown_kind_in_the_header_could_not_be_told(
    world: World, jwk: dict[str, Any]
) -> None:
    report = world.verify(with_header(world.token(), alg="EdDSA", jwk=jwk))
    assert report.verdict == "undetermined"
    assert codes(report) == [("undetermined", "unsupported-key")]


@pytest.mark.parametrize(
    "method",
    [
        {"type": "JsonWebKey", "publicKeyJwk": ED448},
        {"type": "Multikey", "publicKeyMultibase": encode_multibase(b"\x83\x24" + bytes(57))},
        {"type": "Bls12381G2Key2020", "publicKeyBase58": "1"},
    ],
    ids=lambda method: str(method["type"]),
)
@pytest.mark.parametrize("form", ["token", "signed"])
def test_a_key_of_an_unknown_kind_in_the_issuers_document_could_not_be_told(
    world: World, form: str, method: dict[str, Any]
) -> None:
    badge = getattr(world, form)()
    del world.method["publicKeyMultibase"]
    cast(dict[str, Any], world.method).update(method)
    report = world.verify(badge)
    assert report.verdict == "undetermined"
    assert codes(report) == [("undetermined", "unsupported-key")]


def test_a_key_of_an_unknown_kind_does_not_let_a_key_of_ones_own_in(world: World) -> None:
    """A JWT that brings its own key under the name of one that cannot be read."""
    del world.method["publicKeyMultibase"]
    cast(dict[str, Any], world.method).update(type="JsonWebKey", publicKeyJwk=ED448)
    own = SigningKey.generate("Ed25519")
    header = {"kid": world.key.key_id, "jwk": own.public_key.jwk}
    token = sign_jws(header, claims_of(world.badge), own)
    world.policy = Policy(accept_unlisted_keys=True)
    report = world.verify(token)
    assert report.verdict == "undetermined"
    assert codes(report, "issuer_key") == [("undetermined", "unsupported-key")]


def test_a_key_that_is_wrong_stays_refused(world: World) -> None:
    badge = world.signed()
    world.method["publicKeyMultibase"] = encode_multibase(b"\xed\x01" + bytes(31))
    assert codes(world.verify(badge)) == [("failed", "wrong-key-length")]


def test_a_weak_rsa_key_is_refused_with_its_own_code() -> None:
    world = World(algorithm="RSA", suite="eddsa-rdfc-2022")
    numbers = roca_key().public_key().public_numbers()
    modulus = encode_base64url(numbers.n.to_bytes(256, "big"))
    token = world.token()
    del world.method["publicKeyMultibase"]
    cast(dict[str, Any], world.method).update(
        type="JsonWebKey", publicKeyJwk={"kty": "RSA", "n": modulus, "e": "AQAB"}
    )
    report = world.verify(token)
    assert report.verdict == "invalid"
    assert codes(report) == [("failed", "weak-rsa-key")]
    assert "another key" in report.find("proof")[0].advice


def test_a_context_that_is_not_known_is_never_a_matter_of_a_connection(world: World) -> None:
    badge = world.signed()
    badge["@context"] = [*badge["@context"], "https://unknown.example/v1"]
    [finding] = world.verify(badge).find("proof")
    assert (finding.outcome.value, finding.code) == ("undetermined", "unknown-context")
    assert "connection" not in finding.advice


def test_a_document_out_of_reach_is_a_matter_of_a_connection(world: World) -> None:
    badge = world.signed()
    world.documents.clear()
    [finding] = world.verify(badge).find("proof")
    assert finding.code == "unreachable"
    assert "connection" in finding.advice
