"""The page on which educators find a micro-credential."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from microcred.document import text_of
from microcred.publishing.addresses import PAGE, achievement_folder
from microcred.publishing.pages import Page, render_page
from microcred.publishing.pictures import picture_form
from microcred.publishing.program_view import ProgramPage, ProgramReading
from microcred.publishing.site import Site
from microcred.publishing.wording import words_for

_FOLDER: Final = "catalogue"
CATALOGUE_PAGE: Final = f"{_FOLDER}/{PAGE}"
CATALOGUE_FILES: Final = ("catalogue.json", "catalogue.jsonld", "coverage.svg")
"""What the page offers beside itself, in the same folder; any of it may be missing."""


def catalogue_file(name: str) -> str:
    """Return the path of one of `CATALOGUE_FILES` in the site."""
    return f"{_FOLDER}/{name}"


@dataclass(frozen=True, slots=True)
class _Card:
    """A definition in the catalogue: its page's folder, its picture, and what it is."""

    folder: str
    picture: str
    about: ProgramPage


def catalogue_page(site: Site, program: ProgramReading, offered: Collection[str] = ()) -> bytes:
    """Render the catalogue: every definition by name, and what to narrow it down by.

    Args:
        site: whose catalogue it is.
        program: the definitions.
        offered: those of `CATALOGUE_FILES` that there are.
    """
    name = text_of(site.profile.get("name"))
    words = words_for(site.language)
    shown = program.in_language(site.language).values()
    pages = sorted(shown, key=lambda page: (page.name.text.casefold(), page.id))
    return render_page(
        "catalogue",
        site,
        Page(
            _FOLDER,
            f"{words['catalogue']} – {name}",
            words["catalogue_of"].format(name=name),
        ),
        cards=[_card(site, page) for page in pages],
        offered=offered,
        choices={
            "role": _offered(page.roles for page in pages),
            "subject": _offered(page.subjects for page in pages),
            "grade": _offered(page.grades for page in pages),
            "standard": _offered([each.name for each in page.standards] for page in pages),
        },
    )


def _card(site: Site, page: ProgramPage) -> _Card:
    folder = achievement_folder(page.id, site.url)
    return _Card(folder, f"{folder}/image.{picture_form(page.achievement)}", page)


def _offered(values: Iterable[Iterable[str]]) -> list[str]:
    """Return the values to choose from, numbers by their size."""
    found = {value for each in values for value in each}
    numbers = sorted(filter(str.isdecimal, found), key=int)
    return numbers + sorted(found.difference(numbers), key=str.casefold)
