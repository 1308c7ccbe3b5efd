"""The checks of an Open Badges 2.0 badge in their order, and how a finding of one is made.

A finding's pointer leads into the assertion; a badge class or a profile that was fetched counts as
standing where its URL stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from microcred.checklist import Checklist
from microcred.errors import MicrocredError
from microcred.findings import Finding

SECTIONS: Final[Mapping[str, str]] = {
    "source": "Open Badges 2.0, Badge Baking; HostedBadge Verification",
    "data_model": "Open Badges 2.0, Data Validation; Open Badges Vocabulary",
    "json_ld": "Open Badges 2.0, Open Badges in Linked Data",
    "open_badges": "Open Badges 2.0, Verification",
    "proof": "Open Badges 2.0, HostedBadge Verification; SignedBadge Verification",
    "issuer_key": "Open Badges 2.0, VerificationObject; CryptographicKey",
    "schema": "Open Badges 2.0, Extension Validation",
    "resources": "Open Badges 2.0, Open Badges Vocabulary",
    "refresh": "Open Badges 2.0, Verification",
    "status": "Open Badges 2.0, Revocation List; Revoking Hosted Assertions",
    "validity": "Open Badges 2.0, Assertion",
    "recipient": "Open Badges 2.0, IdentityObject",
    "endorsements": "Open Badges 2.0, Endorsement",
    "contained": "Open Badges 2.0, Assertion",
    "trust": "Open Badges 2.0, Verification",
}
"""Every check in its order, with the section of Open Badges 2.0 that it stands on."""


_CHECKLIST: Final = Checklist(SECTIONS)
passed = _CHECKLIST.passed
skipped = _CHECKLIST.skipped
failed = _CHECKLIST.failed
undetermined = _CHECKLIST.undetermined
failed_by_faults = _CHECKLIST.failed_by_faults


def undetermined_by(check: str, error: MicrocredError, pointer: str, advice: str = "") -> Finding:
    """Report that `error` kept a check from being completed."""
    return undetermined(check, error.code, error.message, pointer, advice, obstacle=error)


def failed_by(check: str, error: MicrocredError, pointer: str, advice: str = "") -> Finding:
    """Report that a check failed with `error`."""
    return failed(check, error.code, error.message, pointer + (error.pointer or ""), advice)
