"""eddsa-2022, the name that eddsa-rdfc-2022 had in drafts; verified, never issued."""

from __future__ import annotations

from typing import Final

from microcred.proofs.data_integrity import HashSuite

SUITE: Final = HashSuite("eddsa-2022", "rdfc", {"Ed25519": "sha256"}, verify_only=True)
