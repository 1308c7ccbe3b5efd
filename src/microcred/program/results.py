"""The results that a badge carries: the level reached in each criterion of the rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from microcred.errors import InvalidDocument
from microcred.findings import Fault
from microcred.models import Result
from microcred.program.definition import MicroCredential
from microcred.program.mapping import criterion_uri, level_uri
from microcred.program.submission import Criterion


def make_results(definition: MicroCredential, reached: Mapping[str, str]) -> list[Result]:
    """Make the results of an award, in the order of the rubric.

    Args:
        definition: has the rubric.
        reached: ids of levels by the ids of criteria.

    Raises:
        InvalidDocument: a criterion or level that there is not, a criterion with a required level
            that is missing, or a level below the required one; the pointers are into `reached`.
    """
    faults = list(check_reached(definition, reached))
    if faults:
        raise InvalidDocument(faults, what="assessment")
    return [
        Result(
            result_description=criterion_uri(definition, criterion.id),
            achieved_level=level_uri(definition, criterion.id, reached[criterion.id]),
        )
        for criterion in definition.rubric
        if criterion.id in reached
    ]


def check_reached(definition: MicroCredential, reached: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what stands between the levels reached and an award; nothing for a pass."""
    known = [criterion.id for criterion in definition.rubric]
    for name in reached:
        if name not in known:
            message = f"the rubric has no such criterion; there are: {', '.join(known)}"
            yield Fault(f"/{name}", "no-such-criterion", message)
    for criterion in definition.rubric:
        if criterion.id in reached:
            yield from check_level(criterion, reached[criterion.id])
        elif criterion.required is not None:
            message = f"no level is given; {criterion.required} is required"
            yield Fault(f"/{criterion.id}", "criterion-not-judged", message)


def check_level(criterion: Criterion, level_id: str) -> Iterator[Fault]:
    """Yield a fault if a level is none of the criterion's, or below the required one."""
    levels = [level.id for level in criterion.levels]
    if level_id not in levels:
        message = f"there is no such level; there are: {', '.join(levels)}"
        yield Fault(f"/{criterion.id}", "no-such-level", message)
    elif criterion.required and levels.index(level_id) < levels.index(criterion.required):
        message = f"{level_id} is below {criterion.required}, which is required"
        yield Fault(f"/{criterion.id}", "level-not-reached", message)
