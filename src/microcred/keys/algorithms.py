"""The key algorithms, what the formats call them and what each can do: the one table of that.

Sources: Controlled Identifiers 1.0, "Multikey" (codes and lengths), RFC 7518, RFC 8037, RFC 8812
and RFC 9864 (JSON Web Key and its algorithms), the Multicodec table (RSA, secp256k1, P-521).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

Algorithm = Literal["Ed25519", "P-256", "P-384", "P-521", "secp256k1", "RSA"]
"""A key's algorithm, as JSON Web Key names its curve."""

NativePublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey
NativePrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Curve:
    """An elliptic curve of the ECDSA algorithms.

    Attributes:
        native: the curve, for `cryptography`.
        hash: the hash that is signed with this curve (RFC 7518, section 3.4; RFC 8812, 3.2).
        order: the order of the base point; `r` and `s` of a signature lie below it.
        coordinate_bytes: the length of a coordinate, and of `r` and of `s`.
    """

    native: ec.EllipticCurve
    hash: hashes.HashAlgorithm
    order: int
    coordinate_bytes: int


CURVES: Final[Mapping[Algorithm, Curve]] = {
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
    "P-521": Curve(
        ec.SECP521R1(),
        hashes.SHA512(),
        int(
            "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            "FA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
            16,
        ),
        66,
    ),
    "secp256k1": Curve(
        ec.SECP256K1(),
        hashes.SHA256(),
        0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141,
        32,
    ),
}

PUBLIC_CODES: Final[Mapping[int, Algorithm]] = {
    0xED: "Ed25519",
    0x1200: "P-256",
    0x1201: "P-384",
    0x1202: "P-521",
    0xE7: "secp256k1",
    0x1205: "RSA",
}
"""Multicodec code of a public key."""

SECRET_CODES: Final[Mapping[int, Algorithm]] = {
    0x1300: "Ed25519",
    0x1306: "P-256",
    0x1307: "P-384",
    0x1308: "P-521",
    0x1301: "secp256k1",
    0x1305: "RSA",
}
"""Multicodec code of a secret key."""


class JoseAlgorithm(NamedTuple):
    """A JOSE `alg` that is implemented here.

    Attributes:
        key: the kind of key that it wants.
        signed: whether its signature is the one that `SigningKey.sign` makes with such a key; the
            others are verified only.
    """

    key: Algorithm
    signed: bool = True


JOSE_ALGORITHMS: Final[Mapping[str, JoseAlgorithm]] = {
    "EdDSA": JoseAlgorithm("Ed25519"),
    "Ed25519": JoseAlgorithm("Ed25519"),
    "ES256": JoseAlgorithm("P-256"),
    "ES384": JoseAlgorithm("P-384"),
    "ES512": JoseAlgorithm("P-521"),
    "ES256K": JoseAlgorithm("secp256k1"),
    "RS256": JoseAlgorithm("RSA"),
    "RS384": JoseAlgorithm("RSA", signed=False),
    "RS512": JoseAlgorithm("RSA", signed=False),
    "PS256": JoseAlgorithm("RSA", signed=False),
    "PS384": JoseAlgorithm("RSA", signed=False),
    "PS512": JoseAlgorithm("RSA", signed=False),
}
"""The one table of JOSE algorithms; neither `none` nor HMAC is in it (RFC 8725, section 3.1)."""

JOSE_NAMES: Final[Mapping[Algorithm, tuple[str, ...]]] = {
    algorithm: tuple(name for name, jose in JOSE_ALGORITHMS.items() if jose.key == algorithm)
    for algorithm in PUBLIC_CODES.values()
}
"""JOSE `alg` values that a key of each algorithm may have; the first is the one we write."""

EMBEDDABLE: Final[frozenset[Algorithm]] = frozenset({"Ed25519", "P-256", "P-384"})
"""The keys that some Data Integrity suite signs with; the others sign JWTs only."""

_CURVE_NAMES: Final = {curve.native.name: algorithm for algorithm, curve in CURVES.items()}


def algorithm_of(key: object) -> Algorithm | None:
    """Name the algorithm of a `cryptography` key; None for one that is not supported."""
    if isinstance(key, Ed25519PublicKey | Ed25519PrivateKey):
        return "Ed25519"
    if isinstance(key, RSAPublicKey | RSAPrivateKey):
        return "RSA"
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return _CURVE_NAMES.get(key.curve.name)
    return None
