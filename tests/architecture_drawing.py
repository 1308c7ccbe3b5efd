"""Draw the layers: `python -m tests.architecture_drawing` writes docs/architecture.svg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import microcred
from tests.test_architecture import LAYERS

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "architecture.svg"
ROOT: Final = Path(str(microcred.__file__)).parent

_WIDTH: Final = 860
_LEFT: Final = 96
_ROW: Final = 34
_GAP: Final = 10
_CHARACTER: Final = 7.6
_PADDING: Final = 22


def draw(layers: Sequence[AbstractSet[str]]) -> str:
    """Return the drawing as SVG: the lowest layer below, packages in bold."""
    rows = [
        (number, row)
        for number in reversed(range(len(layers)))
        for row in _rows(sorted(layers[number]))
    ]
    height = len(rows) * (_ROW + _GAP) + 60
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
                f'width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="13">'
            ),
            "<title>The layers of microcred: a module imports from those below</title>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
            *_drawn(rows),
            (
                f'<text x="{_LEFT}" y="{height - 18}" fill="#555555">'
                "A module imports from the layers below its own, and from its own package.</text>"
            ),
            "</svg>",
            "",
        ]
    )


def _rows(names: list[str]) -> Iterator[list[str]]:
    """Break the names of a layer into rows that fit."""
    row: list[str] = []
    for name in names:
        if row and _LEFT + sum(map(_box, [*row, name])) > _WIDTH - _GAP:
            yield row
            row = []
        row.append(name)
    yield row


def _box(name: str) -> float:
    return len(name) * _CHARACTER + _PADDING + _GAP


def _drawn(rows: Sequence[tuple[int, list[str]]]) -> Iterator[str]:
    top = _GAP
    shown = None
    for number, row in rows:
        shade = "#eef3f9" if number % 2 else "#f7f7f2"
        yield f'<rect x="0" y="{top}" width="{_WIDTH}" height="{_ROW + _GAP}" fill="{shade}"/>'
        if number != shown:
            yield f'<text x="12" y="{top + 27}" fill="#555555">layer {number}</text>'
        shown = number
        left: float = _LEFT
        for name in row:
            yield from _named_box(name, left, top + _GAP / 2)
            left += _box(name)
        top += _ROW + _GAP


def _named_box(name: str, left: float, top: float) -> Iterator[str]:
    width = _box(name) - _GAP
    weight = ' font-weight="bold"' if (ROOT / name).is_dir() else ""
    yield (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{_ROW}" rx="6" '
        'fill="#ffffff" stroke="#2f5d8a"/>'
    )
    yield (
        f'<text x="{left + width / 2:.0f}" y="{top + 22:.0f}" text-anchor="middle" '
        f'fill="#1c2b3a"{weight}>{escape(name)}</text>'
    )


if __name__ == "__main__":
    FILE.write_text(draw(LAYERS), "utf-8")
