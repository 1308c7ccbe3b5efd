"""Rubrics that are published with frameworks, as JSON. What is empty is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired

from typing_extensions import TypedDict

from microcred.application.shapes.sparse import without_empty

if TYPE_CHECKING:
    from microcred.program.frameworks.rubrics import Rubric, RubricCriterion, RubricLevel


class RubricLevelJson(TypedDict):
    """A level of a criterion."""

    id: NotRequired[str]
    quality: NotRequired[str]
    """What it is called."""
    description: NotRequired[str]
    """What is seen at it."""
    score: NotRequired[float]
    """What it counts, where it does."""
    feedback: NotRequired[str]
    """What those are told who reach it."""


class RubricCriterionJson(TypedDict):
    """A criterion of a rubric."""

    id: NotRequired[str]
    category: NotRequired[str]
    """What it is called."""
    description: NotRequired[str]
    """What is looked at."""
    item: NotRequired[str]
    """The id of the item that it judges."""
    weight: NotRequired[float]
    """Its share of the score."""
    levels: NotRequired[list[RubricLevelJson]]
    """From the first position to the last."""


class RubricJson(TypedDict):
    """A rubric that is published with a framework."""

    id: NotRequired[str]
    title: NotRequired[str]
    description: NotRequired[str]
    """What it is for."""
    uri: NotRequired[str]
    """Where it is on the web, or another URI that names it."""
    criteria: NotRequired[list[RubricCriterionJson]]


def rubric_json(rubric: Rubric) -> RubricJson:
    """Return a rubric as JSON."""
    described: RubricJson = {
        "id": rubric.id,
        "title": rubric.title,
        "description": rubric.description,
        "uri": rubric.uri,
        "criteria": [_criterion_json(each) for each in rubric.criteria],
    }
    return without_empty(described)


def _criterion_json(criterion: RubricCriterion) -> RubricCriterionJson:
    described: RubricCriterionJson = {
        "id": criterion.id,
        "category": criterion.category,
        "description": criterion.description,
        "item": criterion.item,
        "weight": criterion.weight or 0.0,
        "levels": [_level_json(each) for each in criterion.levels],
    }
    if criterion.weight is None:
        del described["weight"]
    return without_empty(described)


def _level_json(level: RubricLevel) -> RubricLevelJson:
    described: RubricLevelJson = {
        "id": level.id,
        "quality": level.quality,
        "description": level.description,
        "score": level.score or 0.0,
        "feedback": level.feedback,
    }
    if level.score is None:
        del described["score"]
    return without_empty(described)
