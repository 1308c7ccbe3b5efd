"""What several assessors say together, whether they disagree, and where that leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from types import MappingProxyType

import sqlalchemy as sa

from microcred.program.definition import MicroCredential
from microcred.program.flow.assignments import assignments_of
from microcred.program.flow.definitions import kept_micro_credential, reaches, scale_of
from microcred.program.flow.desk import Desk
from microcred.program.flow.ratings import assessments_of
from microcred.program.flow.states import State
from microcred.program.flow.trail import Standing

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
    adjudicated: Levels = MappingProxyType({}),
    *,
    levels_apart: int = 1,
) -> Consensus:
    """Put ratings together.

    It is the middle one of the assessors' levels, and the lower of two: a badge must not claim more
    than was agreed. Where they disagree, an adjudicator's level counts alone, and nowhere else.

    Args:
        definition: has the scales.
        ratings: of each assessor; all of the same criteria.
        adjudicated: the levels that adjudicators gave.
        levels_apart: how far apart two may be without a dispute.
    """
    levels, disputed = {}, []
    for name in ratings[0] if ratings else ():
        scale, _ = scale_of(definition, name)
        given = [each[name] for each in ratings]
        places = [scale.index(level) for level in given]
        levels[name] = scale[median_low(places)]
        passed = {reaches(definition, name, level) for level in given}
        if len(passed) == 1 and max(places) - min(places) <= levels_apart:
            continue
        if name in adjudicated:
            levels[name] = adjudicated[name]
        else:
            disputed.append(name)
    return Consensus(levels, disputed)


def consensus_of(
    connection: sa.Connection, desk: Desk, standing: Standing, *, adjudicated: bool = True
) -> Consensus:
    """Return what the assessors of a submission say together.

    Args:
        connection: an open one.
        desk: has the settings.
        standing: a submission that somebody has rated.
        adjudicated: whether the word of an adjudicator counts, or only the assessors'.
    """
    found = assessments_of(connection, standing.id)
    last_words: dict[str, str] = {}
    for each in sorted(found, key=lambda each: each.given_at):
        if each.adjudicates and adjudicated:
            last_words.update(each.levels)
    return find_consensus(
        kept_micro_credential(connection, standing.definition_digest),
        [each.levels for each in found if not each.adjudicates],
        last_words,
        levels_apart=desk.settings.levels_apart,
    )


def state_by_ratings(connection: sa.Connection, desk: Desk, standing: Standing) -> State:
    """Tell where a submission in assessment, or beyond, stands by who has rated it, and how."""
    on_it = [each for each in assignments_of(connection, standing.id) if not each.adjudicates]
    rated = sum(each.rated_at is not None for each in on_it)
    definition = kept_micro_credential(connection, standing.definition_digest)
    if rated < max(len(on_it), definition.assessment.assessors):
        return State.IN_ASSESSMENT
    disputed = consensus_of(connection, desk, standing).disputed
    return State.DISPUTED if disputed else State.ASSESSED
