"""Public keys as raw bytes, checked before they are used.

`cryptography` leaves to its caller: whether 32 bytes are a point of edwards25519 at all, points
of small order, and an RSA modulus that is even, too short or too long. An Ed25519 key of small
order verifies signatures that nobody made, and a huge modulus makes one check cost seconds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from microcred.errors import UnusableKey
from microcred.keys.algorithms import CURVES, Algorithm, NativePublicKey
from microcred.keys.roca import has_roca_fingerprint
from microcred.limits import MAX_RSA_BITS, MIN_RSA_BITS

_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P) % _P
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _P - 1,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7,
        _P - 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7,
    }
)
_MIN_RSA_EXPONENT: Final = 65537
_MAX_RSA_EXPONENT_BITS: Final = 33


def parse_raw_public_key(algorithm: Algorithm, data: bytes) -> NativePublicKey:
    """Read a public key from the bytes that a Multikey holds.

    Ed25519: 32 bytes (RFC 8032). ECDSA: a compressed point (SEC 1). RSA: DER of
    RSAPublicKey (RFC 8017).

    Raises:
        UnusableKey: not such a key, or one that must not be used.
    """
    if algorithm == "Ed25519":
        check_ed25519_point(data)
        return Ed25519PublicKey.from_public_bytes(data)
    if algorithm == "RSA":
        return _parse_rsa(data)
    curve = CURVES[algorithm]
    expected = curve.coordinate_bytes + 1
    if len(data) != expected or data[0] not in (2, 3):
        message = f"{algorithm} public key must be a compressed point of {expected} bytes"
        raise UnusableKey(f"{message}, found {len(data)}", code="wrong-key-length")
    return point_on_curve(algorithm, data)


def raw_public_bytes(key: NativePublicKey) -> bytes:
    """Return the bytes that a Multikey holds; see `parse_raw_public_key`."""
    if isinstance(key, Ed25519PublicKey):
        return key.public_bytes_raw()
    if isinstance(key, RSAPublicKey):
        return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


def point_on_curve(algorithm: Algorithm, data: bytes) -> ec.EllipticCurvePublicKey:
    """Read a SEC 1 point that must be on the curve and not at infinity.

    Raises:
        UnusableKey: it is no such point (`point-not-on-curve`).
    """
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[algorithm].native, data)
    except Exception as error:
        message = f"not a point of {algorithm}"
        raise UnusableKey(message, code="point-not-on-curve") from error


@lru_cache(maxsize=256)
def check_ed25519_point(data: bytes) -> None:
    """Refuse 32 bytes that are no point, not in their canonical form, or of small order.

    RFC 8032, section 5.1.3, decodes the point; small order is what "Taming the many EdDSAs"
    (section 4) has a verifier refuse.

    Raises:
        UnusableKey: it is one of them.
    """
    if len(data) != 32:
        message = f"Ed25519 public key must be 32 bytes, found {len(data)}"
        raise UnusableKey(message, code="wrong-key-length")
    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _P or not _has_x(y):
        raise UnusableKey("not a point of Ed25519", code="point-not-on-curve")
    if y in _SMALL_ORDER_Y:
        message = "an Ed25519 public key of small order, which fits signatures nobody made"
        raise UnusableKey(message, code="small-order-key")


def _has_x(y: int) -> bool:
    """Tell whether some x satisfies -x² + y² = 1 + d x² y², by Euler's criterion."""
    numerator, denominator = (y * y - 1) % _P, (_D * y * y + 1) % _P
    return numerator == 0 or pow(numerator * denominator, (_P - 1) // 2, _P) == 1


def check_rsa_numbers(modulus: int, exponent: int) -> None:
    """Refuse an RSA public key that is too short, too long, weak, or none (FIPS 186-5, A.1.1).

    Raises:
        UnusableKey: it is one of them.
    """
    bits = modulus.bit_length()
    if not MIN_RSA_BITS <= bits <= MAX_RSA_BITS:
        message = f"RSA key of {bits} bits, expected {MIN_RSA_BITS} to {MAX_RSA_BITS}"
        raise UnusableKey(message, code="rsa-key-size")
    if modulus % 2 == 0 or exponent % 2 == 0:
        raise UnusableKey("RSA modulus and exponent must be odd", code="invalid-rsa-key")
    if exponent < _MIN_RSA_EXPONENT or exponent.bit_length() > _MAX_RSA_EXPONENT_BITS:
        message = "RSA exponent must be at least 65537 and at most 33 bits"
        raise UnusableKey(message, code="invalid-rsa-key")
    if has_roca_fingerprint(modulus):
        message = "an RSA key of a faulty library (ROCA), whose private part can be worked out"
        raise UnusableKey(message, code="weak-rsa-key")


def _parse_rsa(data: bytes) -> RSAPublicKey:
    try:
        key = serialization.load_der_public_key(data)
    except Exception as error:
        raise UnusableKey("not an RSA public key in DER", code="invalid-rsa-key") from error
    if not isinstance(key, RSAPublicKey):
        raise UnusableKey("not an RSA public key in DER", code="invalid-rsa-key")
    numbers = key.public_numbers()
    check_rsa_numbers(numbers.n, numbers.e)
    if raw_public_bytes(key) != data:
        message = "RSA public key is not the DER of RSAPublicKey (RFC 8017)"
        raise UnusableKey(message, code="invalid-rsa-key")
    return key
