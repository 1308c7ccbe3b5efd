"""Put what was found in order, by one rule whatever database found it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

TITLE: Final = 10
KEYWORDS: Final = 5
BODY: Final = 1
"""What a word counts, by the part of a text that it stands in; the best one counts."""


class Place(NamedTuple):
    """A text that has a word.

    Attributes:
        key: the text's key.
        field: `TITLE`, `KEYWORDS` or `BODY`.
        size: the words of the text's title.
        position: where the text stands in its source, from 0.
    """

    key: str
    field: int
    size: int
    position: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found, and how well it fits: more is better."""

    key: str
    score: float


def rank(found: Sequence[Sequence[Place]], texts: int, *, any_word: bool) -> list[Hit]:
    """Return the texts that answer a question, the best first.

    Where one word is enough, it counts the more, the fewer texts have it. Of those that fit alike
    the one with the shorter title comes first, then the one that is first in its source.

    Args:
        found: for each word, the texts that have it, and all others where all must be there; one
            may be told for several parts.
        texts: how many there are in all.
        any_word: whether one of the words is enough, or all must be there.
    """
    best = [_best_places(places) for places in found]
    scores: dict[str, float] = {}
    order: dict[str, tuple[int, int]] = {}
    for places in best:
        rarity = math.log(1 + texts / len(places)) if places and any_word else 1.0
        for key, place in places.items():
            scores[key] = scores.get(key, 0.0) + place.field * rarity
            order[key] = (place.size, place.position)
    hits = (Hit(key, score) for key, score in scores.items())
    return sorted(hits, key=lambda hit: (-hit.score, *order[hit.key]))


def _best_places(places: Sequence[Place]) -> dict[str, Place]:
    best: dict[str, Place] = {}
    for place in places:
        if place.key not in best or place.field > best[place.key].field:
            best[place.key] = place
    return best
