"""What a rule of another verifier is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from microcred.document import as_list, types_of
from microcred.errors import excerpt
from microcred.findings import Finding, Outcome
from microcred.json_pointer import join_pointer
from microcred.verifying.report import VerificationReport
from microcred.verifying.source import Source

_SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Prediction:
    """One thing that another verifier would say of a badge.

    Attributes:
        verifier: its name, a key of `VERIFIERS`.
        accepts: False where this is why it refuses the badge, None where that cannot be known
            here, True where it accepts the badge all the same.
        code: a stable slug.
        pointer: where in the credential, as a JSON pointer.
        reason: what is found there and what that verifier makes of it.
        advice: what an issuer can do about it; may be empty.
        basis: the file and function, or the section, that says so.
    """

    verifier: str
    accepts: bool | None
    code: str
    pointer: str
    reason: str
    advice: str
    basis: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says: a `Prediction` that does not know its verifier and basis yet."""

    accepts: bool | None
    code: str
    reason: str
    pointer: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A badge, and what its verification here found out.

    Attributes:
        source: the badge as found.
        report: the report of its verification here.
        document: the credential as the other verifier would take it out of the source.
    """

    source: Source
    report: VerificationReport
    document: Mapping[str, Any]

    @property
    def contexts(self) -> list[Any]:
        """Return the values of `@context`."""
        return as_list(self.document.get("@context"))

    @property
    def types(self) -> list[str]:
        """Return the credential's types."""
        return types_of(self.document)

    def failures(self, check: str) -> list[Finding]:
        """Return the findings of one check that failed here."""
        return [item for item in self.report.find(check) if item.outcome is Outcome.FAILED]

    def finding(self, check: str, pointer: str) -> Finding | None:
        """Return what one check found at one place."""
        found = (item for item in self.report.find(check) if item.pointer == pointer)
        return next(found, None)

    def untimely(self, pointer: str) -> Finding | None:
        """Return what speaks against the times of the proof at `pointer`, if anything does."""
        finding = self.finding("validity", pointer)
        return finding if finding is not None and finding.outcome is Outcome.FAILED else None

    def controller_document(self, pointer: str) -> Mapping[str, Any] | None:
        """Return the document that the key of the proof at `pointer` was found in, if it was."""
        for step in self.report.trace:
            if step.get("step") == "controller-document" and step.get("pointer") == pointer:
                document = step.get("document")
                return document if isinstance(document, Mapping) else None
        return None


Rule = Callable[[Examined], Iterable[Answer]]
"""One rule of another verifier; it answers nothing where it has nothing to say."""


def refuses(code: str, reason: str, pointer: str = "", advice: str = "") -> Answer:
    """Answer that the badge is refused."""
    return Answer(False, code, reason, pointer, advice)


def unknown(code: str, reason: str, pointer: str = "", advice: str = "") -> Answer:
    """Answer that it cannot be known here."""
    return Answer(None, code, reason, pointer, advice)


def remarks(code: str, reason: str, pointer: str = "", advice: str = "") -> Answer:
    """Answer that the badge is accepted all the same."""
    return Answer(True, code, reason, pointer, advice)


def quoted(value: object) -> str:
    """Write an untrusted value in a reason."""
    return excerpt(value, _SHOWN_CHARACTERS)


def members_named(
    names: Iterable[str], value: Any, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[str, str, Any]]:
    """Yield every member of one of these names at any depth: its pointer, name and value."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name in names:
                yield join_pointer((*place, name)), name, member
            yield from members_named(names, member, (*place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from members_named(names, item, (*place, index))
