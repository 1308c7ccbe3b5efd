"""Ed25519Signature2018, which the oldest verifiable credentials have; verified, never issued."""

from __future__ import annotations

from typing import Final

from microcred.proofs.detached_jws import DetachedJwsSuite

SUITE: Final = DetachedJwsSuite(
    "Ed25519Signature2018",
    "rdfc",
    {"Ed25519": "sha256"},
    proof_type="Ed25519Signature2018",
    verify_only=True,
)
