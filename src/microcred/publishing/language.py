"""Texts with their language and direction, and dates, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.document import as_list, text_of
from microcred.errors import InvalidTimestamp
from microcred.timestamps import parse_timestamp

_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"arab", "hebr", "thaa", "nkoo", "adlm", "rohg", "syrc"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text for a page.

    Attributes:
        text: untrusted.
        language: as BCP 47 has it; empty where it is not known.
    """

    text: str
    language: str = ""

    @property
    def direction(self) -> str:
        """Return `ltr`, `rtl`, or `auto` where the language is not known."""
        return direction_of(self.language)

    def __bool__(self) -> bool:
        """Say whether there is a text."""
        return bool(self.text.strip())


def direction_of(language: str) -> str:
    """Return the direction that a language is written in: `ltr`, `rtl`, or `auto` for none."""
    if not language:
        return "auto"
    first, *rest = language.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def phrase_of(value: Any, language: str = "") -> Phrase:
    """Return one text of a member that may be in several languages: that of `language`, if any."""
    items = [item for item in as_list(value) if isinstance(item, Mapping) and text_of(item)]
    wanted = language.lower()
    items.sort(key=lambda item: str(item.get("@language", "")).lower() != wanted)
    if items:
        return Phrase(text_of(items[0]), language_tag(items[0].get("@language")) or language)
    return Phrase(text_of(value), language)


def language_tag(value: Any) -> str:
    """Return a language tag as it stands, or an empty text for what is none."""
    if not isinstance(value, str) or not 2 <= len(value) <= 35:
        return ""
    return value if value.isascii() and value.replace("-", "").isalnum() else ""


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a moment, in UTC; `Words.day` writes it.

    Attributes:
        stamp: the dateTimeStamp as it was written.
        year: of it.
        month: 1 to 12.
        day: of the month.
    """

    stamp: str
    year: int
    month: int
    day: int


def day_of(value: Any) -> Day | None:
    """Read a dateTimeStamp; None for what is none."""
    if not isinstance(value, str):
        return None
    try:
        moment = parse_timestamp(value)
    except InvalidTimestamp:
        return None
    return Day(value, moment.year, moment.month, moment.day)
