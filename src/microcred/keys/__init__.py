"""Keys: Ed25519, P-256, P-384, P-521, secp256k1 and RSA, in every form that badges use."""

from microcred.keys.algorithms import JOSE_ALGORITHMS, JOSE_NAMES, KEY_KINDS, Algorithm
from microcred.keys.external import CallableKey
from microcred.keys.jwk import PRIVATE_MEMBERS
from microcred.keys.public import PublicKey
from microcred.keys.signatures import ecdsa_raw_from_der
from microcred.keys.signing import LocalKey, SigningKey

__all__ = [
    "JOSE_ALGORITHMS",
    "JOSE_NAMES",
    "KEY_KINDS",
    "PRIVATE_MEMBERS",
    "Algorithm",
    "CallableKey",
    "LocalKey",
    "PublicKey",
    "SigningKey",
    "ecdsa_raw_from_der",
]
