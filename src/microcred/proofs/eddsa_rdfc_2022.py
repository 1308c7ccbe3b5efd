"""eddsa-rdfc-2022: EdDSA over RDFC-1.0 (Data Integrity EdDSA Cryptosuites 1.0)."""

from __future__ import annotations

from typing import Final

from microcred.proofs.data_integrity import HashSuite

SUITE: Final = HashSuite("eddsa-rdfc-2022", "rdfc", {"Ed25519": "sha256"})
