"""The page and the drawing of the layers say what the test of the layers holds."""

from __future__ import annotations

import re
from pathlib import Path

import microcred
from tests.architecture_drawing import FILE, draw
from tests.test_architecture import LAYERS

PAGE = FILE.parent / "architecture.md"
ROOT = Path(microcred.__file__).parent
ROW = re.compile(r"^\| (\d+) \| ((?:`\w+` ?)+) \|", re.MULTILINE)


def test_the_drawing_is_of_these_layers() -> None:
    drawn = FILE.read_text("utf-8")
    assert drawn == draw(LAYERS), "draw it again: python -m tests.architecture_drawing"


def test_a_drawing_of_other_layers_is_another() -> None:
    assert draw([*LAYERS[:-1], {*LAYERS[-1], "windows"}]) != draw(LAYERS)
    assert draw([{"a"}, {"b"}]) != draw([{"b"}, {"a"}])


def test_the_table_has_each_layer() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    told = {int(number): set(re.findall(r"\w+", names)) for number, names in rows}
    assert told == dict(enumerate(LAYERS))


def test_the_places_that_it_names_are_there() -> None:
    text = PAGE.read_text("utf-8").partition("## Where do I put")[2].partition("## What holds")[0]
    places = set(re.findall(r"`((?:[a-z_0-9]+/)+(?:[a-z_0-9]+\.\w+)?)`", text))
    places |= set(re.findall(r"`([a-z_]+\.py)`", text))
    assert len(places) > 5
    for place in places:
        assert (ROOT / place).exists(), place


def test_the_tables_that_it_names_are_there() -> None:
    from microcred.carriers import CARRIERS
    from microcred.dids.resolver import METHODS
    from microcred.proofs import SUITES
    from microcred.status import TYPES
    from microcred.verifying import CHECKS

    tables = {
        "CARRIERS": CARRIERS,
        "CHECKS": CHECKS,
        "METHODS": METHODS,
        "SUITES": SUITES,
        "TYPES": TYPES,
    }
    text = PAGE.read_text("utf-8")
    for name, table in tables.items():
        assert f"`{name}`" in text
        assert table
