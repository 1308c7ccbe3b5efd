"""Results: what was reached, tied to the achievement's result descriptions."""

from __future__ import annotations

from microcred.arguments import expect
from microcred.document import text_of
from microcred.errors import MalformedInput, excerpt
from microcred.models import Achievement, Result, ResultDescription, RubricCriterionLevel


def result_for(achievement: Achievement, name: str, reached: str) -> Result:
    """Make the result for one result description of an achievement.

    Args:
        achievement: has the result descriptions.
        name: the id or the name of one of them, or what follows the `#` in its id.
        reached: the id or the name of a rubric level, what its id has after that of the result
            description and a `/`, or else a value.

    Raises:
        MalformedInput: there is no such description, it has levels and `reached` is none, or
            the level is below the one that is required to pass.
        WrongArgument: the achievement is none.
    """
    load = "Achievement.load(path) reads a file"
    expect(achievement, Achievement, "achievement", "an Achievement", load)
    described = achievement.result_description
    found = [item for item in described if name in (item.id, item.name, item.id.partition("#")[2])]
    if len(found) != 1:
        known = ", ".join(str(item.name) for item in described) or "none"
        message = f"no result description {excerpt(name)}; the achievement has: {known}"
        raise MalformedInput(message, code="no-such-result")
    description = found[0]
    levels = description.rubric_criterion_level
    if not levels:
        return Result(result_description=description.id, value=reached)
    for level in levels:
        own_name = level.id.removeprefix(f"{description.id}/")
        if reached in (level.id, level.name, level.level, own_name):
            _check_passes(description, level)
            return Result(result_description=description.id, achieved_level=level.id)
    message = (
        f"no level {excerpt(reached)}; there are: {', '.join(str(item.name) for item in levels)}"
    )
    raise MalformedInput(message, code="no-such-level")


def _check_passes(description: ResultDescription, reached: RubricCriterionLevel) -> None:
    """Refuse a level that stands before the required one, for levels go from low to high."""
    levels = description.rubric_criterion_level
    required = next((level for level in levels if level.id == description.required_level), None)
    if required is not None and levels.index(reached) < levels.index(required):
        message = f"{text_of(reached.name)} does not pass; {text_of(required.name)} is required"
        raise MalformedInput(message, code="level-not-reached")
