"""Verify derived proofs (ECDSA Cryptosuites 1.0, "Verify Derived Proof (ecdsa-sd-2023)")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.errors import ProofInvalid
from microcred.keys import PublicKey
from microcred.proofs.ecdsa_sd_2023.naming import relabel
from microcred.proofs.ecdsa_sd_2023.proof_value import (
    DerivedProofValue,
    parse_derived_proof_value,
)
from microcred.proofs.ecdsa_sd_2023.signing import canonical_options, verify_statements
from microcred.proofs.unsecured_document import UnsecuredDocument
from microcred.transcript import Transcript

_CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"


@dataclass(frozen=True, slots=True)
class DisclosedStatements:
    """The statements of a disclosed document, under the labels they were signed with.

    Attributes:
        mandatory: those that the base signature covers.
        non_mandatory: those that have a signature each.
    """

    mandatory: list[str]
    non_mandatory: list[str]


def verify_derived_proof(
    unsecured: UnsecuredDocument, proof: Mapping[str, Any], key: PublicKey
) -> Transcript:
    """Verify a derived proof.

    Raises:
        ProofInvalid: malformed, of another document, or a signature is wrong; `base-proof` where
            the holder should have derived one.
        CanonicalizationFailed, LimitExceeded: the document has no canonical form.
    """
    value = parse_derived_proof_value(proof.get("proofValue"))
    options = canonical_options(unsecured, proof, verifying=True)
    statements = split_statements(unsecured.rdfc().nquads, value)
    return verify_statements(statements.mandatory, statements.non_mandatory, options, value, key)


def is_chosen_by_holder(unsecured: UnsecuredDocument, proof: Mapping[str, Any], name: str) -> bool:
    """Tell whether a holder could have left out any value of a VCDM member that is shown.

    Args:
        unsecured: a disclosed document.
        proof: its derived proof, which was verified.
        name: the member's name.
    """
    value = parse_derived_proof_value(proof.get("proofValue"))
    statements = split_statements(unsecured.rdfc().nquads, value)
    return any(f" <{_CREDENTIALS}{name}> " in quad for quad in statements.non_mandatory)


def split_statements(nquads: str, value: DerivedProofValue) -> DisclosedStatements:
    """Relabel and split what is disclosed ("createVerifyData").

    Two nodes under one label would let a holder say of each what was signed of the other.

    Raises:
        ProofInvalid: labels that are missing or not distinct, or indexes that repeat or point
            beyond the statements.
    """
    if len(set(value.label_map.values())) != len(value.label_map):
        raise ProofInvalid("proofValue gives one label to two nodes", code="label-map")
    try:
        quads = relabel(nquads, value.label_map)
    except KeyError as error:
        message = f"proofValue has no label for the blank node {error.args[0]}"
        raise ProofInvalid(message, code="label-map") from error
    indexes = set(value.mandatory_indexes)
    if len(indexes) != len(value.mandatory_indexes) or max(indexes, default=-1) >= len(quads):
        message = "proofValue has mandatory indexes that repeat or point at nothing"
        raise ProofInvalid(message, code="mandatory-indexes")
    return DisclosedStatements(
        [quad for index, quad in enumerate(quads) if index in indexes],
        [quad for index, quad in enumerate(quads) if index not in indexes],
    )
