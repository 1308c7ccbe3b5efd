"""Keys: Multikey, JWK and PEM are read or refused, and one key has one name."""

from __future__ import annotations

import json
from collections.abc import Callable

from fuzz import badge
from microcred.errors import MicrocredError
from microcred.keys import PublicKey
from microcred.strict_json import parse_json_object


def seeds() -> list[bytes]:
    key = badge.key().public_key
    return [key.multikey.encode(), json.dumps(key.jwk).encode(),
            b'{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}', b'{"kty":"RSA","n":"AQ","e":"AQAB"}',
            b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n"]  # fmt: skip


def check(data: bytes) -> None:
    readers: list[Callable[[], PublicKey]] = [
        lambda: PublicKey.from_multikey(data.decode("latin-1")),
        lambda: PublicKey.from_jwk(parse_json_object(data)),
        lambda: PublicKey.from_pem(data),
    ]
    for read in readers:
        try:
            key = read()
        except MicrocredError:
            continue
        assert PublicKey.from_multikey(key.multikey).jwk == key.jwk
        assert PublicKey.from_jwk(key.jwk).multikey == key.multikey
