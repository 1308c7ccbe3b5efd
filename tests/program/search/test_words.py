"""Words are compared without what people leave out when they ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.program.search.snippets import Piece, snippet_of
from microcred.program.search.words import asked_words, fold, words_of


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Évaluation", "evaluation"),
        ("STRAẞE", "strasse"),
        ("Łódź", "lodz"),
        ("İzmir", "izmir"),
        ("مُعَلِّم", "معلم"),
        ("أسئلة", "اسئله"),
        ("שָׁלוֹם", "שלום"),
        ("Ελληνικά", "ελληνικα"),
        ("Ｆｕｌｌ", "full"),
        ("ﬁrst", "first"),
    ],
)
def test_spellings_that_are_one_word(written: str, asked: str) -> None:
    assert fold(written) == fold(asked)
    assert words_of(written) == asked_words(asked)


def test_marks_that_make_another_letter_stay() -> None:
    assert fold("ば") != fold("は")
    assert fold("कु") != fold("क")


def test_words_are_letters_and_digits() -> None:
    assert words_of("K-2, co-teaching: 3rd_grade (it's)") == [
        "k",
        "2",
        "co",
        "teaching",
        "3rd",
        "grade",
        "it",
        "s",
    ]


def test_a_script_without_spaces_gives_pairs() -> None:
    assert words_of("聞く力") == ["聞く", "く力", "力"]
    assert asked_words("く力") == ["く力"]
    assert asked_words("聞") == ["聞"]
    assert words_of("STEM教育") == ["stem", "教育", "育"]


def test_what_is_asked_for_twice_counts_once() -> None:
    assert asked_words("Listen, listen!") == ["listen"]


@given(st.text())
def test_every_word_is_only_word_characters(text: str) -> None:
    for word in words_of(text):
        assert words_of(word)[0] == word
        assert " " not in word
        assert '"' not in word
        assert "'" not in word


def test_a_snippet_marks_the_words() -> None:
    assert snippet_of("Teachers listen to students", "LIST stud") == (
        Piece("Teachers ", found=False),
        Piece("listen", found=True),
        Piece(" to ", found=False),
        Piece("students", found=True),
    )


def test_a_snippet_of_a_long_text_is_where_the_words_are() -> None:
    text = "filler " * 100 + "she listens to each student " + "filler " * 100
    pieces = snippet_of(text, "student listens")
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert [piece.text for piece in pieces if piece.found] == ["listens", "student"]
    assert len(whole) < 170


def test_a_snippet_without_a_find_is_the_beginning() -> None:
    assert snippet_of("one two three " * 30, "four")[0].text.startswith("one two three one")


def test_a_snippet_of_a_script_without_spaces() -> None:
    pieces = snippet_of("生徒の話を聞く力", "聞く")
    assert any(piece.found for piece in pieces)


@given(st.text(max_size=400), st.text(max_size=20))
def test_any_text_gives_a_snippet(text: str, question: str) -> None:
    whole = "".join(piece.text for piece in snippet_of(text, question, characters=60))
    assert whole.strip("…") in " ".join(text.split()) or "…" in text
