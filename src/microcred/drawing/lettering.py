"""Text on a badge: cleaned, broken into lines and set as large as the place allows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

Measure = Callable[[str], float]
"""Width of a text in em."""

MAX_CHARACTERS: Final = 400
"""Longer names are cut; none of their letters could be read."""

LINE_HEIGHT: Final = 1.14
"""Distance of base lines, in em."""

_ASCENT: Final = 0.36  # from the middle of a line down to its base line, in em
_DIVIDE_AT: Final = 1.8  # times the smallest size: words that fit at it are never divided
_MIN_PART_CHARACTERS: Final = 3
_HYPHENATED: Final = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN")
_DROPPED: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
_BIDI_CONTROLS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_NOT_AT_START: Final = frozenset(
    "、。，．！？：；）」』】〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ…)]}!?,.:;"
)

# Widths of Helvetica Bold in thousandths of an em, and a little more: others are wider.
_ROOM: Final = 1.07
_WIDTHS: Final = {
    character: width
    for width, characters in (
        (278, " ,./\\Iijl|"),
        (333, "!()-:;ft`[]'"),
        (389, "*r{}"),
        (474, '"'),
        (500, "z"),
        (556, "#$0123456789Jaceksvxy_"),
        (584, "+<=>~^"),
        (611, "?FLTZbdghnopqu"),
        (667, "EPSVXY"),
        (722, "&ABCDHKNRU"),
        (778, "GOQw"),
        (833, "M"),
        (889, "m%"),
        (944, "W"),
        (975, "@"),
        (1000, "жмшщыюфњљ"),
        (1120, "ЖМШЩЫЮФЊЉЩ—…"),
    )
    for character in characters
}


@dataclass(frozen=True, slots=True)
class Words:
    """A cleaned text with the measure of the font that it is set in."""

    text: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: where the middle of its base line is, and its size in units."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where text may stand.

    Attributes:
        x: the middle.
        top: the upper edge.
        bottom: the lower edge.
        width_at: the width that is free at a height.
    """

    x: float
    top: float
    bottom: float
    width_at: Callable[[float], float]


def clean_text(text: str) -> str:
    """Remove what cannot be drawn: controls, lone surrogates, direction overrides, extra blanks."""
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text[: MAX_CHARACTERS * 4])
        if character.isspace()
        or not (unicodedata.category(character) in _DROPPED or character in _BIDI_CONTROLS)
    )
    cleaned = " ".join("".join(kept).split())
    if len(cleaned) > MAX_CHARACTERS:
        cleaned = cleaned[: MAX_CHARACTERS - 1].rstrip() + "…"
    return cleaned


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter with a direction is written from the right (UAX #9, P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def estimate_width(text: str) -> float:
    """Estimate the width of bold text in em, for fonts that are not at hand."""
    return sum(map(_estimate_character, text))


def _estimate_character(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known * _ROOM / 1000
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.04
    if unicodedata.category(character) == "So":
        return 1.3
    if unicodedata.bidirectional(character) == "AL":
        return 0.62
    decomposed = unicodedata.normalize("NFD", character)[0]
    if decomposed != character:
        return _estimate_character(decomposed)
    return 0.78 if character.isupper() else 0.68


def set_text(
    words: Words, place: Place, sizes: tuple[int, int], max_lines: int
) -> tuple[Line, ...]:
    """Break text into lines and set them as large as the place allows.

    Args:
        words: the text.
        place: where it may stand.
        sizes: the largest and the smallest size, in units.
        max_lines: how many lines there may be.

    Returns:
        The lines. A word too long for a line is divided. What does not fit at the smallest size
        ends in an ellipsis.
    """
    if not words.text:
        return ()
    largest, smallest = sizes
    longest = max(words.measure(word) for _, word in _pieces(words.text))
    divide_at = _DIVIDE_AT * smallest
    divisible = longest * divide_at > place.width_at((place.top + place.bottom) / 2)
    for size in range(largest, smallest - 1, -2):
        for count in range(1, max_lines + 1):
            widths = [width / size for width in _widths(place, size, count)]
            lines = _break(words, widths, divide=divisible and size <= divide_at)
            if lines is not None:
                return _place_lines(lines, place, size)
    return _place_lines(_cut(words, place, smallest, max_lines), place, smallest)


def _widths(place: Place, size: float, count: int) -> list[float]:
    """Return the free width of each of `count` lines; none where they are too many."""
    height = size * LINE_HEIGHT
    first = (place.top + place.bottom - count * height) / 2
    if first < place.top:
        return []
    edges = [(first + i * height, first + (i + 1) * height) for i in range(count)]
    return [min(place.width_at(a), place.width_at(b)) for a, b in edges]


def _break(words: Words, widths: list[float], *, divide: bool) -> list[str] | None:
    """Fill `widths`, in em, with the text, evenly; None where it takes more or fewer lines."""
    for share in (0.6, 0.7, 0.78, 0.86, 0.93, 1.0) if len(widths) > 1 else (1.0,):
        lines = _fill(words, [width * share for width in widths], divide=divide)
        if lines is not None and len(lines) == len(widths):
            return lines
    return None


def _fill(words: Words, widths: list[float], *, divide: bool) -> list[str] | None:
    lines: list[str] = []
    current = ""
    pieces = list(_pieces(words.text))[::-1]
    while pieces:
        blank, word = pieces.pop()
        longer = f"{current}{blank}{word}" if current else word
        if len(lines) < len(widths) and words.measure(longer) <= widths[len(lines)]:
            current = longer
            continue
        lines += filter(None, [current])
        if len(lines) >= len(widths):
            return None
        if words.measure(word) <= widths[len(lines)]:
            current = word
            continue
        if not divide or len(word) < 2 * _MIN_PART_CHARACTERS:
            return None
        part, rest = _divide(word, widths[len(lines)], words.measure)
        lines.append(part)
        pieces.append(("", rest))
        current = ""
    return [*lines, *filter(None, [current])]


def _divide(word: str, width: float, measure: Measure) -> tuple[str, str]:
    """Divide a word so that its first part fits, with a hyphen where its script has them."""
    hyphen = "-" if unicodedata.name(word[0], "").startswith(_HYPHENATED) else ""
    taken = _longest(word, width - measure(hyphen), measure)
    taken = max(min(taken, len(word) - _MIN_PART_CHARACTERS), 1)
    return word[:taken] + hyphen, word[taken:]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what must stay together, each with the blank before it."""
    for word in text.split(" "):
        blank = " "
        piece = ""
        for character in word:
            if piece and _may_break(piece[-1], character):
                yield blank, piece
                blank, piece = "", ""
            piece += character
        yield blank, piece


def _may_break(before: str, after: str) -> bool:
    """Say whether a line may end between two characters that no blank divides."""
    if before == "-" and after.isalpha():
        return True
    wide = "W" in (unicodedata.east_asian_width(before), unicodedata.east_asian_width(after))
    joined = _joins(after) or before == "\u200d" or after in _NOT_AT_START
    return wide and not joined


def _joins(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")


def _cut(words: Words, place: Place, size: int, max_lines: int) -> list[str]:
    """Fill the place letter by letter, within words too, and end in an ellipsis."""
    count = max_lines
    while count > 1 and not _widths(place, size, count):
        count -= 1
    widths = [width / size for width in _widths(place, size, count)] or [1.0]
    lines: list[str] = []
    rest = words.text
    for width in widths[:-1]:
        taken = _longest(rest, width, words.measure)
        blank = rest.rfind(" ", 1, taken + 1)
        if taken < len(rest) and blank > 0:
            taken = blank
        lines.append(rest[:taken].strip())
        rest = rest[taken:].lstrip()
        if not rest:
            return lines
    taken = _longest(rest, widths[-1], words.measure)
    if taken < len(rest):
        taken = _longest(rest, widths[-1] - words.measure("…"), words.measure)
        rest = rest[:taken].rstrip() + "…"
    return [*lines, rest]


def _longest(text: str, width: float, measure: Measure) -> int:
    """Return how many characters fit, at least one, never ending before a combining mark."""
    taken = 1
    while taken < len(text) and measure(text[: taken + 1]) <= width:
        taken += 1
    while 1 < taken < len(text) and _joins(text[taken]):
        taken -= 1
    return taken


def _place_lines(lines: list[str], place: Place, size: float) -> tuple[Line, ...]:
    height = size * LINE_HEIGHT
    first = (place.top + place.bottom - len(lines) * height) / 2 + height / 2
    return tuple(
        Line(text, place.x, first + number * height + size * _ASCENT, size)
        for number, text in enumerate(lines)
    )
