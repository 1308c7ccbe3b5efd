"""JsonWebSignature2020: keys as JSON Web Keys, hashed with SHA-256 always; verified, never issued.

Source: JSON Web Signature 2020 (lds-jws2020), with its table of keys.
"""

from __future__ import annotations

from typing import Final

from microcred.proofs.detached_jws import DetachedJwsSuite

SUITE: Final = DetachedJwsSuite(
    "JsonWebSignature2020",
    "rdfc",
    {
        "Ed25519": "sha256",
        "P-256": "sha256",
        "P-384": "sha256",
        "secp256k1": "sha256",
        "RSA": "sha256",
    },
    proof_type="JsonWebSignature2020",
    verify_only=True,
)
