"""ecdsa-rdfc-2019: ECDSA over RDFC-1.0 (Data Integrity ECDSA Cryptosuites 1.0)."""

from __future__ import annotations

from typing import Final

from microcred.proofs.data_integrity import HashSuite

SUITE: Final = HashSuite("ecdsa-rdfc-2019", "rdfc", {"P-256": "sha256", "P-384": "sha384"})
