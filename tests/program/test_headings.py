"""The words between an author's own, in every language that there are any in."""

from __future__ import annotations

import re

import pytest

from microcred.program.headings import headings_in, languages_of_headings
from microcred.publishing.wording import known_languages

_PLACE = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", languages_of_headings())
def test_a_language_has_every_word_with_the_same_places(language: str) -> None:
    english, words = headings_in("en"), headings_in(language)
    assert words.keys() == english.keys()
    for name, text in words.items():
        assert text.strip() == text != "", name
        assert sorted(_PLACE.findall(text)) == sorted(_PLACE.findall(english[name])), name


def test_badges_and_pages_speak_the_same_languages() -> None:
    assert set(languages_of_headings()) == set(known_languages())


@pytest.mark.parametrize(
    ("tag", "heading"),
    [("es-MX", "Método clave"), ("DE", "Kernmethode"), ("fr", "Méthode clé"), ("nl", "Key method")],
)
def test_the_first_part_of_a_tag_decides(tag: str, heading: str) -> None:
    assert headings_in(tag)["method"] == heading
