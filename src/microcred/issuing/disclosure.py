"""Show a part of a badge, as its holder (Data Integrity ECDSA Cryptosuites, "ecdsa-sd-2023")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from microcred.document import as_list
from microcred.errors import InvalidDocument
from microcred.findings import Fault
from microcred.issuing.signer import SignedBadge
from microcred.proofs.ecdsa_sd_2023 import SUITE, derive_proof


def disclose(
    badge: SignedBadge | Mapping[str, Any],
    pointers: Sequence[str],
    *,
    contexts: Mapping[str, dict[str, Any]] | None = None,
) -> SignedBadge:
    """Return the badge with what its issuer made mandatory and what `pointers` select, no more.

    Args:
        badge: as its issuer signed it, with one ecdsa-sd-2023 base proof.
        pointers: JSON pointers to what is shown beside the mandatory part.
        contexts: JSON-LD contexts of your own extensions, by URL, beside the pinned ones.

    Raises:
        InvalidDocument: not exactly one proof of that suite, a pointer points at nothing, or
            nothing is selected.
        ProofInvalid: not a base proof of this document.
    """
    document = badge.document if isinstance(badge, SignedBadge) else badge
    proofs = [
        proof
        for proof in as_list(document.get("proof"))
        if isinstance(proof, Mapping) and proof.get("cryptosuite") == SUITE.name
    ]
    if len(proofs) != 1:
        message = f"{len(proofs)} proofs of the suite {SUITE.name}, expected one to choose from"
        raise InvalidDocument([Fault("/proof", "no-base-proof", message)], what="badge to show")
    return SignedBadge(derive_proof(document, proofs[0], pointers, contexts))
