"""Keys: Ed25519, P-256, P-384, P-521, secp256k1 and RSA, in every form that badges use."""

from microcred.keys.algorithms import EMBEDDABLE, JOSE_ALGORITHMS, JOSE_NAMES, Algorithm
from microcred.keys.external import CallableKey
from microcred.keys.public import PublicKey
from microcred.keys.signatures import ecdsa_raw_from_der
from microcred.keys.signing import LocalKey, SigningKey

__all__ = [
    "EMBEDDABLE",
    "JOSE_ALGORITHMS",
    "JOSE_NAMES",
    "Algorithm",
    "CallableKey",
    "LocalKey",
    "PublicKey",
    "SigningKey",
    "ecdsa_raw_from_der",
]
