"""What an educator submits, and how it is judged: parts, evidence, and the rubric."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from microcred.models.values import Maybe, Term
from microcred.models.wire import several
from microcred.program.names import (
    Count,
    EvidenceKind,
    MediaType,
    PartKind,
    PositiveCount,
    Slug,
    at_least,
    each_once,
)
from microcred.program.reading import DefinitionPart
from microcred.program.texts import Words


class EvidenceItem(DefinitionPart):
    """One thing to hand in: an answer, a plan, a recording."""

    id: Slug
    """Its short name, which no other item of the definition has."""
    name: Words
    """What it is called."""
    prompt: Maybe[Words] = None
    """The question to answer, or what the thing must show. Markdown."""
    kinds: Annotated[
        list[Annotated[str, Term(EvidenceKind, extensible=False)]],
        at_least(1),
        AfterValidator(each_once),
    ]
    """The forms that are accepted: file, link, text."""
    media_types: Annotated[list[MediaType], AfterValidator(each_once)] = several()
    """Of files, the media types that are accepted; without it any."""
    min: Count = 1
    """How many are needed; 0 makes the item optional."""
    max: Maybe[PositiveCount] = None
    """How many are accepted; without it as many as are needed, or one."""

    @property
    def accepted(self) -> int:
        """Return how many are accepted."""
        return max(self.min, 1) if self.max is None else self.max


class Passing(DefinitionPart):
    """The passing rule of a part: the criteria that it is judged by, or a yes/no statement."""

    criteria: Annotated[list[Slug], AfterValidator(each_once)] = several()
    """Ids of rubric criteria: the part passes when each reaches its required level."""
    statement: Maybe[Words] = None
    """Or what must be true of the part, as an assessor answers it with yes or no."""


class Part(DefinitionPart):
    """One part of a submission."""

    id: Slug
    """Its short name, which no other part has."""
    kind: Annotated[str, Term(PartKind, extensible=False)]
    """What it consists of: overview (questions), work (examples and artefacts), reflection."""
    name: Words
    """What it is called."""
    instructions: Maybe[Words] = None
    """What to do. Markdown."""
    evidence: Annotated[list[EvidenceItem], at_least(1)]
    """What must be handed in."""
    passing: Passing
    """When the part is passed."""


class Level(DefinitionPart):
    """A level of a rubric criterion."""

    id: Slug
    """Its short name, which no other level of the criterion has."""
    name: Words
    """What it is called."""
    description: Words
    """What work at this level looks like."""
    points: Maybe[Annotated[str, Field(strict=True, pattern=r"^-?[0-9]+(\.[0-9]+)?$")]] = None
    """What it counts, where levels are counted."""


class Criterion(DefinitionPart):
    """One thing that evidence is judged by."""

    id: Slug
    """Its short name, which no other criterion has."""
    name: Words
    """What it is called."""
    description: Maybe[Words] = None
    """What is looked at."""
    levels: Annotated[list[Level], at_least(2)]
    """From the lowest to the highest."""
    required: Maybe[Slug] = None
    """Id of the level that must be reached; without it the criterion is told but not required."""


class Assessment(DefinitionPart):
    """How submissions are judged: a programme's choice, with defaults that do."""

    assessors: PositiveCount = 1
    """How many assessors judge each submission."""
    attempts: Maybe[PositiveCount] = None
    """How many submissions of one educator are judged; without it, as many as it takes."""
    wait_days: Count = 0
    """Days between "not yet" and the next submission."""
