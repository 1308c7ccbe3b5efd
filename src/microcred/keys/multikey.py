"""Multikey: a key as multibase text with a multicodec header.

Source: Controlled Identifiers 1.0, "Multikey"; RSA from the Multicodec table. Secret keys also
come as multibase seeds, 32 bytes of Ed25519 with or without the two-byte header 0x00 0x20
(multihash "identity") that issuing services write in front: such text begins with `z1A`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from microcred.encoding import decode_multibase, decode_varint, encode_multibase, encode_varint
from microcred.errors import MicrocredError, UnusableKey
from microcred.keys.algorithms import (
    CURVES,
    KEY_KINDS,
    Algorithm,
    NativePrivateKey,
    NativePublicKey,
)
from microcred.keys.raw import (
    check_rsa_numbers,
    parse_raw_public_key,
    raw_public_bytes,
)

_PUBLIC: Final = {kind.public_code: name for name, kind in KEY_KINDS.items()}
_SECRET: Final = {kind.secret_code: name for name, kind in KEY_KINDS.items()}
_SEED_HEADER: Final = b"\x00\x20"


def encode_public_multikey(algorithm: Algorithm, key: NativePublicKey) -> str:
    """Write a public key as Multikey."""
    return encode_multibase(encode_varint(KEY_KINDS[algorithm].public_code) + raw_public_bytes(key))


def decode_public_multikey(text: str) -> tuple[Algorithm, NativePublicKey]:
    """Read a public key; base58btc only, as Multikey demands.

    Raises:
        UnusableKey: not a Multikey, a secret key, another kind of key, or a bad one.
    """
    try:
        code, data = decode_varint(decode_multibase(text, allowed="z"))
    except MicrocredError as error:
        raise UnusableKey(f"not a Multikey: {error.message}", code="invalid-multikey") from error
    if code in _SECRET:
        message = "a secret Multikey stands where a public key belongs; replace that key"
        raise UnusableKey(message, code="secret-key-published")
    algorithm = _PUBLIC.get(code)
    if algorithm is None:
        message = f"Multikey of a kind that is not supported (multicodec {code:#x})"
        raise UnusableKey(message, code="unsupported-key")
    return algorithm, parse_raw_public_key(algorithm, data)


def encode_secret_multikey(algorithm: Algorithm, key: NativePrivateKey) -> str:
    """Write a secret key as Multikey."""
    if isinstance(key, Ed25519PrivateKey):
        data = key.private_bytes_raw()
    elif isinstance(key, RSAPrivateKey):
        data = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    else:
        size = CURVES[algorithm].coordinate_bytes
        data = key.private_numbers().private_value.to_bytes(size, "big")
    return encode_multibase(encode_varint(KEY_KINDS[algorithm].secret_code) + data)


def decode_secret_multikey(text: str) -> NativePrivateKey:
    """Read a secret Multikey or a multibase seed; messages never quote it.

    Raises:
        UnusableKey: neither of them.
    """
    data = _decode_secret_text(text)
    if len(data) == 32:
        return Ed25519PrivateKey.from_private_bytes(data)
    if len(data) == 34 and data.startswith(_SEED_HEADER):
        return Ed25519PrivateKey.from_private_bytes(data[2:])
    algorithm, secret = _split_secret(data)
    if algorithm == "Ed25519":
        return _ed25519_from_secret(secret)
    if algorithm == "RSA":
        return _rsa_from_der(secret)
    return secret_scalar(algorithm, secret)


def secret_scalar(algorithm: Algorithm, data: bytes) -> ec.EllipticCurvePrivateKey:
    """Read the private number of an elliptic curve key, of the length of a coordinate.

    Raises:
        UnusableKey: it has another length, or is out of range.
    """
    curve = CURVES[algorithm]
    number = int.from_bytes(data, "big")
    if len(data) != curve.coordinate_bytes or not 0 < number < curve.order:
        message = f"not a private number of {algorithm}, {curve.coordinate_bytes} bytes"
        raise UnusableKey(message, code="invalid-secret-key")
    return ec.derive_private_key(number, curve.native)


def multikey_secret_member(members: Mapping[str, object]) -> object:
    """Return the secret text of a key pair in a JSON object, under the names in use."""
    return members.get("secretKeyMultibase", members.get("privateKeyMultibase"))


def _decode_secret_text(text: str) -> bytes:
    data: bytes | None = None
    with contextlib.suppress(MicrocredError):
        data = decode_multibase(text)
    if data is None:  # outside of the handler, so that no context leads to the text
        raise UnusableKey("not a key in multibase", code="invalid-secret-key")
    return data


def _split_secret(data: bytes) -> tuple[Algorithm, bytes]:
    message, code = "not a secret Multikey and not a seed of 32 bytes", "invalid-secret-key"
    try:
        number, secret = decode_varint(data)
        if number in _SECRET:
            return _SECRET[number], secret
        if number in _PUBLIC:
            message, code = "a public Multikey, expected a secret one", "not-a-secret-key"
    except MicrocredError:
        pass
    raise UnusableKey(message, code=code)


def _ed25519_from_secret(secret: bytes) -> Ed25519PrivateKey:
    if len(secret) not in (32, 64):
        message = f"Ed25519 secret key must be 32 bytes, found {len(secret)}"
        raise UnusableKey(message, code="wrong-key-length")
    key = Ed25519PrivateKey.from_private_bytes(secret[:32])
    if secret[32:] not in (b"", key.public_key().public_bytes_raw()):
        message = "the private and the public part of the key do not belong together"
        raise UnusableKey(message, code="key-mismatch")
    return key


def _rsa_from_der(secret: bytes) -> RSAPrivateKey:
    key: object = None
    try:
        key = serialization.load_der_private_key(secret, None)
    except Exception:
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise UnusableKey("not an RSA private key in DER", code="invalid-secret-key")
    numbers = key.public_key().public_numbers()
    check_rsa_numbers(numbers.n, numbers.e)
    return key
