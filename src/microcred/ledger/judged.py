"""A micro-credential's badge says what was reached, also where it is issued by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from microcred.document import text_of
from microcred.errors import Refused
from microcred.models import Achievement, Result, ResultDescription

_MICRO_CREDENTIAL: Final = "MicroCredential"


def results_missing(achievement: Achievement, results: Iterable[Result]) -> list[str]:
    """Name the criteria of a micro-credential that require a level, and no result gives it.

    Args:
        achievement: what is awarded; one that is no micro-credential asks for nothing.
        results: what was reached.
    """
    if achievement.achievement_type != _MICRO_CREDENTIAL:
        return []
    reached = {result.result_description: result.achieved_level for result in results}
    return [
        text_of(each.name)
        for each in achievement.result_description
        if each.required_level and not _suffices(each, reached.get(each.id))
    ]


def check_results(
    achievement: Achievement, results: Iterable[Result], *, without: bool = False
) -> None:
    """Check that a micro-credential's badge says what was reached.

    Args:
        achievement: what is awarded.
        results: what was reached.
        without: whether it was asked for without; then nothing is checked.

    Raises:
        Refused: code `results-missing`.
    """
    missing = [] if without else results_missing(achievement, results)
    if missing:
        message = (
            f"no level that suffices is given for: {', '.join(missing)}; the badge of a "
            "micro-credential says what was reached, unless it is asked for without results, "
            "which its record says"
        )
        raise Refused(message, code="results-missing", data={"missing": missing})


def _suffices(description: ResultDescription, level: str | None) -> bool:
    """Tell whether a level is the required one, or above it: levels go from low to high."""
    ids = [each.id for each in description.rubric_criterion_level]
    required = description.required_level
    return level in ids and required in ids and ids.index(level) >= ids.index(required)
