"""One badge on its way through the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from microcred.dids import Resolver
from microcred.document import id_of, objects_of
from microcred.errors import Fault, MicrocredError
from microcred.limits import MAX_FAULTS
from microcred.proofs import UnsecuredDocument
from microcred.verifying.keyring import ProofKey
from microcred.verifying.policy import Policy
from microcred.verifying.report import CHECKS, Check, Outcome
from microcred.verifying.source import Source


@dataclass(slots=True)
class Case:
    """What the checks share. Checks read it; only the proof check writes `verified`.

    Attributes:
        source: the badge as found.
        policy: what the verifier asks for.
        resolver: obtains issuers' documents.
        moment: the one reference time of this verification.
        unsecured: the credential without its proofs.
        verified: the proofs whose signature is right, with what is known of their keys.
    """

    source: Source
    policy: Policy
    resolver: Resolver
    moment: datetime
    unsecured: UnsecuredDocument
    verified: list[VerifiedProof] = field(default_factory=list)

    @property
    def document(self) -> dict[str, Any]:
        """Give the credential as received."""
        return self.source.document

    @property
    def issuer_id(self) -> str | None:
        """Give the issuer's id."""
        return id_of(self.document.get("issuer"))

    def members(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """Give the objects in one member of the credential, each with its pointer."""
        found = objects_of(self.document.get(name))
        return [(f"/{name}{pointer}", value) for pointer, value in found]


@dataclass(frozen=True, slots=True)
class VerifiedProof:
    """A proof whose signature is right.

    Attributes:
        pointer: where the proof stands; empty for a JWT.
        key: the key it was verified with, and where that came from.
        created: when the proof says it was made, or None.
    """

    pointer: str
    key: ProofKey
    created: datetime | None


def passed(check: str, code: str, message: str, pointer: str = "") -> Check:
    """Report that a check passed."""
    return Check(check, Outcome.PASSED, code, message, pointer, spec=CHECKS[check])


def skipped(check: str, code: str, message: str) -> Check:
    """Report that there was nothing to check."""
    return Check(check, Outcome.SKIPPED, code, message, spec=CHECKS[check])


def failed(check: str, code: str, message: str, pointer: str = "", advice: str = "") -> Check:
    """Report that a check failed."""
    return Check(check, Outcome.FAILED, code, message, pointer, advice, CHECKS[check])


def undetermined(check: str, code: str, message: str, pointer: str = "", advice: str = "") -> Check:
    """Report that a check could not be completed."""
    return Check(check, Outcome.UNDETERMINED, code, message, pointer, advice, CHECKS[check])


def failed_by(check: str, error: MicrocredError, pointer: str = "", advice: str = "") -> Check:
    """Report that a check failed with `error`."""
    return failed(check, error.code, error.message, error.pointer or pointer, advice)


def failed_by_faults(check: str, faults: Iterable[Fault], base: str = "") -> Iterator[Check]:
    """Report each fault, up to `MAX_FAULTS`, and say when there are more."""
    for count, fault in enumerate(faults):
        if count == MAX_FAULTS:
            yield failed(check, "more-faults", f"more than {MAX_FAULTS} faults; the rest is cut")
            return
        yield failed(check, fault.code, fault.message, base + fault.pointer, fault.advice)
