"""The key algorithms, what the formats call them and what each can do: the one table of that.

Sources: Controlled Identifiers 1.0, "Multikey" (codes and lengths), RFC 7518, RFC 8037, RFC 8812
and RFC 9864 (JSON Web Key and its algorithms), the Multicodec table (RSA, secp256k1, P-521).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

Algorithm = Literal["Ed25519", "P-256", "P-384", "P-521", "secp256k1", "RSA"]
"""A key's algorithm, as JSON Web Key names its curve."""

NativePublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey
NativePrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | RSAPrivateKey


class KeyKind(NamedTuple):
    """What the formats call one kind of key.

    Attributes:
        kty, crv: of its JSON Web Key; `crv` is None where there is none.
        public_code, secret_code: Multicodec codes of its public and its secret Multikey.
        embeds: whether some Data Integrity suite signs with it; else it signs JWTs only.
    """

    kty: str
    crv: str | None
    public_code: int
    secret_code: int
    embeds: bool = False


KEY_KINDS: Final[Mapping[Algorithm, KeyKind]] = {
    "Ed25519": KeyKind("OKP", "Ed25519", 0xED, 0x1300, embeds=True),
    "P-256": KeyKind("EC", "P-256", 0x1200, 0x1306, embeds=True),
    "P-384": KeyKind("EC", "P-384", 0x1201, 0x1307, embeds=True),
    "P-521": KeyKind("EC", "P-521", 0x1202, 0x1308),
    "secp256k1": KeyKind("EC", "secp256k1", 0xE7, 0x1301),
    "RSA": KeyKind("RSA", None, 0x1205, 0x1305),
}
"""The kinds of key that are implemented."""


@dataclass(frozen=True, slots=True)
class Curve:
    """An elliptic curve of the ECDSA algorithms.

    Attributes:
        native: the curve, for `cryptography`.
        order: the order of the base point; `r` and `s` of a signature lie below it.
        coordinate_bytes: the length of a coordinate, and of `r` and of `s`.
    """

    native: ec.EllipticCurve
    order: int
    coordinate_bytes: int


CURVES: Final[Mapping[Algorithm, Curve]] = {
    "P-256": Curve(
        ec.SECP256R1(),
        0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551,
        32,
    ),
    "P-384": Curve(
        ec.SECP384R1(),
        int(
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
            16,
        ),
        48,
    ),
    "P-521": Curve(
        ec.SECP521R1(),
        int(
            "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            "FA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
            16,
        ),
        66,
    ),
    "secp256k1": Curve(
        ec.SECP256K1(),
        0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141,
        32,
    ),
}


class JoseAlgorithm(NamedTuple):
    """A JOSE `alg` that is implemented here.

    Attributes:
        key: the kind of key that it wants.
        hash: what the data is hashed with; Ed25519 does so itself.
        padding: of an RSA signature; else None.
        signed: whether its signature is the one that `SigningKey.sign` makes with such a key; the
            others are verified only.
    """

    key: Algorithm
    hash: hashes.HashAlgorithm
    padding: AsymmetricPadding | None = None
    signed: bool = True


_SHA_256, _SHA_384, _SHA_512 = hashes.SHA256(), hashes.SHA384(), hashes.SHA512()
_EDDSA: Final = JoseAlgorithm("Ed25519", _SHA_512)
_PKCS_1: Final = padding.PKCS1v15()


def _pss(hashed: hashes.HashAlgorithm) -> JoseAlgorithm:
    """Return the row of an RSASSA-PSS; its salt is as long as its hash (RFC 7518, section 3.5)."""
    filled = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
    return JoseAlgorithm("RSA", hashed, filled, signed=False)


JOSE_ALGORITHMS: Final[Mapping[str, JoseAlgorithm]] = {
    "EdDSA": _EDDSA,
    "Ed25519": _EDDSA,  # another name for the same (RFC 9864)
    "ES256": JoseAlgorithm("P-256", _SHA_256),
    "ES384": JoseAlgorithm("P-384", _SHA_384),
    "ES512": JoseAlgorithm("P-521", _SHA_512),
    "ES256K": JoseAlgorithm("secp256k1", _SHA_256),
    "RS256": JoseAlgorithm("RSA", _SHA_256, _PKCS_1),
    "RS384": JoseAlgorithm("RSA", _SHA_384, _PKCS_1, signed=False),
    "RS512": JoseAlgorithm("RSA", _SHA_512, _PKCS_1, signed=False),
    "PS256": _pss(_SHA_256),
    "PS384": _pss(_SHA_384),
    "PS512": _pss(_SHA_512),
}
"""The one table of JOSE algorithms; neither `none` nor HMAC is in it (RFC 8725, section 3.1)."""

JOSE_NAMES: Final[Mapping[Algorithm, tuple[str, ...]]] = {
    algorithm: tuple(name for name, jose in JOSE_ALGORITHMS.items() if jose.key == algorithm)
    for algorithm in KEY_KINDS
}
"""JOSE `alg` values that a key of each kind may have; the first is the one we write."""

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


def usual_jose(algorithm: Algorithm) -> JoseAlgorithm:
    """Return the JOSE algorithm that a key of this kind signs with, in tokens and elsewhere."""
    return JOSE_ALGORITHMS[JOSE_NAMES[algorithm][0]]
