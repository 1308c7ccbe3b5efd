"""The words of the pages: every language has all of them, and days that nobody takes for others."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from microcred.carriers import CARRIERS
from microcred.publishing.addresses import badge_folder
from microcred.publishing.language import day_of
from microcred.publishing.wording import Words, known_languages, language_name, words_for
from tests.publishing.world import ACHIEVEMENT, URL, World

_PLACE = re.compile(r"\{(\w+)\}")
_PACKAGE = resources.files("microcred.publishing")


def table(language: str) -> dict[str, Any]:
    return tomllib.loads(_PACKAGE.joinpath("languages", f"{language}.toml").read_text("utf-8"))


def texts(found: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict):
            yield from texts(value, f"{path}/{name}")
        elif isinstance(value, str):
            yield f"{path}/{name}", value


def test_there_is_more_than_english() -> None:
    assert {"en", "es"} <= set(known_languages())


@pytest.mark.parametrize("language", known_languages())
def test_a_language_has_every_word_with_the_same_places(language: str) -> None:
    english, other = dict(texts(table("en"))), dict(texts(table(language)))
    assert other.keys() == english.keys()
    for name, text in other.items():
        assert text.strip() == text != "", name
        assert sorted(_PLACE.findall(text)) == sorted(_PLACE.findall(english[name])), name
    assert len(table(language)["dates"]["months"]) == 12


def test_no_word_is_left_that_no_page_uses() -> None:
    used = "".join(
        file.read_text("utf-8")
        for folder in ("templates", "assets")
        for file in _PACKAGE.joinpath(folder).iterdir()
        if file.name.endswith((".html", ".js"))
    )
    used += "".join(
        file.read_text("utf-8") for file in _PACKAGE.iterdir() if file.name.endswith(".py")
    )
    # These are named by what a badge or a definition says, or by the forms that carry a badge.
    open_ended = {"file", "link", "text", "article", "book", "course", "example", "podcast",
                  "report", "template", "tool", "website", "video", "role", "subject", "grade",
                  "standard", "is_set", "not_set", "is_suspended", "not_suspended",
                  *(f"about_{form}" for form in CARRIERS)}  # fmt: skip
    english = table("en")
    for name in {*english["page"], *english["reader"]} - open_ended:
        assert re.search(rf"\b{name}\b", used), name


@pytest.mark.parametrize(
    ("language", "first", "other"),
    [
        ("en", "1 September 2026", "24 November 2026"),
        ("es", "1 de septiembre de 2026", "24 de noviembre de 2026"),
        ("de", "1. September 2026", "24. November 2026"),
        ("fr", "1er septembre 2026", "24 novembre 2026"),
        ("pt", "1 de setembro de 2026", "24 de novembro de 2026"),
    ],
)
def test_days_have_their_month_as_a_word(language: str, first: str, other: str) -> None:
    for stamp, told in (("2026-09-01T12:00:00Z", first), ("2026-11-24T23:59:59Z", other)):
        day = day_of(stamp)
        assert day is not None
        assert words_for(language).day(day) == told


@pytest.mark.parametrize(
    ("asked", "given"),
    [(("es-MX",), "es"), (("PT-br", "de"), "pt"), (("nl", "es"), "es"), (("nl",), "en"), ((), "en"),
     (("", "de"), "de"), (("../en",), "en")],
)  # fmt: skip
def test_the_first_language_with_words_counts(asked: tuple[str, ...], given: str) -> None:
    assert words_for(*asked).tag == given


def test_kinds_that_have_no_word_are_told_in_english() -> None:
    words: Words = words_for("es")
    assert (words.kind("Course").text, words.kind("Course").language) == ("Curso", "es")
    kind = words.kind("CommunityService")
    assert (kind.text, kind.language) == ("Community service", "en")
    assert words.kind("ext:Micro").text == "Micro"


def test_languages_are_called_what_they_call_themselves() -> None:
    told = [language_name(tag) for tag in ("es", "es-MX", "nl")]
    assert told == ["Español", "Español (es-MX)", "nl"]


@pytest.mark.parametrize("language", known_languages())
def test_a_whole_site_speaks_the_language_of_its_settings(world: World, language: str) -> None:
    world.site = dataclasses.replace(world.site, language=language)
    badge = world.issue("a", achievement={**ACHIEVEMENT, "inLanguage": "nl"})
    world.publish()
    words = words_for(language)
    html = world.text(f"{badge_folder(badge)}/index.html")
    assert f'<html lang="{language}" dir="ltr">' in html
    for name in ("check_it", "what_it_takes", "standards", "skip", "download_png"):
        assert words[name] in html
    assert words.day(day_of("2026-09-01T12:00:00Z")) in html  # type: ignore[arg-type]
    assert words["not_found"] in world.text("404.html")
    assert words["shown_a_badge"] in world.text("index.html")
    assert words["choose_file"] in world.text("check/index.html")


def test_what_a_page_is_about_has_the_words_of_its_language(world: World) -> None:
    world.site = dataclasses.replace(world.site, language="en", url=URL)
    german = {**ACHIEVEMENT, "inLanguage": "de-AT", "id": "https://a.example/de"}
    badge = world.issue("a", achievement=german)
    world.publish()
    html = world.text(f"{badge_folder(badge)}/index.html")
    assert '<html lang="en" dir="ltr">' in html
    assert '<main id="content" class="inside" lang="de" dir="ltr">' in html
    assert words_for("de")["check_it"] in html
    assert words_for("en")["skip"] in html
