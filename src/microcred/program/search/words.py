"""Divide text of any language into words that can be compared: without case, accents and points.

The databases get words that are ready, and their own tokenizers change nothing more: that is why
both find the same. Where a script has no spaces between words, two neighbouring characters make
a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

_LONGEST_WORD_CHARACTERS: Final = 32
_REMEMBERED_CHARACTERS: Final = 20_000
_LETTERS_ALIKE: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": "",
    }
)
"""Letters that people write for one another, but that Unicode does not take apart."""
_WITHOUT_SPACES: Final = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
_RUN: Final = re.compile(rf"[{_WITHOUT_SPACES}]+|[^{_WITHOUT_SPACES}]+")


def fold(text: str) -> str:
    """Return text without case, accents and vowel points, to compare it with other text."""
    if text.isascii():
        return text.lower()
    small = unicodedata.normalize("NFKD", text).casefold()
    kept = unicodedata.normalize("NFKD", small).translate(_WITHOUT_OPTIONAL)
    return unicodedata.normalize("NFC", kept).translate(_LETTERS_ALIKE)


def _is_optional(combining_class: int) -> bool:
    """Say whether marks of a class may be left out: points of Hebrew and Arabic, and accents.

    Others, as the voicing of kana and the virama of Indic scripts, make another letter.
    """
    return 10 <= combining_class <= 35 or 202 <= combining_class <= 240


def is_word_character(character: str) -> bool:
    """Say whether a character is part of a word: a letter, a digit, or a mark on one."""
    return unicodedata.category(character)[0] in "LNM"


def spans_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each run of word characters begins and ends in `text`."""
    start = -1
    for position, character in enumerate(text):
        if is_word_character(character):
            start = position if start < 0 else start
        elif start >= 0:
            yield start, position
            start = -1
    if start >= 0:
        yield start, len(text)


def words_of(text: str) -> list[str]:
    """Return the words of a text that is to be found, in order."""
    return [word for run in _runs_of(text) for word in _indexed(run)]


def asked_words(text: str) -> list[str]:
    """Return the words that a question asks for, each once; each may be the beginning of a word."""
    return list(dict.fromkeys(word for run in _runs_of(text) for word in _asked(run)))


class _Table(dict[int, int | str | None]):
    """A table for `str.translate` that is filled with what it is asked for."""

    def __init__(self, decide: Callable[[str], int | str | None]):
        super().__init__()
        self._decide = decide

    def __missing__(self, code: int) -> int | str | None:
        if len(self) > _REMEMBERED_CHARACTERS:
            self.clear()
        self[code] = decided = self._decide(chr(code))
        return decided


_WITHOUT_OPTIONAL: Final = _Table(
    lambda character: None if _is_optional(unicodedata.combining(character)) else character
)
_WORDS_APART: Final = _Table(lambda character: character if is_word_character(character) else " ")


def _runs_of(text: str) -> Iterator[str]:
    folded = fold(text)
    if folded.isascii():
        yield from _ASCII_WORD.findall(folded)
        return
    for word in folded.translate(_WORDS_APART).split():
        yield from _RUN.findall(word)


@lru_cache(maxsize=65_536)
def _indexed(run: str) -> tuple[str, ...]:
    if not _has_no_spaces(run):
        return (run[:_LONGEST_WORD_CHARACTERS],)
    return (*(one + other for one, other in pairwise(run)), run[-1])


def _asked(run: str) -> tuple[str, ...]:
    if not _has_no_spaces(run):
        return (run[:_LONGEST_WORD_CHARACTERS],)
    return tuple(one + other for one, other in pairwise(run)) or (run,)


def _has_no_spaces(run: str) -> bool:
    return re.match(f"[{_WITHOUT_SPACES}]", run) is not None
