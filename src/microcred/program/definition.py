"""A micro-credential, and a stack of them: the typed models of the definition files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator

from microcred.canonical import canonicalize_jcs
from microcred.errors import InvalidDocument
from microcred.findings import Fault
from microcred.models.annotations import Plain, describe, refuse
from microcred.models.values import LanguageCode, Maybe
from microcred.models.wire import several
from microcred.program import rules
from microcred.program.description import (
    Audience,
    Component,
    Identifier,
    Licence,
    Party,
    Picture,
    Research,
    Resource,
    Target,
)
from microcred.program.names import DefinitionId, Hours, PositiveCount, WebUrl, at_least, each_once
from microcred.program.reading import DefinitionDocument, DefinitionPart
from microcred.program.submission import Assessment, Criterion, Part
from microcred.program.texts import Line, Words

MICRO_CREDENTIAL_FORMAT: Final = "microcred/1"
STACK_FORMAT: Final = "microcred-stack/1"


def _only(marker: str) -> Plain:
    def check(value: Any) -> str:
        if value != marker:
            raise refuse("unknown-format", repr(marker), value)
        return marker

    return Plain(check, {"const": marker})


class Definition(DefinitionDocument):
    """What a micro-credential and a stack have in common."""

    id: DefinitionId
    """What names it for ever: a web address under the issuer's own, or a urn:uuid:."""
    version: Line
    """The version of the text; another one for every change that an educator must know of."""
    language: LanguageCode
    """The main language, in which every text is."""
    languages: Annotated[list[LanguageCode], AfterValidator(each_once)] = several()
    """The other languages that every text is in."""
    name: Words
    """What the badge is called."""
    competency: Words
    """What the educator knows and is able to do."""
    code: Maybe[Line] = None
    """How people cite it: a number in a catalogue, for example."""
    identifiers: list[Identifier] = several()
    """What it is called in other systems."""
    page: Maybe[WebUrl] = None
    """The page for people; without it the id, where that is a web address."""
    alignments: list[Target] = several()
    """The standards and competencies that it serves."""
    audience: Audience = Audience()
    """Whom it is for."""
    tags: Annotated[list[Line], AfterValidator(each_once)] = several()
    """Words to find it by."""
    hours: Maybe[Hours] = None
    """How long it takes; the badge gives them as credits."""
    valid_months: Maybe[PositiveCount] = None
    """How many months a badge counts that the programme awards; without it, for ever."""
    prerequisites: Annotated[list[DefinitionId], AfterValidator(each_once)] = several()
    """Ids of what must be held before."""
    licence: Maybe[Licence] = None
    """Under which terms others may use it."""
    authors: list[Party] = several()
    """Who wrote it; the badge names the first as creator."""
    assessor: Maybe[Party] = None
    """The body that assesses, where it is not the issuer."""
    image: Maybe[Picture] = None
    """The picture that each badge shows."""

    @property
    def digest(self) -> str:
        """Return what pins this very text: `sha256:` and the SHA-256 of its JCS form, in hex."""
        return digest_of(self.to_document())

    @property
    def all_languages(self) -> tuple[str, ...]:
        """Return the main language and the others."""
        return (self.language, *self.languages)

    def _list_common_faults(self) -> list[Fault]:
        """List what is wrong between members that every definition has."""
        faults = list(rules.check_targets(self.alignments))
        if self.image is not None and self.image.file is None and self.image.url is None:
            faults.append(Fault("/image", "missing-member", "file or url is required"))
        if self.language in self.languages:
            index = self.languages.index(self.language)
            message = f"{self.language} is the main language already"
            faults.append(Fault(f"/languages/{index}", "named-twice", message))
        return [*faults, *rules.check_languages(self, self.all_languages)]


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of a definition in JSON, see `Definition.digest`."""
    return f"sha256:{hashlib.sha256(canonicalize_jcs(document)).hexdigest()}"


class MicroCredential(Definition):
    """One competency, what to submit to show it, and the rubric that it is judged by."""

    marker: ClassVar[str] = MICRO_CREDENTIAL_FORMAT
    kind: ClassVar[Literal["micro-credential"]] = "micro-credential"

    format: Annotated[str, _only(MICRO_CREDENTIAL_FORMAT)]
    """Says what the file is: microcred/1."""
    method: Maybe[Words] = None
    """The key method: the practice that shows the competency."""
    components: list[Component] = several()
    """What the key method consists of."""
    research: Maybe[Research] = None
    """Why the method is worth learning, and what says so."""
    resources: list[Resource] = several()
    """Where to learn it."""
    parts: Annotated[list[Part], at_least(1)]
    """What to submit."""
    rubric: Annotated[list[Criterion], at_least(1)]
    """The criteria that evidence is judged by."""
    assessment: Assessment = Assessment()
    """How many judge a submission, and how often and how soon one may submit again."""

    def list_faults(self) -> list[Fault]:
        """List what one member says against another."""
        return [
            *self._list_common_faults(),
            *rules.check_parts(self.parts, self.rubric),
            *rules.check_rubric(self.rubric, self.parts),
        ]

    def criterion(self, criterion_id: str) -> Criterion | None:
        """Find a criterion of the rubric."""
        return next((each for each in self.rubric if each.id == criterion_id), None)

    def parts_of(self, criterion_id: str) -> list[Part]:
        """List the parts that are judged by a criterion."""
        return [part for part in self.parts if criterion_id in part.passing.criteria]


class Requirement(DefinitionPart):
    """A part of a stack: all of some micro-credentials, or so many of them."""

    of: Annotated[list[DefinitionId], at_least(1), AfterValidator(each_once)]
    """Ids of micro-credentials or stacks."""
    count: Maybe[PositiveCount] = None
    """How many of them are needed; without it all."""
    name: Maybe[Words] = None
    """What the group is called."""

    @property
    def needed(self) -> int:
        """Return how many of `of` are needed."""
        return len(self.of) if self.count is None else self.count


class Stack(Definition):
    """A badge for holding others: all that each requirement asks for."""

    marker: ClassVar[str] = STACK_FORMAT
    kind: ClassVar[Literal["stack"]] = "stack"

    format: Annotated[str, _only(STACK_FORMAT)]
    """Says what the file is: microcred-stack/1."""
    requires: Annotated[list[Requirement], at_least(1)]
    """What must be held, each of these."""

    def list_faults(self) -> list[Fault]:
        """List what one member says against another."""
        faults = self._list_common_faults()
        for index, requirement in enumerate(self.requires):
            if requirement.needed > len(requirement.of):
                message = f"{requirement.needed} of {len(requirement.of)} cannot be held"
                faults.append(Fault(f"/requires/{index}/count", "count-too-high", message))
        return faults

    @property
    def members(self) -> list[str]:
        """Return the ids of all that count towards it, each once."""
        return list(dict.fromkeys(id_ for each in self.requires for id_ in each.of))


KINDS: Final[Mapping[str, type[MicroCredential] | type[Stack]]] = {
    MICRO_CREDENTIAL_FORMAT: MicroCredential,
    STACK_FORMAT: Stack,
}
"""The kinds of definitions by their `format`."""


def is_definition(document: Mapping[str, Any]) -> bool:
    """Tell a definition from an Open Badges achievement: it says its `format`."""
    return "format" in document


def read_any(document: Mapping[str, Any]) -> MicroCredential | Stack:
    """Read a micro-credential or a stack, as its `format` says.

    Raises:
        InvalidDocument: lists every fault with its JSON pointer.
    """
    marker = document.get("format")
    if not isinstance(marker, str) or marker not in KINDS:
        message = f"expected {' or '.join(KINDS)}, found {describe(marker)}"
        raise InvalidDocument([Fault("/format", "unknown-format", message)], what="definition")
    return KINDS[marker].from_document(document)
