"""Signatures as raw bytes: made and checked, one form per algorithm.

| algorithm | signature | source |
|---|---|---|
| Ed25519 | 64 bytes | RFC 8032 |
| P-256, P-384, P-521 | r and s, 32, 48 or 66 bytes each, big-endian | RFC 7518, section 3.4 |
| secp256k1 | r and s, 32 bytes each, big-endian | RFC 8812, section 3.2 |
| RSA | PKCS #1 v1.5, as long as the modulus; checked with PSS too | RFC 7518, sections 3.3, 3.5 |

This is the one place that makes or checks a signature, for embedded proofs and for tokens alike.
A high `s` is accepted: neither JWS nor Data Integrity forbids it, and half of all ECDSA
signatures have one. Nothing here may take a signature as an identifier.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from microcred.errors import ProofInvalid, UnusableKey
from microcred.keys.algorithms import (
    CURVES,
    JOSE_ALGORITHMS,
    Algorithm,
    Curve,
    NativePrivateKey,
    NativePublicKey,
    algorithm_of,
    usual_jose,
)


def verify_signature(key: NativePublicKey, jose: str, signature: bytes, data: bytes) -> None:
    """Check a signature of any of the algorithms.

    Args:
        key: the key.
        jose: the name of a JOSE algorithm of such a key.
        signature: see the table above.
        data: what was signed.

    Raises:
        ProofInvalid: code `bad-signature`; wrong length, numbers out of range, or no match.
    """
    algorithm = JOSE_ALGORITHMS[jose]
    try:
        if isinstance(key, Ed25519PublicKey):
            _check_length(signature, 64)
            key.verify(signature, data)
        elif isinstance(key, RSAPublicKey):
            assert algorithm.padding is not None  # noqa: S101 - RSA always has one
            _check_length(signature, signature_bytes(key))
            key.verify(signature, data, algorithm.padding, algorithm.hash)
        else:
            der = _der_from_raw(CURVES[algorithm.key], signature)
            key.verify(der, data, ec.ECDSA(algorithm.hash))
    except InvalidSignature as error:
        message = "the signature does not match the key and what was signed"
        raise ProofInvalid(message, code="bad-signature") from error


def make_signature(key: NativePrivateKey, data: bytes) -> bytes:
    """Sign with any of the algorithms; ECDSA is deterministic (RFC 6979) where it can be.

    Raises:
        UnusableKey: the key is of a kind that is not supported.
    """
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, RSAPrivateKey):
        usual = usual_jose("RSA")
        assert usual.padding is not None  # noqa: S101 - RSA always has one
        return key.sign(data, usual.padding, usual.hash)
    algorithm = algorithm_of(key)
    if algorithm is None:
        raise UnusableKey(f"curve {key.curve.name} is not supported", code="unsupported-key")
    return _raw_from_der(CURVES[algorithm], key.sign(data, _ecdsa_for_signing(algorithm)))


def signature_bytes(key: NativePublicKey) -> int:
    """Return how long a signature is that this key verifies."""
    if isinstance(key, Ed25519PublicKey):
        return 64
    if isinstance(key, RSAPublicKey):
        return (key.key_size + 7) // 8
    return 2 * ((key.curve.key_size + 7) // 8)


def ecdsa_raw_from_der(algorithm: Algorithm, der: bytes) -> bytes:
    """Turn an ECDSA signature in DER, as a KMS gives it, into r and s as the formats want it.

    Raises:
        UnusableKey: not an ECDSA algorithm, or not the DER of such a signature.
    """
    curve = CURVES.get(algorithm)
    if curve is None:
        raise UnusableKey(f"{algorithm} has no ECDSA signatures", code="wrong-algorithm")
    try:
        return _raw_from_der(curve, der)
    except (ValueError, OverflowError) as error:
        message = f"not an ECDSA signature of {algorithm} in DER"
        raise UnusableKey(message, code="invalid-der-signature") from error


def _check_length(signature: bytes, expected: int) -> None:
    if len(signature) != expected:
        message = f"the signature has {len(signature)} bytes, expected {expected}"
        raise ProofInvalid(message, code="bad-signature")


@lru_cache(maxsize=8)
def _ecdsa_for_signing(algorithm: Algorithm) -> ec.ECDSA:
    hashed = usual_jose(algorithm).hash
    try:
        return ec.ECDSA(hashed, deterministic_signing=True)
    except UnsupportedAlgorithm:
        return ec.ECDSA(hashed)


def _der_from_raw(curve: Curve, signature: bytes) -> bytes:
    size = curve.coordinate_bytes
    _check_length(signature, 2 * size)
    r = int.from_bytes(signature[:size], "big")
    s = int.from_bytes(signature[size:], "big")
    if not (0 < r < curve.order and 0 < s < curve.order):
        message = "r or s of the signature is zero or not below the order of the curve"
        raise ProofInvalid(message, code="bad-signature")
    return encode_dss_signature(r, s)


def _raw_from_der(curve: Curve, der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return r.to_bytes(curve.coordinate_bytes, "big") + s.to_bytes(curve.coordinate_bytes, "big")
