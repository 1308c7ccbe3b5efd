"""did:key and did:jwk: the DID is the key, in both directions, without a network."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from microcred.dids import METHODS, Resolver, encode_did_jwk
from microcred.encoding import encode_base64url, encode_multibase
from microcred.errors import MicrocredError, ResolutionFailed
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey

KEYS: dict[str, LocalKey] = {name: SigningKey.generate(name) for name in get_args(Algorithm)}
each_key = pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)


def refused_code(did: str) -> str:
    with pytest.raises(MicrocredError) as caught:
        Resolver().resolve(did)
    return caught.value.code


@each_key
def test_did_key_gives_back_the_key(key: LocalKey) -> None:
    document = Resolver().resolve(key.did)
    method = document.method(key.key_id)
    assert method.public_key == key.public_key
    assert (document.id, method.controller, method.type) == (key.did, key.did, "Multikey")
    assert document.assertion_methods == document.authentication_methods == {key.key_id}
    assert (method.expires, method.revoked) == (None, None)
    assert document.document["id"] == key.did


@each_key
def test_did_jwk_gives_back_the_key(key: LocalKey) -> None:
    did = encode_did_jwk(key.public_key)
    document = Resolver().resolve(did)
    method = document.method(f"{did}#0")
    assert method.public_key == key.public_key
    assert (document.id, method.controller) == (did, did)
    assert document.assertion_methods == document.authentication_methods == {f"{did}#0"}


def test_did_jwk_of_the_method_specification_is_read() -> None:
    did = (
        "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwidXNlIjoic2lnIiwieCI6IjExcVlBWUt4Q3JmVlNf"
        "N1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ"
    )
    method = Resolver().resolve(did).method(f"{did}#0")
    expected = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert method.public_key == PublicKey.from_jwk(expected)


def did_jwk(value: Any) -> str:
    return f"did:jwk:{encode_base64url(json.dumps(value).encode())}"


@pytest.mark.parametrize(
    ("did", "code"),
    [
        (did_jwk(KEYS["P-256"].to_jwk(private=True)), "secret-key-published"),
        (did_jwk(KEYS["P-256"].to_jwk() | {"use": "enc"}), "wrong-key-use"),
        (did_jwk({"kty": "OKP", "crv": "X25519", "x": "AAAA"}), "unsupported-key"),
        (did_jwk([]), "not-an-object"),
        ("did:jwk:e30=", "invalid-did"),
        ("did:jwk:e30x", "invalid-json"),
        ("did:jwk:A", "invalid-base64url"),
        ("did:jwk:" + encode_base64url(b'{"a":1,"a":2}'), "duplicate-member"),
        ("did:key:z6Mk", "unsupported-key"),
        ("did:key:1.1:z6Mk", "invalid-multikey"),
        ("did:key:" + encode_multibase(b"\xec\x01" + bytes(32)), "unsupported-key"),
        (KEYS["Ed25519"].key_id, "invalid-did"),
        ("did:key:", "invalid-did"),
        ("did:KEY:z6Mk", "invalid-did"),
        ("did:key:z6Mk\n", "invalid-did"),
        ("did:key:z6Mk%", "invalid-did"),
        ("did:key:" + "z" * 1_000_000, "invalid-did"),
        ("did:key:z6Mk/path", "invalid-did"),
        ("https://example.org", "offline"),
    ],
)
def test_wrong_did_is_refused(did: str, code: str) -> None:
    assert refused_code(did) == code


def test_unknown_method_is_a_question_that_cannot_be_asked() -> None:
    with pytest.raises(ResolutionFailed) as caught:
        Resolver().resolve("did:example:123")
    assert caught.value.code == "unsupported-did-method"


def test_the_table_of_methods_can_be_another() -> None:
    resolver = Resolver(methods={"key": METHODS["key"]})
    assert resolver.resolve(KEYS["P-256"].did).id == KEYS["P-256"].did
    with pytest.raises(ResolutionFailed):
        resolver.resolve(encode_did_jwk(KEYS["P-256"].public_key))
