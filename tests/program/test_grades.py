"""Grades are understood as people write them."""

from __future__ import annotations

import pytest

from microcred.program.grades import parse_grades, share_grades, write_grades


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("K-2", {0, 1, 2}),
        ("k–2", {0, 1, 2}),
        ("PK", {-1}),
        ("Pre-K", {-1}),
        ("pre-k to 1", {-1, 0, 1}),
        ("Kindergarten", {0}),
        ("KG", {0}),
        ("01", {1}),
        ("Grade 4", {4}),
        ("4th grade", {4}),
        ("grades 9 to 12", {9, 10, 11, 12}),
        ("3, 5", {3, 5}),
        ("1-2, 7", {1, 2, 7}),
        ("ages 6-8", None),
        ("Adults", None),
        ("5-3", None),
        ("1-99", None),
        ("", None),
    ],
)
def test_grades_are_read(text: str, grades: set[int] | None) -> None:
    assert parse_grades(text) == (None if grades is None else frozenset(grades))


def test_grades_are_written_in_short() -> None:
    assert write_grades(["K", "1", "2", "3"]) == "K–3"
    assert write_grades(["1", "2", "5", "Adults", "6-8"]) == "1, 2, 5, Adults, 6-8"
    assert write_grades([]) == ""


def test_grades_share_where_ranges_meet() -> None:
    assert share_grades(["K-2", "Adults"], ["2-5"])
    assert share_grades(["Ádults"], ["adults"])
    assert not share_grades(["K-2"], ["3"])
    assert not share_grades(["ages 6-8"], ["6"])
