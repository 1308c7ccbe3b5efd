"""eddsa-jcs-2022: EdDSA over RFC 8785 (JCS) (Data Integrity EdDSA Cryptosuites 1.0)."""

from __future__ import annotations

from typing import Final

from microcred.proofs.data_integrity import HashSuite

SUITE: Final = HashSuite("eddsa-jcs-2022", "jcs", {"Ed25519": "sha256"})
