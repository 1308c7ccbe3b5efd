"""The four key algorithms and what the formats call them: the one table that says so.

Sources: Controlled Identifiers 1.0, "Multikey" (codes and lengths), RFC 7518 and RFC 8037
(JSON Web Key), the Multicodec table (RSA).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

Algorithm = Literal["Ed25519", "P-256", "P-384", "RSA"]
"""A key's algorithm, as JSON Web Key names its curve."""

NativePublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey
NativePrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Curve:
    """An elliptic curve of the ECDSA algorithms.

    Attributes:
        native: the curve, for `cryptography`.
        hash: the hash that is signed with this curve (RFC 7518, section 3.4).
        order: the order of the base point; `r` and `s` of a signature lie below it.
        coordinate_bytes: the length of a coordinate, and of `r` and of `s`.
    """

    native: ec.EllipticCurve
    hash: hashes.HashAlgorithm
    order: int
    coordinate_bytes: int


CURVES: Final[Mapping[str, Curve]] = {
    "P-256": Curve(
        ec.SECP256R1(),
        hashes.SHA256(),
        0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551,
        32,
    ),
    "P-384": Curve(
        ec.SECP384R1(),
        hashes.SHA384(),
        int(
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
            16,
        ),
        48,
    ),
}

PUBLIC_CODES: Final[Mapping[int, Algorithm]] = {
    0xED: "Ed25519",
    0x1200: "P-256",
    0x1201: "P-384",
    0x1205: "RSA",
}
"""Multicodec code of a public key."""

SECRET_CODES: Final[Mapping[int, Algorithm]] = {
    0x1300: "Ed25519",
    0x1306: "P-256",
    0x1307: "P-384",
    0x1305: "RSA",
}
"""Multicodec code of a secret key."""

JOSE_NAMES: Final[Mapping[Algorithm, tuple[str, ...]]] = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "RSA": ("RS256",),
}
"""JOSE `alg` values that a key of each algorithm may have; the first is the one we write."""


def algorithm_of(key: object) -> Algorithm | None:
    """Name the algorithm of a `cryptography` key; None for one that is not supported."""
    if isinstance(key, Ed25519PublicKey | Ed25519PrivateKey):
        return "Ed25519"
    if isinstance(key, RSAPublicKey | RSAPrivateKey):
        return "RSA"
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        names: dict[str, Algorithm] = {"secp256r1": "P-256", "secp384r1": "P-384"}
        return names.get(key.curve.name)
    return None
