"""The part of a text where the words stand that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from microcred.program.search.words import asked_words, fold, spans_of

_CHARACTERS: Final = 160


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet: its text, and whether it is a word that was asked for."""

    text: str
    found: bool


def snippet_of(text: str, question: str, *, characters: int = _CHARACTERS) -> tuple[Piece, ...]:
    """Cut out where most of the words stand that `question` asks for.

    Args:
        text: what was found, as people wrote it.
        question: what was asked.
        characters: about how long the snippet may be.

    Returns:
        Pieces in the order of the text, with `…` where it was cut; the beginning of the text when
        none of the words is in it.
    """
    text = " ".join(text.split())
    wanted = asked_words(question)
    found = [span for span in spans_of(text) if _matches(text[slice(*span)], wanted)]
    start, end = _window(text, found, characters)
    pieces: list[Piece] = [Piece("…", found=False)] if start else []
    position = start
    for first, last in found:
        if start <= first and last <= end:
            pieces += [
                Piece(text[position:first], found=False),
                Piece(text[first:last], found=True),
            ]
            position = last
    pieces.append(Piece(text[position:end] + ("…" if end < len(text) else ""), found=False))
    return tuple(piece for piece in pieces if piece.text)


def _matches(run: str, wanted: Sequence[str]) -> bool:
    folded = fold(run)
    return any(folded.startswith(word) or (len(word) == 2 and word in folded) for word in wanted)


def _window(text: str, found: Sequence[tuple[int, int]], characters: int) -> tuple[int, int]:
    """Choose the window with most finds, and let it begin and end between words."""
    if len(text) <= characters:
        return 0, len(text)
    starts = [first for first, _ in found] or [0]
    best = max(
        starts,
        key=lambda start: sum(start <= first < start + characters * 3 // 4 for first in starts),
    )
    start = max(0, min(best - characters // 4, len(text) - characters))
    start = text.find(" ", start, best) + 1 if start else 0
    end = min(len(text), start + characters)
    cut = text.rfind(" ", start, end) if end < len(text) else end
    return start, cut if cut > start else end
