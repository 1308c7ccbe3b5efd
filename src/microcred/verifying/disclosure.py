"""What a holder chose not to show, where a form of badge lets the holder choose.

Absence says nothing there. The issuer may have kept everything that must stay in sight from the
holder's choice, but only what is shown tells so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microcred.document import objects_of
from microcred.proofs.ecdsa_sd_2023 import SUITE, is_chosen_by_holder
from microcred.verifying.verification import Verification


def may_conceal(verification: Verification, *members: str) -> bool:
    """Tell whether a holder may have left out one of `members` of the credential, or a part.

    In an SD-JWT that is so where the issuer signed a digest of what is not shown: in the
    credential itself, if none of the members is there, or inside one of them. It may be a decoy:
    nobody but the issuer can tell. Of a derived proof nothing tells how much there was; a member
    of which all is among what the issuer made mandatory is whole, and so is a single value.
    """
    shown = [name for name in members if _is_there(verification.document.get(name))]
    if verification.source.disclosed is not None:
        withheld = verification.source.disclosed.withheld
        return bool(withheld.intersection(members)) or ("" in withheld and not shown)
    if not _derived_proofs(verification):
        return False
    return not shown or any(_may_be_a_part(verification, name) for name in shown)


def is_derived(document: Mapping[str, Any]) -> bool:
    """Tell whether a credential says that it is a part of another, which its holder chose."""
    proofs = (proof for _, proof in objects_of(document.get("proof")))
    return any(proof.get("cryptosuite") == SUITE.name for proof in proofs)


def _derived_proofs(verification: Verification) -> list[dict[str, Any]]:
    """Return the proofs that were found right and leave the holder a choice.

    A proof of another kind beside them may be anybody's, over what the holder chose to show.
    """
    verified = {item.pointer for item in verification.verified}
    return [
        proof
        for pointer, proof in verification.members("proof")
        if pointer in verified and proof.get("cryptosuite") == SUITE.name
    ]


def _is_there(value: Any) -> bool:
    return value is not None and value != []


def _may_be_a_part(verification: Verification, name: str) -> bool:
    """Tell whether a member that is shown may have been more, by a derived proof."""
    if not isinstance(verification.document[name], list | dict):
        return False
    proofs = _derived_proofs(verification)
    return any(is_chosen_by_holder(verification.unsecured, proof, name) for proof in proofs)
