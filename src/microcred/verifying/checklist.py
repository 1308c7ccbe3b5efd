"""The checks of a badge in their order, and how a finding of one is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from microcred.budget import OUT_OF_TIME
from microcred.checklist import Checklist
from microcred.errors import LimitExceeded, MicrocredError
from microcred.findings import Finding
from microcred.verifying.questions import LEFT_OUT

CHECKS: Final[Mapping[str, str]] = {
    "source": "Open Badges 3.0, Serialization, Document Format and Baking",
    "data_model": "VC Data Model 2.0, Basic Concepts; Open Badges 3.0, Data Model",
    "json_ld": "VC Data Integrity 1.0, Contexts and Vocabularies",
    "open_badges": "Open Badges 3.0, Data Model",
    "proof": "VC Data Integrity 1.0, Verify Proof; Open Badges 3.0, Proofs (Signatures)",
    "issuer_key": "Controlled Identifiers 1.0, Verification Relationships",
    "schema": "VC Data Model 2.0, Data Schemas",
    "resources": "VC Data Model 2.0, Integrity of Related Resources",
    "refresh": "1EdTech Credential Refresh Service 1.0",
    "status": "Bitstring Status List 1.0; 1EdTech Revocation List Status Method 1.0",
    "validity": "VC Data Model 2.0, Validity Period",
    "recipient": "Open Badges 3.0, Verify the Recipient Using an Identifier",
    "endorsements": "Open Badges 3.0, EndorsementCredential Verification",
    "contained": "Comprehensive Learner Record 2.0, ClrSubject; VC Data Model 2.0, Presentations",
    "trust": "VC Data Model 2.0, Validation: Issuer",
}
"""Every check in the order in which it runs, with the section it stands on."""

_CHECKLIST: Final = Checklist(CHECKS)
passed = _CHECKLIST.passed
skipped = _CHECKLIST.skipped
failed = _CHECKLIST.failed
undetermined = _CHECKLIST.undetermined
failed_by_faults = _CHECKLIST.failed_by_faults


def left_out(check: str) -> Finding:
    """Report that the policy leaves a check out."""
    return skipped(check, LEFT_OUT, "the policy leaves this out")


def out_of_time(check: str, pointer: str = "") -> Finding:
    """Report that a check was not begun or ended, since time was up for the verification."""
    message = "not looked at to its end, since all took as long as one verification may"
    advice = "Try again later; a server may have been slow to answer."
    return undetermined(check, OUT_OF_TIME, message, pointer, advice)


def in_time(check: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Pass on the findings of a check, and say where it was ended since time was up."""
    try:
        yield from findings
    except LimitExceeded as error:
        if error.code != OUT_OF_TIME:
            raise
        yield out_of_time(check, error.pointer or "")


def failed_by(check: str, error: MicrocredError, pointer: str = "", advice: str = "") -> Finding:
    """Report that a check failed with `error`, or was ended by it since time was up."""
    if error.code == OUT_OF_TIME:
        return out_of_time(check, error.pointer or pointer)
    return failed(check, error.code, error.message, error.pointer or pointer, advice)
