"""Keys: Ed25519, P-256, P-384 and RSA, in every form that badges use."""

from microcred.keys.algorithms import JOSE_NAMES, Algorithm
from microcred.keys.elsewhere import CallableKey
from microcred.keys.public import PublicKey
from microcred.keys.signatures import ecdsa_raw_from_der
from microcred.keys.signing import LocalKey, SigningKey

__all__ = [
    "JOSE_NAMES",
    "Algorithm",
    "CallableKey",
    "LocalKey",
    "PublicKey",
    "SigningKey",
    "ecdsa_raw_from_der",
]
