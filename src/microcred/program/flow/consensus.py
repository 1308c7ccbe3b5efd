"""What several assessors say together, and whether they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from microcred.program.definition import MicroCredential
from microcred.program.flow.definitions import reaches, scale_of

Levels = Mapping[str, str]
"""The level given to each criterion or statement."""


@dataclass(frozen=True, slots=True)
class Consensus:
    """What assessors say together.

    Attributes:
        levels: the level that each criterion or statement comes to.
        disputed: those that the assessors disagree on, and nobody has adjudicated.
    """

    levels: dict[str, str]
    disputed: list[str]


def find_consensus(
    definition: MicroCredential,
    ratings: Sequence[Levels],
    adjudicated: Levels | None = None,
    *,
    levels_apart: int = 1,
) -> Consensus:
    """Put ratings together.

    An adjudicator's level counts alone. Otherwise it is the middle one of the assessors' levels,
    and the lower of two: a badge must not claim more than was agreed.

    Args:
        definition: has the scales.
        ratings: of each assessor; all of the same criteria.
        adjudicated: those of the adjudicator, if there is one.
        levels_apart: how far apart two may be without a dispute.
    """
    if adjudicated is not None:
        return Consensus(dict(adjudicated), [])
    given = {name: [each[name] for each in ratings] for name in ratings[0]}
    levels, disputed = {}, []
    for name, found in given.items():
        scale, _ = scale_of(definition, name)
        places = [scale.index(level) for level in found]
        levels[name] = scale[median_low(places)]
        passed = {reaches(definition, name, level) for level in found}
        if len(passed) > 1 or max(places) - min(places) > levels_apart:
            disputed.append(name)
    return Consensus(levels, disputed)
