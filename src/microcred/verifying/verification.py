"""One badge on its way through the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from microcred.budget import Deadline
from microcred.dids import Resolver
from microcred.document import as_list, id_of, objects_of
from microcred.errors import MicrocredError
from microcred.fetch import Fetcher
from microcred.limits import MAX_TRACE_STEPS
from microcred.proofs import UnsecuredDocument, signs_json
from microcred.verifying.checklist import CHECKS, out_of_time, skipped
from microcred.verifying.context_library import ContextLibrary
from microcred.verifying.policy import Policy, Session
from microcred.verifying.proof_keys import ProofKey
from microcred.verifying.report import NestedReport, VerificationReport
from microcred.verifying.schema_checker import SchemaChecker
from microcred.verifying.source import Source


class Role(Enum):
    """Why a credential is looked at; what is one level down is not asked everything."""

    BADGE = "badge"
    CONTAINED = "contained"
    REFRESHED = "refreshed"
    ENDORSEMENT = "endorsement"
    STATUS_LIST = "status list"
    SCHEMA = "schema"
    PRESENTATION = "presentation"


@dataclass(slots=True)
class Verification:
    """What the checks of one badge share.

    The proof check writes `verified`, a refresh replaces the source.

    Attributes:
        source: the badge as found.
        policy: what the verifier asks for.
        fetcher: this verification's share of the network.
        resolver: obtains issuers' documents.
        deadline: after it nothing is begun that takes long; what was left out is undetermined.
        moment: the one reference time of this verification.
        unsecured: the credential without its proofs.
        library: the JSON-LD contexts beside the pinned ones.
        schemas: this verification's share of time for schemas that are fetched.
        examine: runs every check of another verification.
        role: why this credential is looked at.
        session: what the holder was asked, for an SD-JWT with key binding.
        verified: the proofs whose signature is right, with what is known of their keys.
        trace: intermediate steps, in the order in which they happened.
        lists: the status lists verified so far, by URL.
        asked_anew: the status lists that were asked for again, being too old.
        endorsements: the report of each endorsement that was verified.
        contained: the report of each credential in a learner record.
    """

    source: Source
    policy: Policy
    fetcher: Fetcher
    resolver: Resolver
    deadline: Deadline
    moment: datetime
    unsecured: UnsecuredDocument
    library: ContextLibrary
    schemas: SchemaChecker
    examine: Callable[[Verification], VerificationReport]
    role: Role = Role.BADGE
    session: Session | None = None
    verified: list[VerifiedProof] = field(default_factory=list)
    trace: list[Mapping[str, Any]] = field(default_factory=list)
    lists: dict[str, VerificationReport] = field(default_factory=dict)
    asked_anew: set[str] = field(default_factory=set)
    endorsements: list[NestedReport] = field(default_factory=list)
    contained: list[NestedReport] = field(default_factory=list)

    @property
    def document(self) -> dict[str, Any]:
        """Return the credential as received."""
        return self.source.document

    @property
    def is_presented(self) -> bool:
        """Whether it is asked who is there; what a policy accepts of an issuer is no answer."""
        return self.role is Role.PRESENTATION

    @property
    def what(self) -> str:
        """Return what it is in a word."""
        return "presentation" if self.is_presented else "credential"

    @property
    def owner_name(self) -> str:
        """Return who must own the key: `issuer`, or `holder` for a presentation."""
        return "holder" if self.is_presented else "issuer"

    @property
    def owner_id(self) -> str | None:
        """Return the id of the issuer, or of a presentation's holder."""
        return id_of(self.document.get(self.owner_name))

    @property
    def purpose(self) -> str:
        """Return the proof purpose that is asked for."""
        return "authentication" if self.is_presented else "assertionMethod"

    @property
    def signs_json(self) -> bool:
        """Whether every signature covers the JSON as it stands, and not statements read from it."""
        return all(self._which_sign_json())

    @property
    def some_sign_json(self) -> bool:
        """Whether any signature does; another that is added does not change what is well formed."""
        return any(self._which_sign_json())

    def _which_sign_json(self) -> list[bool]:
        embedded = as_list(self.document.get("proof"))
        if not embedded:
            return [self.source.jws is not None]
        return [isinstance(proof, dict) and signs_json(proof) for proof in embedded]

    def members(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the objects in one member of the credential, each with its pointer."""
        found = objects_of(self.document.get(name))
        return [(f"/{name}{pointer}", value) for pointer, value in found]

    def unsecure(self, document: Mapping[str, Any]) -> UnsecuredDocument:
        """Return a document without its proofs, under the contexts that are known."""
        return UnsecuredDocument(document, self.library.contexts_for(document, self.fetcher))

    def cause_of(self, error: MicrocredError) -> MicrocredError:
        """Return what lies behind an error: a context that may be fetched is not merely unknown."""
        if error.code != "unknown-context":
            return error
        return self.library.obstacle_to(self.document) or error

    def look_into(self, source: Source, role: Role) -> VerificationReport:
        """Run the checks on a credential that this one brings along or points at."""
        if self.deadline.is_over():
            finding = out_of_time("proof")
            others = [
                skipped(name, "not-asked", finding.message) for name in CHECKS if name != "proof"
            ]
            return VerificationReport([finding, *others], source.document, source.kind)
        return self.examine(self.inside(source, role))

    def inside(self, source: Source, role: Role) -> Verification:
        """Return the verification of a credential that this one brings along or points at."""
        self.note("credential", role=role.value, id=id_of(source.document))
        return replace(
            self,
            source=source,
            unsecured=self.unsecure(source.document),
            role=role,
            session=None,
            verified=[],
            endorsements=[],
            contained=[],
        )

    def note(self, step: str, **facts: Any) -> None:
        """Remember an intermediate step, as long as there are not too many."""
        if len(self.trace) < MAX_TRACE_STEPS:
            self.trace.append({"step": step, **facts})


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
