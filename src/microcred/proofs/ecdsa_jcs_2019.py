"""ecdsa-jcs-2019: ECDSA over RFC 8785 (JCS) (Data Integrity ECDSA Cryptosuites 1.0)."""

from __future__ import annotations

from typing import Final

from microcred.proofs.data_integrity import HashSuite

SUITE: Final = HashSuite("ecdsa-jcs-2019", "jcs", {"P-256": "sha256", "P-384": "sha384"})
