"""JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 8812), read strictly.

One key has one spelling: coordinates of full length, numbers without leading zeros, base64url
without padding or stray bits. Members that do not belong to the key material are ignored, but
for `alg`, `use` and `key_ops`, which restrict what the key is for and are obeyed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from microcred.encoding import decode_base64url, encode_base64url
from microcred.errors import MicrocredError, UnusableKey, excerpt
from microcred.keys.algorithms import (
    CURVES,
    JOSE_NAMES,
    KEY_KINDS,
    Algorithm,
    NativePrivateKey,
    NativePublicKey,
)
from microcred.keys.multikey import secret_scalar
from microcred.keys.raw import check_ed25519_point, check_rsa_numbers, point_on_curve
from microcred.limits import MAX_RSA_BITS

PRIVATE_MEMBERS: Final = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""Members that carry secret material in any key type."""

_KINDS: Final = {(kind.kty, kind.crv): name for name, kind in KEY_KINDS.items()}
_RSA_PRIMES: Final = ("p", "q", "dp", "dq", "qi")


def encode_public_jwk(algorithm: Algorithm, key: NativePublicKey) -> dict[str, str]:
    """Write the members that make the public key, in the order of its thumbprint (RFC 7638)."""
    if isinstance(key, Ed25519PublicKey):
        x = encode_base64url(key.public_bytes_raw())
        return {"crv": "Ed25519", "kty": "OKP", "x": x}
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"e": _encode_number(numbers.e), "kty": "RSA", "n": _encode_number(numbers.n)}
    point = key.public_numbers()
    size = CURVES[algorithm].coordinate_bytes
    x, y = (encode_base64url(number.to_bytes(size, "big")) for number in (point.x, point.y))
    return {"crv": algorithm, "kty": "EC", "x": x, "y": y}


def decode_public_jwk(jwk: Mapping[str, Any]) -> tuple[Algorithm, NativePublicKey]:
    """Read a public key.

    Raises:
        UnusableKey: a private member, another kind of key, a wrong length or spelling, a point
            that is not on the curve, or a key that is not meant for signatures.
    """
    private = [name for name in PRIVATE_MEMBERS if name in jwk]
    if private:
        message = f"the JWK has the private member {private[0]!r}; publish it without, and replace"
        raise UnusableKey(f"{message} that key", code="secret-key-published")
    algorithm = _algorithm_of(jwk)
    _check_purpose(jwk, algorithm, "verify")
    return algorithm, _public_part(jwk, algorithm)


def encode_private_jwk(algorithm: Algorithm, key: NativePrivateKey) -> dict[str, str]:
    """Write the private key with its public part."""
    public = encode_public_jwk(algorithm, key.public_key())
    if isinstance(key, Ed25519PrivateKey):
        return public | {"d": encode_base64url(key.private_bytes_raw())}
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        parts = {"d": numbers.d, "p": numbers.p, "q": numbers.q}
        parts |= {"dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
        return public | {name: _encode_number(number) for name, number in parts.items()}
    size = CURVES[algorithm].coordinate_bytes
    return public | {"d": encode_base64url(key.private_numbers().private_value.to_bytes(size))}


def decode_private_jwk(jwk: Mapping[str, Any]) -> NativePrivateKey:
    """Read a private key, whose public part must be there and belong to it.

    Raises:
        UnusableKey: see `decode_public_jwk`; messages never quote the key.
    """
    algorithm = _algorithm_of(jwk)
    _check_purpose(jwk, algorithm, "sign")
    public = _public_part(jwk, algorithm)
    if isinstance(public, rsa.RSAPublicKey):
        return _rsa_private(jwk, public.public_numbers())
    secret = _octets(jwk, "d")
    key: NativePrivateKey
    if algorithm == "Ed25519":
        if len(secret) != 32:
            message = f"Ed25519 secret key must be 32 bytes, found {len(secret)}"
            raise UnusableKey(message, code="wrong-key-length")
        key = Ed25519PrivateKey.from_private_bytes(secret)
    else:
        key = secret_scalar(algorithm, secret)
    derived = encode_public_jwk(algorithm, key.public_key())
    if derived != encode_public_jwk(algorithm, public):
        raise _mismatch()
    return key


def _algorithm_of(jwk: Mapping[str, Any]) -> Algorithm:
    """Tell a key that is none from one of a kind that is not known here."""
    kty, crv = jwk.get("kty"), jwk.get("crv")
    if not isinstance(kty, str) or not isinstance(crv, str | None):
        raise UnusableKey("JWK whose kty or crv is no text", code="invalid-jwk")
    algorithm: Algorithm | None = _KINDS.get((kty, crv))
    if algorithm is not None:
        return algorithm
    message = f"JWK with kty {excerpt(kty)} and crv {excerpt(crv)}"
    if crv in JOSE_NAMES or kty == "RSA":
        raise UnusableKey(f"{message}, which do not go together", code="invalid-jwk")
    raise UnusableKey(f"{message} is not supported", code="unsupported-key")


def _check_purpose(jwk: Mapping[str, Any], algorithm: Algorithm, operation: str) -> None:
    """Obey `alg`, `use` and `key_ops` (RFC 7517, sections 4.2 to 4.4)."""
    names = JOSE_NAMES[algorithm]
    alg, use, operations = jwk.get("alg"), jwk.get("use"), jwk.get("key_ops")
    if alg is not None and alg not in names:
        message = f"JWK with alg {excerpt(alg)}, expected {' or '.join(names)}"
        raise UnusableKey(message, code="wrong-algorithm")
    if use not in (None, "sig"):
        message = f"JWK with use {excerpt(use)} is not for signatures"
        raise UnusableKey(message, code="wrong-key-use")
    if operations is not None and not (isinstance(operations, list) and operation in operations):
        message = f"JWK whose key_ops do not include {operation!r}"
        raise UnusableKey(message, code="wrong-key-use")


def _public_part(jwk: Mapping[str, Any], algorithm: Algorithm) -> NativePublicKey:
    if algorithm == "RSA":
        modulus, exponent = _number(jwk, "n"), _number(jwk, "e")
        check_rsa_numbers(modulus, exponent)
        return _rsa_public(rsa.RSAPublicNumbers(exponent, modulus))
    if algorithm == "Ed25519":
        x = _octets(jwk, "x")
        check_ed25519_point(x)
        return Ed25519PublicKey.from_public_bytes(x)
    size = CURVES[algorithm].coordinate_bytes
    x, y = _octets(jwk, "x"), _octets(jwk, "y")
    if len(x) != size or len(y) != size:
        message = f"coordinates of {algorithm} must be {size} bytes, found {len(x)} and {len(y)}"
        raise UnusableKey(message, code="wrong-key-length")
    return point_on_curve(algorithm, b"\x04" + x + y)


def _rsa_public(numbers: rsa.RSAPublicNumbers) -> rsa.RSAPublicKey:
    try:
        return numbers.public_key()
    except Exception as error:
        raise UnusableKey("not an RSA public key", code="invalid-rsa-key") from error


def _rsa_private(jwk: Mapping[str, Any], public: rsa.RSAPublicNumbers) -> rsa.RSAPrivateKey:
    if "oth" in jwk:
        raise UnusableKey("RSA keys of more than two primes", code="unsupported-key")
    d = _number(jwk, "d")
    key: rsa.RSAPrivateKey | None = None
    if any(name in jwk for name in _RSA_PRIMES):
        p, q, dp, dq, qi = (_number(jwk, name) for name in _RSA_PRIMES)
    else:
        p = q = dp = dq = qi = 0
    try:
        if not p:
            p, q = rsa.rsa_recover_prime_factors(public.n, public.e, d)
            dp, dq, qi = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
        key = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key()
    except Exception:
        key = None
    if key is None:  # outside of the handler, so that no context leads to the numbers
        raise _mismatch()
    return key


def _mismatch() -> UnusableKey:
    message = "the private and the public part of the key do not belong together"
    return UnusableKey(message, code="key-mismatch")


def _octets(jwk: Mapping[str, Any], name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str):
        raise UnusableKey(f"JWK without the text member {name!r}", code="invalid-jwk")
    if len(text) > MAX_RSA_BITS // 4:
        message = f"JWK member {name!r} of {len(text)} characters"
        raise UnusableKey(message, code="invalid-jwk")
    data: bytes | None = None
    with contextlib.suppress(MicrocredError):
        data = decode_base64url(text)
    if data is None:
        message = f"JWK member {name!r} is not base64url without padding"
        raise UnusableKey(message, code="invalid-jwk")
    return data


def _number(jwk: Mapping[str, Any], name: str) -> int:
    """Read a Base64urlUInt: the fewest bytes, so no leading zero (RFC 7518, section 2)."""
    data = _octets(jwk, name)
    if not data or data[0] == 0:
        message = f"JWK member {name!r} is empty or begins with a zero byte"
        raise UnusableKey(message, code="invalid-jwk")
    return int.from_bytes(data, "big")


def _encode_number(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))
