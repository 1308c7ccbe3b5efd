"""Whether the JSON of a proof reads as the options that its signature covers.

A signature over RDF covers what a member stands for, however it is spelled and wherever in the
proof it is written. A proof whose end stands where nobody looks for it must not outlive it (VC
Data Integrity 1.0, "Context Injection").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from microcred.canonical import Canonical
from microcred.errors import NOT_IMPLEMENTED, ProofInvalid, excerpt
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.models.reading import PROOF
from microcred.proofs.agreement import find_disagreements
from microcred.proofs.unsecured_document import UnsecuredDocument

_SECURITY: Final = "https://w3id.org/security#"


def refuse_losses(losses: Sequence[Fault]) -> None:
    """Refuse a proof of which JSON-LD drops something.

    Raises:
        ProofInvalid: code `unsigned-proof-member`.
    """
    known = next((loss for loss in losses if loss.code not in NOT_IMPLEMENTED), None)
    if known is not None:
        message = f"the signature does not cover all of the proof: {known}"
        raise ProofInvalid(message, code="unsigned-proof-member")


def refuse_unknown_losses(losses: Sequence[Fault]) -> None:
    """Refuse a proof of which nobody here can tell whether JSON-LD drops something.

    That is asked last: a signature that is wrong is evidence, and this is none.

    Raises:
        ProofInvalid: with a code of `errors.NOT_IMPLEMENTED`.
    """
    if losses:
        raise ProofInvalid(losses[0].message, code=losses[0].code)


def find_hidden_options(
    proof: Mapping[str, Any], options: Canonical, unsecured: UnsecuredDocument
) -> list[Fault]:
    """List the options of a proof that its JSON does not show where a verifier looks for them.

    Args:
        proof: as received, or as it is about to be signed.
        options: the canonical form of its options.
        unsecured: the document, in whose contexts they were read.
    """
    faults = [
        _hidden(name, f"{excerpt(name)} in a proof, where no reader looks into it")
        for name in proof
        if name.startswith("@") and name != "@context"
    ]
    members = {name: value for name, value in proof.items() if name != "proofValue"}
    config = {**members, "@context": unsecured.document.get("@context")}
    faults += [
        replace(fault, code="hidden-proof-member")
        for fault in find_disagreements(config, options, PROOF, unsecured.extra_contexts)
    ]
    purpose = proof.get("proofPurpose")
    ends = (f"<{_SECURITY}{purpose}> .", f"<{_SECURITY}{purpose}Method> .")
    if purpose is not None and not any(f"#proofPurpose> {end}" in options.nquads for end in ends):
        message = f"proofPurpose {excerpt(purpose)} is another purpose in what is signed"
        faults.append(_hidden("proofPurpose", message))
    return faults


def check_proof_reading(
    proof: Mapping[str, Any], options: Canonical, unsecured: UnsecuredDocument
) -> None:
    """Check that the JSON of a proof shows its options; see `find_hidden_options`.

    Raises:
        ProofInvalid: code `hidden-proof-member`.
    """
    for fault in find_hidden_options(proof, options, unsecured):
        raise ProofInvalid(f"{fault.pointer}: {fault.message}", code="hidden-proof-member")


def _hidden(name: str, message: str) -> Fault:
    return Fault(join_pointer([name]), "hidden-proof-member", message)
