"""What the checks find; the verifier turns each finding into one of its own checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from microcred.errors import Fault, MicrocredError
from microcred.limits import MAX_FAULTS

Outcome = Literal["passed", "failed", "undetermined", "skipped"]

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


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about an Open Badges 2.0 badge.

    Attributes:
        check: the check's name, a key of `SECTIONS`.
        outcome: passed, failed, undetermined (could not be completed) or skipped.
        code: a stable slug of what was found.
        message: what was found.
        pointer: where, as a JSON pointer into the assertion; a badge class or a profile that was
            fetched counts as standing where its URL stands.
        advice: what to do about it; empty where there is nothing to do.
        obstacle: what kept the check from being completed, from which the advice follows.
    """

    check: str
    outcome: Outcome
    code: str
    message: str
    pointer: str = ""
    advice: str = ""
    obstacle: MicrocredError | None = None


def passed(check: str, code: str, message: str, pointer: str = "") -> Finding:
    """Report that a check passed."""
    return Finding(check, "passed", code, message, pointer)


def skipped(check: str, code: str, message: str) -> Finding:
    """Report that there was nothing to check."""
    return Finding(check, "skipped", code, message)


def failed(check: str, code: str, message: str, pointer: str = "", advice: str = "") -> Finding:
    """Report that a check failed."""
    return Finding(check, "failed", code, message, pointer, advice)


def undetermined(
    check: str,
    code: str,
    message: str,
    pointer: str = "",
    advice: str = "",
    obstacle: MicrocredError | None = None,
) -> Finding:
    """Report that a check could not be completed."""
    return Finding(check, "undetermined", code, message, pointer, advice, obstacle)


def undetermined_by(check: str, error: MicrocredError, pointer: str, advice: str = "") -> Finding:
    """Report that `error` kept a check from being completed."""
    return undetermined(check, error.code, error.message, pointer, advice, error)


def failed_by(check: str, error: MicrocredError, pointer: str, advice: str = "") -> Finding:
    """Report that a check failed with `error`."""
    return failed(check, error.code, error.message, pointer + (error.pointer or ""), advice)


def failed_by_faults(check: str, faults: Iterable[Fault], base: str = "") -> Iterator[Finding]:
    """Report each fault, up to `MAX_FAULTS`, and say when there are more."""
    for count, fault in enumerate(faults):
        if count == MAX_FAULTS:
            yield failed(check, "more-faults", f"more than {MAX_FAULTS} faults; the rest is cut")
            return
        yield failed(check, fault.code, fault.message, base + fault.pointer, fault.advice)
