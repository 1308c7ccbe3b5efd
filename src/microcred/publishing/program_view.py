"""What pages show of a micro-credential programme, beside what Open Badges has a place for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from microcred.findings import Fault
from microcred.publishing.language import Phrase

_NONE: Final = Phrase("")


@dataclass(frozen=True, slots=True)
class Linked:
    """A name that may lead somewhere: a web address, or the id of another definition."""

    text: str
    url: str | None = None
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the key method."""

    name: Phrase
    description: Phrase


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """One thing to hand in.

    Attributes:
        name: of it.
        prompt: what is asked.
        kinds: of `file`, `link` and `text`, in what form it may be.
        forms: of a file, as people call them (`PDF`), or names in `Words`.
        least: how many are needed.
        most: how many are taken.
    """

    name: Phrase
    prompt: Phrase
    kinds: tuple[str, ...]
    forms: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part of a submission, and when it passes: by criteria of the rubric, or by a statement."""

    name: Phrase
    instructions: Phrase
    evidence: tuple[EvidenceAsked, ...]
    criteria: tuple[Phrase, ...]
    statement: Phrase


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A level of a criterion."""

    name: Phrase
    description: Phrase
    points: str
    required: bool
    achieved: bool = False


@dataclass(frozen=True, slots=True)
class RubricCriterion:
    """A criterion, with its levels from low to high."""

    name: Phrase
    description: Phrase
    levels: tuple[RubricLevel, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """A resource, and what it is good for."""

    title: str
    url: str
    kind: str
    why: Phrase


@dataclass(frozen=True, slots=True)
class Cited:
    """A published work that the method rests on."""

    text: str
    url: str | None
    finding: Phrase


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard, and how the micro-credential serves it."""

    name: str
    framework: str
    code: str
    description: str
    url: str | None
    why: Phrase


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The same definition in another language: the id of its achievement."""

    language: str
    id: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """A part of a stack: all of some definitions, or so many of them."""

    name: Phrase
    needed: int
    of: tuple[Linked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPage:
    """A definition as its page shows it, in one of its languages.

    Attributes:
        id: of the achievement.
        definition: id of the definition; in its main language that is the achievement's.
        kind: `MicroCredential` or `Stack`.
        language: of all texts but standards and citations.
        others: the other languages.
        name: what the badge is called.
        competency: what the educator knows and is able to do.
        achievement: as badges carry it.
        document: what is published at the id for programs.
    """

    id: str
    definition: str
    kind: str
    language: str
    name: Phrase
    competency: Phrase
    achievement: Mapping[str, Any]
    document: Mapping[str, Any]
    others: tuple[InLanguage, ...] = ()
    code: str = ""
    version: str = ""
    method: Phrase = _NONE
    components: tuple[Component, ...] = ()
    parts: tuple[PartAsked, ...] = ()
    rubric: tuple[RubricCriterion, ...] = ()
    requires: tuple[Requirement, ...] = ()
    prerequisites: tuple[Linked, ...] = ()
    standards: tuple[Standard, ...] = ()
    rationale: Phrase = _NONE
    citations: tuple[Cited, ...] = ()
    resources: tuple[Recommended, ...] = ()
    roles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    hours: str = ""
    valid_months: str = ""
    authors: tuple[Linked, ...] = ()
    assessor: Linked | None = None
    licence: Linked | None = None

    @property
    def digest(self) -> str:
        """Return what changes whenever the page must: SHA-256, hex."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def grade_ranges(self) -> list[str]:
        """Return the grades, neighbours as a range: `3–5` for 3, 4 and 5."""
        ranges: list[list[str]] = []
        for grade in self.grades:
            follows = ranges and _is_next(ranges[-1][-1], grade)
            ranges[-1].append(grade) if follows else ranges.append([grade])
        return [each[0] if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in ranges]

    @property
    def words(self) -> str:
        """Return the words that the catalogue finds it by, in small letters."""
        standards = (word for each in self.standards for word in (each.name, each.code))
        parts = (self.name.text, self.competency.text, self.method.text, self.code, *standards,
                 *self.roles, *self.subjects, *self.grades, *self.tags)  # fmt: skip
        return " ".join(" ".join(part for part in parts if part).casefold().split())


def _is_next(grade: str, other: str) -> bool:
    return grade.isdecimal() and other.isdecimal() and int(other) == int(grade) + 1


@dataclass(frozen=True, slots=True)
class ProgramReading:
    """What a programme's files say.

    Attributes:
        pages: of the definitions that are sound, in each of their languages, by the ids of the
            achievements.
        faults: of the others, with the path of each file; the site shows them as it did.
    """

    pages: Mapping[str, ProgramPage] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def in_language(self, language: str) -> dict[str, ProgramPage]:
        """Return a page of each definition: in a language where there is one, else the main one."""
        chosen: dict[str, ProgramPage] = {}
        for page in self.pages.values():
            if page.id == page.definition:
                chosen.setdefault(page.definition, page)
            elif _same_language(page.language, language):
                chosen[page.definition] = page
        return {page.id: page for page in chosen.values()}


def _same_language(one: str, other: str) -> bool:
    return one.lower().partition("-")[0] == other.lower().partition("-")[0]


Program = Callable[[], ProgramReading]
"""Reads a programme; what is wrong in it is among the faults."""
