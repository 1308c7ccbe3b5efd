"""Ed25519Signature2020, the suite before Data Integrity, which wallets and old badges still use."""

from __future__ import annotations

from typing import Final

from microcred.proofs.data_integrity import HashSuite

SUITE: Final = HashSuite(
    "Ed25519Signature2020",
    "rdfc",
    {"Ed25519": "sha256"},
    proof_type="Ed25519Signature2020",
    contexts=("https://w3id.org/security/suites/ed25519-2020/v1",),
)
