"""The words of the pages, in the languages that there is a table of in `languages/`.

A page has the words of the site's language around what it is about, and in there those of the
language that its texts are in: the page of a micro-credential in Spanish has Spanish headings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from microcred.publishing.language import Day, Phrase, direction_of

_FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        tag: of the language, as BCP 47 has it.
        own_name: what the language calls itself.
        page: the words of pages, by name; some have places in braces, to be formatted.
        reader: those that the script of the page that reads badges says.
        kinds: what Open Badges' types of achievements are called.
        months: January to December.
        date: how a day is written, with the places `day`, `month` and `year`.
        first_day: how the first day of a month is written.
    """

    tag: str
    own_name: str
    page: Mapping[str, str]
    reader: Mapping[str, str]
    kinds: Mapping[str, str]
    months: tuple[str, ...]
    date: str
    first_day: str

    def __getitem__(self, name: str) -> str:
        """Return a word of the pages."""
        return self.page[name]

    @property
    def direction(self) -> str:
        """Return `ltr` or `rtl`."""
        return direction_of(self.tag)

    def day(self, day: Day) -> str:
        """Write a day, its month as a word: nobody takes it for another one."""
        number = self.first_day if day.day == 1 else str(day.day)
        return self.date.format(day=number, month=self.months[day.month - 1], year=day.year)

    def kind(self, term: str) -> Phrase:
        """Say a type of achievement; one that has no word here is taken apart, in English."""
        if term in self.kinds:
            return Phrase(self.kinds[term], self.tag)
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term.removeprefix("ext:"))
        return Phrase(words[:1] + words[1:].lower(), _FALLBACK if words else "")


def words_for(*languages: str) -> Words:
    """Return the words of the first of some languages that has a table; else English ones.

    Args:
        languages: tags as BCP 47 has them, of which the first part counts; empty for none.
    """
    tags = (tag.lower().partition("-")[0] for tag in languages)
    return _table(next((tag for tag in tags if tag in known_languages()), _FALLBACK))


def language_name(tag: str) -> str:
    """Return what a language calls itself; its tag where there are no words in it."""
    first, *rest = tag.split("-")
    if first.lower() not in known_languages():
        return tag
    name = words_for(first).own_name
    return f"{name} ({tag})" if rest else name


@lru_cache(maxsize=1)
def known_languages() -> tuple[str, ...]:
    """List the languages that there are words in."""
    folder = resources.files("microcred.publishing").joinpath("languages")
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir()))


@lru_cache(maxsize=16)
def _table(tag: str) -> Words:
    file = resources.files("microcred.publishing").joinpath("languages", f"{tag}.toml")
    table = tomllib.loads(file.read_text("utf-8"))
    dates = table["dates"]
    return Words(
        tag=tag,
        own_name=table["name"],
        page=table["page"],
        reader=table["reader"],
        kinds=table["kinds"],
        months=tuple(dates["months"]),
        date=dates["pattern"],
        first_day=dates["first_day"],
    )
