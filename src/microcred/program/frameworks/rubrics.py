"""Rubrics that are published with a framework (CASE 1.0, "CFRubric")."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A level of a criterion: `quality` names it, `score` counts it, None where it does not.

    `feedback` is what those are told who reach it.
    """

    id: str
    quality: str = ""
    description: str = ""
    score: float | None = None
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class RubricCriterion:
    """A criterion with its levels, in the order of their positions.

    Attributes:
        id: its identifier.
        category: what it is called; may be empty.
        description: what is looked at; may be empty.
        item: id of the item that it judges; may be empty.
        weight: its share of the score, or None.
        levels: from the first position to the last.
    """

    id: str
    category: str = ""
    description: str = ""
    item: str = ""
    weight: float | None = None
    levels: tuple[RubricLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric that is published with a framework."""

    id: str
    title: str = ""
    description: str = ""
    uri: str = ""
    criteria: tuple[RubricCriterion, ...] = ()
