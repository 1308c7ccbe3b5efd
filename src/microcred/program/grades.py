"""Grades as people write them: K-2, PK, Grade 4, 9 to 12, and the codes of CASE (KG, 01)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from microcred.program.search.words import fold

_NAMED: Final = {
    "ps": -2,
    "preschool": -2,
    "pk": -1,
    "prek": -1,
    "prekindergarten": -1,
    "k": 0,
    "kg": 0,
    "tk": 0,
    "kindergarten": 0,
}
_LAST: Final = 13
_MAX_CHARACTERS: Final = 200
_GRADE: Final = rf"(?:{'|'.join(sorted(_NAMED, key=len, reverse=True))}|\d{{1,2}})"
_PREFIX: Final = re.compile(r"\A(?:grades?|gr|years?|klas(?:se)?|grados?)\b\.?\s*")
_RANGE: Final = re.compile(rf"({_GRADE})(?:\s*(?:-|to)\s*({_GRADE}))?\Z")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def parse_grades(text: str) -> frozenset[int] | None:
    """Read grades: 0 is kindergarten, -1 and -2 come before it.

    Args:
        text: a grade, a range, or several with commas between.

    Returns:
        Every grade of the ranges; None where the text is something else, such as ages, or long.
    """
    if len(text) > _MAX_CHARACTERS:
        return None
    plain = _DASHES.sub("-", fold(text)).replace("pre-k", "prek").replace("pre k", "prek")
    plain = _ORDINAL.sub("", _PREFIX.sub("", plain.strip()))
    plain = re.sub(r"\s*\bgrades?\Z", "", plain)
    found: set[int] = set()
    for part in plain.split(","):
        match = _RANGE.match(part.strip())
        if match is None:
            return None
        first = _number(match[1])
        last = _number(match[2]) if match[2] else first
        if first > last or last > _LAST:
            return None
        found.update(range(first, last + 1))
    return frozenset(found)


def _number(grade: str) -> int:
    return _NAMED[grade] if grade in _NAMED else int(grade)


def write_grades(grades: Iterable[str]) -> str:
    """Write grades in short: `3, 4, 5` as `3–5`; other words as they are."""
    parts: list[str] = []
    run: list[str] = []
    for grade in [*grades, ""]:
        number, before = _single(grade), _single(run[-1]) if run else None
        if number is not None and before is not None and number == before + 1:
            run.append(grade)
            continue
        if run:
            parts += run if len(run) < 3 else [f"{run[0]}–{run[-1]}"]
        run = [grade] if grade else []
    return ", ".join(parts)


def _single(grade: str) -> int | None:
    found = parse_grades(grade)
    return next(iter(found)) if found and len(found) == 1 else None


def share_grades(ours: Iterable[str], asked: Iterable[str]) -> bool:
    """Say whether two lists of grades have one in common; other words must be the same."""
    return any(_share(one, other) for one in ours for other in asked)


def _share(one: str, other: str) -> bool:
    here, there = parse_grades(one), parse_grades(other)
    if here is None or there is None:
        return fold(one).strip() == fold(other).strip()
    return bool(here & there)
