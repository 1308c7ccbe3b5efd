"""How far assessors agree: per cent, Cohen's, Fleiss' and weighted kappa, and calibration.

Kappa is the agreement beyond what chance alone would give: 1 is perfect, 0 is chance. Where chance
alone would give perfect agreement (everybody always gave one and the same level) it is 0 / 0: there
is no figure then, and the reason is said instead.

Sources: J. Cohen, "A coefficient of agreement for nominal scales" (1960) and "Weighted kappa"
(1968); J. L. Fleiss, "Measuring nominal scale agreement among many raters" (1971).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Weights = Literal["none", "linear", "quadratic"]
"""How much a disagreement counts: each alike, by the levels between, or by their square."""

_NOTHING: Final = "nothing was rated by two assessors"
_ONE_LEVEL: Final = "every rating is the same level, so that chance alone agrees always"

_DISTANCES: Final[Mapping[Weights, Callable[[int], int]]] = {
    "none": bool,
    "linear": abs,
    "quadratic": lambda apart: apart * apart,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of agreement.

    Attributes:
        value: the figure, at most 1; None where there is none.
        count: the number of things rated that it stands on.
        reason: why there is no figure; empty where there is one.
    """

    value: float | None
    count: int
    reason: str = ""


def share_agreed(items: Sequence[Sequence[str]]) -> Figure:
    """Return the share of pairs of ratings that agree, over all things rated.

    Args:
        items: of each thing, the levels that its assessors gave; at least two, to count.

    Returns:
        A share from 0 to 1; times 100 it is per cent.
    """
    rated = [levels for levels in items if len(levels) > 1]
    if not rated:
        return Figure(None, 0, _NOTHING)
    return Figure(float(_mean(map(_agreement_of, rated), len(rated))), len(rated))


def _places(ratings: Sequence[str], levels: Sequence[str]) -> list[int]:
    """Return the place of each rating among the levels."""
    unknown = set(ratings).difference(levels)
    if unknown:
        raise ValueError(f"{min(unknown)!r} is none of the levels")
    places = {level: place for place, level in enumerate(levels)}
    return [places[level] for level in ratings]


def cohen_kappa(
    first: Sequence[str],
    second: Sequence[str],
    levels: Sequence[str],
    weights: Weights = "none",
) -> Figure:
    """Return Cohen's kappa of two assessors who rated the same things.

    Args:
        first: the levels that the one gave.
        second: those that the other gave, in the same order.
        levels: every level that there is, from low to high.
        weights: `linear` or `quadratic` for ordered levels.

    Raises:
        ValueError: not the same number of ratings, or one that is no level.
    """
    pairs = list(zip(_places(first, levels), _places(second, levels), strict=True))
    if not pairs:
        return Figure(None, 0, _NOTHING)
    distance = _DISTANCES[weights]
    ones, others = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    found = sum(distance(a - b) for a, b in pairs) * len(pairs)
    by_chance = sum(distance(a - b) * ones[a] * others[b] for a in ones for b in others)
    if by_chance == 0:
        return Figure(None, len(pairs), _ONE_LEVEL)
    return Figure(float(1 - Fraction(found, by_chance)), len(pairs))


def fleiss_kappa(items: Sequence[Sequence[str]]) -> Figure:
    """Return Fleiss' kappa of many assessors, who need not be the same ones for each thing.

    Args:
        items: of each thing, the levels that its assessors gave, the same number for each.
    """
    sizes = {len(levels) for levels in items}
    if not items or sizes <= {0, 1}:
        return Figure(None, 0, _NOTHING)
    if len(sizes) > 1:
        return Figure(None, len(items), "not everything was rated by the same number of assessors")
    found = _mean(map(_agreement_of, items), len(items))
    totals = Counter(level for levels in items for level in levels)
    by_chance = sum(Fraction(count, totals.total()) ** 2 for count in totals.values())
    if by_chance == 1:
        return Figure(None, len(items), _ONE_LEVEL)
    return Figure(float((found - by_chance) / (1 - by_chance)), len(items))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How near one assessor comes to the levels that anchor submissions are known to have.

    Attributes:
        exact: the share of ratings that are the anchor's level.
        adjacent: the share at most one level away, the exact ones among them.
        bias: by how many levels the ratings lie above the anchors' on average; below 0 is severe.
    """

    exact: Figure
    adjacent: Figure
    bias: Figure


def calibrate(ratings: Sequence[tuple[int, int]]) -> Calibration:
    """Compare ratings with anchors.

    Args:
        ratings: of each rating, the level that was given and that of the anchor, as places in
            the order of levels from low to high.
    """
    apart = [given - known for given, known in ratings]
    if not apart:
        none = Figure(None, 0, "no anchor submission was rated")
        return Calibration(none, none, none)
    return Calibration(
        *(
            Figure(float(_mean(values, len(apart))), len(apart))
            for values in (
                [Fraction(each == 0) for each in apart],
                [Fraction(abs(each) <= 1) for each in apart],
                [Fraction(each) for each in apart],
            )
        )
    )


def _agreement_of(levels: Sequence[str]) -> Fraction:
    """Return the share of agreeing pairs among the ratings of one thing."""
    pairs = len(levels) * (len(levels) - 1)
    return Fraction(sum(count * (count - 1) for count in Counter(levels).values()), pairs)


def _mean(values: Iterable[Fraction], count: int) -> Fraction:
    return sum(values, Fraction(0)) / count
