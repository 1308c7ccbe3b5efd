"""What a caller chooses for the proof of one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from microcred.timestamps import format_timestamp


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """What is chosen for an embedded proof (VC Data Integrity 1.0, "Proofs").

    What is None or empty is left out of the proof.

    Attributes:
        id: names the proof, so that a later one can be chained to it.
        created: when it was made; the signer's clock by default.
        expires: after it the proof, not the credential, counts for nothing.
        challenge: what a verifier gave against replay.
        domain: who the proof is for.
        previous_proof: ids of proofs in the document that this one is made over.
        mandatory_pointers: JSON pointers to what a holder cannot leave out, for ecdsa-sd-2023
            only; None leaves the choice to the suite.
    """

    id: str | None = None
    created: datetime | None = None
    expires: datetime | None = None
    challenge: str | None = None
    domain: str | None = None
    previous_proof: Sequence[str] = ()
    mandatory_pointers: Sequence[str] | None = None

    def members(self) -> dict[str, Any]:
        """Return the members of the proof that were chosen."""
        previous = list(self.previous_proof)
        chosen = {
            "id": self.id,
            "created": None if self.created is None else format_timestamp(self.created),
            "expires": None if self.expires is None else format_timestamp(self.expires),
            "challenge": self.challenge,
            "domain": self.domain,
            "previousProof": previous[0] if len(previous) == 1 else previous or None,
        }
        return {name: value for name, value in chosen.items() if value is not None}
