"""Whether the JSON of a proof reads as the options that its signature covers.

A signature over RDF covers what a member stands for, however it is spelled: `expires`, its full
IRI, or another name for it from a context in the document. A proof whose end is spelled so that
nobody looks at it must not outlive it (VC Data Integrity 1.0, "Context Injection").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from microcred.canonical import Canonical
from microcred.document import as_list
from microcred.errors import ProofInvalid, excerpt

_SECURITY: Final = "https://w3id.org/security#"
_MEMBERS: Final[Mapping[str, str]] = {
    "http://purl.org/dc/terms/created": "created",
    f"{_SECURITY}expiration": "expires",
    f"{_SECURITY}proofPurpose": "proofPurpose",
    f"{_SECURITY}verificationMethod": "verificationMethod",
    f"{_SECURITY}challenge": "challenge",
    f"{_SECURITY}domain": "domain",
    f"{_SECURITY}nonce": "nonce",
    f"{_SECURITY}previousProof": "previousProof",
}
_PREDICATE: Final = re.compile(r"\S+ <([^>]*)> ")


def check_proof_reading(proof: Mapping[str, Any], options: Canonical) -> None:
    """Check that the JSON shows each option of a proof that a verifier looks at.

    Args:
        proof: as received.
        options: the canonical form of its options.

    Raises:
        ProofInvalid: code `hidden-proof-member`.
    """
    if not options.plain:
        _check_members(proof, options.nquads)
    purpose = proof.get("proofPurpose")
    ends = (f"<{_SECURITY}{purpose}> .", f"<{_SECURITY}{purpose}Method> .")
    if purpose is not None and not any(f"#proofPurpose> {end}" in options.nquads for end in ends):
        message = f"proofPurpose {excerpt(purpose)} is another purpose in what is signed"
        raise ProofInvalid(message, code="hidden-proof-member")


def _check_members(proof: Mapping[str, Any], nquads: str) -> None:
    for name in proof:
        if name.startswith("@") and name != "@context":
            message = f"{excerpt(name)} in a proof, where no reader looks into it"
            raise ProofInvalid(message, code="hidden-proof-member")
    # Not splitlines(): a literal may hold U+2028 and what then looks like a statement.
    signed = Counter(match[1] for match in map(_PREDICATE.match, nquads.split("\n")) if match)
    for predicate, name in _MEMBERS.items():
        if signed[predicate] > len(as_list(proof.get(name))):
            message = f"the signature covers a {name} that the proof does not show as such"
            raise ProofInvalid(message, code="hidden-proof-member")
