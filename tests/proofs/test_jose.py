"""Compact JWS: what is signed verifies, here and in PyJWT, and misleading headers are refused."""

from __future__ import annotations

import json
from typing import Any, cast

import jwt
import pytest

from microcred.encoding import encode_base64url
from microcred.errors import (
    NOT_IMPLEMENTED,
    InvalidToken,
    MicrocredError,
    ProofInvalid,
    UnusableKey,
)
from microcred.keys import Algorithm, PublicKey, SigningKey
from microcred.proofs import parse_jws, sign_jws, verify_jws
from microcred.proofs.pyjwt import TOKENS

ALGORITHMS: list[tuple[Algorithm, str]] = [
    ("Ed25519", "EdDSA"),
    ("P-256", "ES256"),
    ("P-384", "ES384"),
    ("P-521", "ES512"),
    ("secp256k1", "ES256K"),
    ("RSA", "RS256"),
]


def token_of(header: object, payload: bytes = b"{}", signature: bytes = b"\0" * 64) -> str:
    encoded = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(encode_base64url(part) for part in (encoded, payload, signature))


@pytest.mark.parametrize(("algorithm", "name"), ALGORITHMS)
def test_a_token_verifies_here_and_in_pyjwt(algorithm: Algorithm, name: str) -> None:
    key = SigningKey.generate(algorithm)
    token = sign_jws({"typ": "JWT"}, {"name": "Ana Ćirić"}, key)
    jws = parse_jws(token)
    assert jws.header == {"alg": name, "typ": "JWT"}
    verify_jws(jws, key.public_key)
    native: Any = key.public_key.native
    assert jwt.decode(token, native, algorithms=[name]) == {"name": "Ana Ćirić"}
    assert TOKENS.decode(token, cast(Any, key.public_key), [name]) == jws.payload


def test_a_token_without_a_type_has_none() -> None:
    token = sign_jws({"kid": "#1"}, {}, SigningKey.generate("Ed25519"))
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "kid": "#1"}


@pytest.mark.parametrize(("algorithm", "name"), ALGORITHMS)
def test_another_key_or_a_changed_payload_fails(algorithm: Algorithm, name: str) -> None:
    key, other = SigningKey.generate(algorithm), SigningKey.generate(algorithm)
    token = sign_jws({}, {"a": 1}, key)
    header, _, signature = token.split(".")
    forged = ".".join((header, encode_base64url(b'{"a":2}'), signature))
    for text, verifying in ((token, other), (forged, key)):
        with pytest.raises(ProofInvalid) as caught:
            verify_jws(parse_jws(text), verifying.public_key)
        assert caught.value.code == "bad-signature"
        with pytest.raises(ProofInvalid):
            TOKENS.decode(text, cast(Any, verifying.public_key), [name])


@pytest.mark.parametrize(("algorithm", "name"), ALGORITHMS)
def test_the_algorithm_must_be_the_keys_own(algorithm: Algorithm, name: str) -> None:
    token = sign_jws({}, {}, SigningKey.generate(algorithm))
    other: Algorithm = "P-256" if algorithm != "P-256" else "Ed25519"
    with pytest.raises(ProofInvalid) as caught:
        verify_jws(parse_jws(token), SigningKey.generate(other).public_key)
    assert caught.value.code == "key-type-mismatch"


@pytest.mark.parametrize("name", ["none", "HS256", "ML-DSA-44", "RS256", "ES384", 7])
def test_a_token_says_no_algorithm_but_the_keys_own(name: object) -> None:
    with pytest.raises(UnusableKey) as caught:
        sign_jws({"alg": name}, {}, SigningKey.generate("P-256"))
    assert caught.value.code == "wrong-algorithm"


@pytest.mark.parametrize(("algorithm", "name"), ALGORITHMS)
def test_what_pyjwt_signs_verifies_here(algorithm: Algorithm, name: str) -> None:
    key = SigningKey.generate(algorithm)
    token = jwt.encode({"a": 1}, cast(Any, key.native), algorithm=name)
    verify_jws(parse_jws(token), key.public_key)


@pytest.mark.parametrize("name", ["PS256", "PS384", "PS512", "RS384", "RS512"])
def test_other_rsa_signatures_are_verified(name: str) -> None:
    key, other = SigningKey.generate("RSA"), SigningKey.generate("RSA")
    token = jwt.encode({"a": 1}, cast(Any, key.native), algorithm=name)
    verify_jws(parse_jws(token), key.public_key)
    renamed = parse_jws(token_of({"alg": "RS256"}, signature=parse_jws(token).signature))
    for jws, public in ((parse_jws(token), other.public_key), (renamed, key.public_key)):
        with pytest.raises(ProofInvalid) as caught:
            verify_jws(jws, public)
        assert caught.value.code == "bad-signature"
    stated = PublicKey.from_jwk(key.public_key.jwk | {"alg": "RS256"})
    with pytest.raises(ProofInvalid) as caught:
        verify_jws(parse_jws(token), stated)
    assert caught.value.code == "key-type-mismatch"


def test_the_name_of_rfc_9864_is_the_same_algorithm() -> None:
    key = SigningKey.generate("Ed25519")
    jws = parse_jws(sign_jws({"alg": "Ed25519"}, {"a": 1}, key))
    assert jws.header["alg"] == "Ed25519"
    verify_jws(jws, key.public_key)
    with pytest.raises(ProofInvalid) as caught:
        verify_jws(jws, SigningKey.generate("P-256").public_key)
    assert caught.value.code == "key-type-mismatch"


@pytest.mark.parametrize("name", ["ML-DSA-44", "Ed448", "ESB256", "eddsa", "none1"])
def test_an_algorithm_that_is_not_implemented_is_read_and_not_verified(name: str) -> None:
    jws = parse_jws(token_of({"alg": name}, b'{"a":1}'))
    assert jws.payload == b'{"a":1}'
    with pytest.raises(ProofInvalid) as caught:
        verify_jws(jws, SigningKey.generate("Ed25519").public_key)
    assert caught.value.code == "unsupported-algorithm"
    assert caught.value.code in NOT_IMPLEMENTED


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none"}, "algorithm-refused"),
        ({"alg": "None"}, "algorithm-refused"),
        ({"alg": "HS256"}, "algorithm-refused"),
        ({"alg": "NONE"}, "algorithm-refused"),
        ({"alg": "hs512"}, "algorithm-refused"),
        ({"alg": ""}, "algorithm-refused"),
        ({"alg": ["ES256"]}, "algorithm-refused"),
        ({}, "algorithm-refused"),
        ({"alg": "ES256", "crit": ["b64"], "b64": False}, "critical-header"),
        ({"alg": "ES256", "crit": []}, "critical-header"),
        ({"alg": "ES256", "jwk": {"kty": "EC", "d": "AA"}}, "private-jwk"),
        ({"alg": "ES256", "jwk": {"kty": "oct", "k": "AA"}}, "private-jwk"),
        ({"alg": "ES256", "jwk": "https://key.example"}, "private-jwk"),
        ({"alg": "ES256", "kid": 7}, "invalid-token"),
        (b'{"alg":"ES256","alg":"none"}', "invalid-token"),
        (b"[]", "invalid-token"),
        (b"\xff", "invalid-token"),
    ],
)
def test_a_misleading_header_is_refused(header: object, code: str) -> None:
    with pytest.raises(InvalidToken) as caught:
        parse_jws(token_of(header))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "token",
    ["", "a.b", "a.b.c.d", "e30=.e30.AA", "e30.e30.A", "e30.e30.é", "e 30.e30.AA", "e30\n.e30.AA"],
)
def test_what_is_not_a_compact_jws_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        parse_jws(token)


def test_a_token_of_many_megabytes_is_refused_before_decoding() -> None:
    with pytest.raises(MicrocredError) as caught:
        parse_jws("e30." + "A" * 50_000_000 + ".AA")
    assert caught.value.code in ("limit-exceeded", "invalid-token")


@pytest.mark.parametrize("length", [0, 1, 63, 65, 72])
@pytest.mark.parametrize(("algorithm", "name"), ALGORITHMS)
def test_a_signature_of_another_length_is_invalid(
    algorithm: Algorithm, name: str, length: int
) -> None:
    jws = parse_jws(token_of({"alg": name}, signature=b"\1" * length))
    with pytest.raises(ProofInvalid):
        verify_jws(jws, SigningKey.generate(algorithm).public_key)
