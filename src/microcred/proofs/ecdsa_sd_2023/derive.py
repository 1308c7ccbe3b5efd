"""Derive proofs, by which a holder discloses a part of a credential.

ECDSA Cryptosuites 1.0, "Add Derived Proof (ecdsa-sd-2023)" and "createDisclosureData".
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microcred.errors import InvalidDocument, ProofInvalid
from microcred.findings import Fault
from microcred.proofs.ecdsa_sd_2023.proof_value import (
    BaseProofValue,
    DerivedProofValue,
    parse_base_proof_value,
)
from microcred.proofs.ecdsa_sd_2023.selection import select_json_ld
from microcred.proofs.ecdsa_sd_2023.statements import statements_of
from microcred.proofs.unsecured_document import UnsecuredDocument


@dataclass(frozen=True, slots=True)
class DisclosureData:
    """What a derived proof is made of.

    Attributes:
        proof_value: the derived proof value.
        reveal_document: the disclosed part of the document, without proof.
    """

    proof_value: DerivedProofValue
    reveal_document: dict[str, Any]


def derive_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    selective_pointers: Sequence[str],
    extra_contexts: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Disclose a part of a credential; give that part with its derived proof.

    What the issuer made mandatory is disclosed in any case; with each selected value come the
    ids and types of the objects it is in, the subject's `id` among them.

    Args:
        document: the credential as the issuer signed it; its `proof` is not looked at.
        proof: the base proof.
        selective_pointers: JSON pointers to what is disclosed beside the mandatory part.
        extra_contexts: context documents by URL, beside the pinned ones.

    Raises:
        InvalidDocument: `pointer-not-found`, `partial-list`, or `nothing-selected`.
        ProofInvalid: not a base proof of this document.
        CanonicalizationFailed, LimitExceeded: no statements can be made of the document.
    """
    base = parse_base_proof_value(proof.get("proofValue"))
    unsecured = UnsecuredDocument(document, extra_contexts)
    data = create_disclosure_data(unsecured, base, selective_pointers)
    return {
        **copy.deepcopy(data.reveal_document),
        "proof": {**copy.deepcopy(dict(proof)), "proofValue": data.proof_value.encode()},
    }


def create_disclosure_data(
    unsecured: UnsecuredDocument, base: BaseProofValue, selective_pointers: Sequence[str]
) -> DisclosureData:
    """Select statements with their signatures ("createDisclosureData"); see `derive_proof`.

    Raises:
        InvalidDocument: the pointers select nothing of the document.
        ProofInvalid: the base proof has another number of signatures than of statements.
    """
    pointers = [*base.mandatory_pointers, *selective_pointers]
    reveal_document = select_json_ld(unsecured.document, pointers)
    if reveal_document is None:
        fault = Fault("", "nothing-selected", "nothing is mandatory and nothing was selected")
        raise InvalidDocument([fault], what="selection of the document")
    statements = statements_of(unsecured, base.hmac_key)
    mandatory = statements.select(base.mandatory_pointers)
    combined = statements.select(pointers)
    signed = statements.others(mandatory)
    if len(signed) != len(base.signatures):
        found = f"{len(base.signatures)} signatures for {len(signed)} statements"
        message = f"the base proof has {found}; it was not made for this document"
        raise ProofInvalid(message, code="signature-count")
    signature_at = dict(zip(signed, base.signatures, strict=True))
    value = DerivedProofValue(
        base.base_signature,
        base.public_key,
        tuple(signature_at[index] for index in combined.indexes if index in signature_at),
        combined.label_map,
        tuple(
            position for position, index in enumerate(combined.indexes) if index not in signature_at
        ),
    )
    return DisclosureData(value, reveal_document)
