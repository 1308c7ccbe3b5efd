"""Agreement between assessors, against the literature and against other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.program.agreement import (
    Figure,
    Weights,
    calibrate,
    cohen_kappa,
    fleiss_kappa,
    share_agreed,
)

FIGURES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "agreement_figures.json").read_text("utf-8")
)
LEVELS = FIGURES["levels"]


def rated(table: list[list[int]], names: str) -> tuple[list[str], list[str]]:
    """Spell a contingency table out: rows are the first assessor, columns the second."""
    cells = [
        (names[row], names[column])
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    return [a for a, _ in cells], [b for _, b in cells]


@pytest.mark.parametrize("case", FIGURES["pairs"])
@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_cohen_kappa_is_that_of_scikit_learn(case: dict[str, Any], weights: Weights) -> None:
    figure = cohen_kappa(case["first"], case["second"], LEVELS, weights)
    assert figure.value == pytest.approx(case[weights], abs=1e-12)
    assert figure.count == len(case["first"])


@pytest.mark.parametrize("case", FIGURES["many"])
def test_fleiss_kappa_is_that_of_statsmodels(case: dict[str, Any]) -> None:
    expected = case["fleiss"]
    if expected is not None:
        expected = pytest.approx(expected, abs=1e-12)
    assert fleiss_kappa(case["items"]).value == expected


def test_with_two_levels_every_weighting_is_the_plain_kappa() -> None:
    # By hand: 35 of 50 agree, chance gives 0.5 * 0.6 + 0.5 * 0.4 = 0.5; (0.7 - 0.5) / 0.5.
    first, second = rated([[20, 5], [10, 15]], "yn")
    for weights in ("none", "linear", "quadratic"):
        assert cohen_kappa(first, second, "yn", weights).value == pytest.approx(0.4)


def test_fleiss_own_example() -> None:
    # Fleiss (1971), table 1, as reprinted widely: 14 raters, 10 subjects, 5 categories: 0.210.
    table = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    items = [[str(level) for level, count in enumerate(row) for _ in range(count)] for row in table]
    assert fleiss_kappa(items).value == pytest.approx(0.210, abs=5e-4)
    assert share_agreed(items).value == pytest.approx(0.378, abs=5e-4)


def test_perfect_agreement_is_one_and_opposite_is_minus_one() -> None:
    assert cohen_kappa("ab", "ab", "ab").value == 1
    assert cohen_kappa("ab", "ba", "ab").value == -1
    assert fleiss_kappa([["a", "a"], ["b", "b"]]).value == 1
    assert share_agreed([["a", "b"], ["b", "b"]]).value == 0.5


def test_one_level_only_gives_no_kappa_and_says_why() -> None:
    for figure in (cohen_kappa("aaa", "aaa", "ab", "linear"), fleiss_kappa([["a", "a"]] * 3)):
        assert figure.value is None
        assert "chance alone" in figure.reason
    assert share_agreed([["a", "a"]] * 3).value == 1


def test_nothing_rated_twice_gives_no_figure() -> None:
    for figure in (cohen_kappa("", "", "ab"), fleiss_kappa([]), share_agreed([["a"]])):
        assert figure == Figure(None, 0, "nothing was rated by two assessors")


def test_items_with_different_numbers_of_assessors_have_no_fleiss_kappa() -> None:
    assert fleiss_kappa([["a", "b"], ["a", "b", "b"]]).value is None


def test_a_level_that_does_not_exist_is_no_rating() -> None:
    with pytest.raises(ValueError, match="'x' is none of the levels"):
        cohen_kappa("ax", "ab", "ab")
    with pytest.raises(ValueError, match="shorter"):
        cohen_kappa("aa", "a", "ab")


def test_calibration_tells_how_near_and_how_severe() -> None:
    found = calibrate([(2, 2), (1, 2), (0, 2), (2, 2)])
    assert (found.exact.value, found.adjacent.value, found.bias.value) == (0.5, 0.75, -0.75)
    assert found.exact.count == 4
    assert calibrate([]).exact == Figure(None, 0, "no anchor submission was rated")
