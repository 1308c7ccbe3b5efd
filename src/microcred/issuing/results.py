"""Results: what was reached, tied to the achievement's result descriptions."""

from __future__ import annotations

from microcred.errors import MalformedInput, excerpt
from microcred.models import Achievement, Result


def result_for(achievement: Achievement, name: str, reached: str) -> Result:
    """Make the result for one result description of an achievement.

    Args:
        achievement: has the result descriptions.
        name: the id or the name of one of them.
        reached: the id or the name of a rubric level, or else a value.

    Raises:
        MalformedInput: there is no such description, or it has levels and `reached` is none.
    """
    described = achievement.result_description
    found = [item for item in described if name in (item.id, item.name)]
    if len(found) != 1:
        known = ", ".join(str(item.name) for item in described) or "none"
        message = f"no result description {excerpt(name)}; the achievement has: {known}"
        raise MalformedInput(message, code="no-such-result")
    description = found[0]
    levels = description.rubric_criterion_level
    if not levels:
        return Result(result_description=description.id, value=reached)
    for level in levels:
        if reached in (level.id, level.name, level.level):
            return Result(result_description=description.id, achieved_level=level.id)
    message = (
        f"no level {excerpt(reached)}; there are: {', '.join(str(item.name) for item in levels)}"
    )
    raise MalformedInput(message, code="no-such-level")
