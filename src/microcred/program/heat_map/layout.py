"""Where everything of a heat map stands; how it is drawn is another module's business.

A page wide, a row for each micro-credential, a column for each standard, the sums on top. Blue of
one hue grows darker with the number, every number is written out, and a gap has a frame of its
own: nothing rests on telling colours apart. Units are pixels of a page 800 wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from microcred.drawing.palette import contrast
from microcred.errors import ConfigurationError
from microcred.program.coverage import MAX_COLUMNS, Column, Coverage, Source

WIDTH: Final = 800
RULE_COLOUR: Final = "#c8ced6"
MAX_ROWS: Final = 200
"""Micro-credentials in one picture."""

Measure = Callable[[str, float], float]
"""Width in pixels of a text at a size in pixels."""

_MARGIN: Final = 28
_LABELS: Final = 262
_WIDEST_CELL: Final = 84
_NAMES: Final = 138
_ROW: Final = 20
_TOTAL_ROW: Final = 30
_NAME_SIZES: Final = (12.0, 11.0, 10.0)
_BOLD: Final = 1.12  # how much wider bold letters are
_GAP: Final = 3
_SHADES: Final = ("#deebf7", "#9ecae1", "#5ba3d0", "#2b73b3", "#08306b")
_EMPTY: Final = "#f3f4f6"
_INK: Final = "#1b1f24"
_QUIET: Final = "#57606a"
_GAP_COLOUR: Final = "#c2410c"
_GAP_PAPER: Final = "#fff4e5"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; an outline where `outline` is a colour."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line from left to right."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text.

    Attributes:
        x: where it begins, has its middle, or ends, as `anchor` says.
        y: the middle of the line; for upright text, where it begins, at the bottom.
        anchor: `start`, `middle` or `end`.
        upright: whether it runs from the bottom to the top.
        instead: what to write where the font lacks the letters.
    """

    text: str
    x: float
    y: float
    size: float
    colour: str = _INK
    anchor: str = "start"
    bold: bool = False
    upright: bool = False
    instead: str = ""


Shape = Box | Rule | Label


@dataclass(frozen=True, slots=True)
class Picture:
    """A laid-out picture: its size, what it says in words, and its shapes, the lowest first."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]


def lay_out(coverage: Coverage, measure: Measure) -> Picture:
    """Lay out a heat map.

    Args:
        coverage: what to show.
        measure: gives the width of a text, in the font that it will be drawn in.

    Raises:
        ConfigurationError: code `too-large-to-draw`, with too many rows or columns to be read.
    """
    if len(coverage.sources) > MAX_ROWS or len(coverage.columns) > MAX_COLUMNS:
        message = (
            f"{len(coverage.sources)} rows and {len(coverage.columns)} columns cannot be read in a "
            f"picture; at most {MAX_ROWS} and {MAX_COLUMNS} are drawn: look at a part of it, or "
            "take the table"
        )
        raise ConfigurationError(message, code="too-large-to-draw")
    return _Layout(coverage, measure).picture()


class _Layout:
    def __init__(self, coverage: Coverage, measure: Measure):
        self._coverage = coverage
        self._measure = measure
        self._columns = coverage.columns
        room = WIDTH - 2 * _MARGIN - _LABELS
        self._cell = min(_WIDEST_CELL, room / max(len(self._columns), 1))
        self._left = _MARGIN + _LABELS
        self._right = self._left + self._cell * len(self._columns)
        self._totals = [coverage.total(column) for column in self._columns]

    def picture(self) -> Picture:
        heading = list(self._heading())
        shapes: list[Shape] = [*heading]
        y = max(label.y for label in heading) + 28
        groups = list(self._groups(y))
        shapes += groups
        y += 46 if groups else 0
        shapes += self._names(y + _NAMES)
        y += _NAMES + 10
        shapes += self._total_row(y)
        y += _TOTAL_ROW + 10
        parts = list(self._part_row(y))
        shapes += parts
        y += _ROW + 6 if parts else 0
        shapes += self._rows(y)
        y += _ROW * len(self._coverage.sources) + 22
        legend = list(self._legend(y))
        last = max(shape.y for shape in legend)
        return Picture(
            WIDTH,
            last + _MARGIN,
            f"{self._coverage.framework.title}: {self._coverage.title}",
            self._summary() + self._gap_text(),
            (*shapes, *legend),
        )

    def _heading(self) -> Iterator[Label]:
        room = WIDTH - 2 * _MARGIN
        y = 38
        for line in self._wrap(self._coverage.framework.title, 20, room / _BOLD, 3):
            yield Label(line, _MARGIN, y, 20, bold=True)
            y += 26
        line = f"{self._coverage.title} · {self._summary()}"
        yield Label(self._cut(line, 13, room), _MARGIN, y, 13, _QUIET)

    def _summary(self) -> str:
        coverage = self._coverage
        covered = len(coverage.standards) - len(coverage.gaps)
        total = sum(source.count for source in coverage.sources)
        unit = coverage.unit_of(total)
        return f"{covered} of {len(coverage.standards)} standards covered by {total:,} {unit}"

    def _gap_text(self) -> str:
        names = ", ".join(item.title for item in self._coverage.gaps)
        return f". Not covered: {names}" if names else ". No gaps"

    def _groups(self, y: float) -> Iterator[Shape]:
        x = float(self._left)
        for _, columns in groupby(self._columns, key=lambda column: column.group):
            members = list(columns)
            width = self._cell * len(members)
            if members[0].group is not None:
                lines = self._wrap(members[0].group.title, 11.5, (width - 4) / _BOLD, 3)
                for number, line in enumerate(lines):
                    middle = y + 22 - 13 * (len(lines) - 1 - number)
                    yield Label(line, x + width / 2, middle, 11.5, bold=True, anchor="middle")
                yield Rule(x + 2, y + 34, width - 4)
            x += width

    def _names(self, bottom: float) -> Iterator[Shape]:
        most = max(1, int(self._cell // 13))
        for number, column in enumerate(self._columns):
            middle = self._left + self._cell * (number + 0.5)
            gap = self._is_gap(column)
            room = _NAMES / _BOLD if gap else _NAMES
            lines = self._wrap(_title_of(column), 11.5, room, min(most, 6))
            for index, line in enumerate(lines):
                x = middle + 13 * (index - (len(lines) - 1) / 2)
                colour = _GAP_COLOUR if gap else _INK
                yield Label(line, x, bottom, 11.5, colour, upright=True, bold=gap)

    def _total_row(self, y: float) -> Iterator[Shape]:
        words = "All together"
        middle = y + _TOTAL_ROW / 2
        yield Label(words, self._left - 10, middle, 12.5, anchor="end", bold=True)
        most = max(self._totals, default=0)
        for number, column in enumerate(self._columns):
            x = self._left + self._cell * number
            yield from self._number(x, y, _TOTAL_ROW, self._totals[number], most, column)

    def _part_row(self, y: float) -> Iterator[Shape]:
        """Write how many standards of a column are covered, where it stands for several."""
        parts = [self._coverage.covered_in(column) for column in self._columns]
        if all(total <= 1 for _, total in parts):
            return
        middle = y + _ROW / 2 - 4
        yield Label("Standards covered", self._left - 10, middle, 12, _QUIET, anchor="end")
        for number, (covered, total) in enumerate(parts):
            x = self._left + self._cell * (number + 0.5)
            size = min(11.0, self._cell * 0.36)
            yield Label(f"{covered}/{total}", x, middle, size, _QUIET, anchor="middle")

    def _rows(self, y: float) -> Iterator[Shape]:
        values = [
            [self._coverage.value(source, column) for column in self._columns]
            for source in self._coverage.sources
        ]
        most = max((value for row in values for value in row), default=0)
        for index, (source, row) in enumerate(zip(self._coverage.sources, values, strict=True)):
            top = y + _ROW * index
            if index % 5 == 0 and index:
                yield Rule(_MARGIN, top - _GAP / 2, self._right - _MARGIN)
            yield self._row_name(source, top)
            for number, value in enumerate(row):
                x = self._left + self._cell * number
                yield from self._number(x, top, _ROW, value, most)

    def _row_name(self, source: Source, top: float) -> Label:
        room = _LABELS - 12
        fitting = (size for size in _NAME_SIZES if self._measure(source.label, size) <= room)
        size = next(fitting, _NAME_SIZES[-1])
        text = self._cut(source.label, size, room)
        instead = self._cut(source.id.rpartition("/")[2], size, room)
        return Label(text, self._left - 10, top + _ROW / 2 - 1, size, anchor="end", instead=instead)

    def _number(
        self, x: float, y: float, height: float, value: int, most: int, total: Column | None = None
    ) -> Iterator[Shape]:
        """Draw a cell; in the row of sums nought is written, and gaps have their own look."""
        gap = total is not None and self._is_gap(total)
        fill = _shade(value, most) if value else _EMPTY
        box = Box(x + 1, y, self._cell - 2, height - _GAP, _GAP_PAPER if gap else fill)
        if gap:
            box = Box(box.x + 1, y + 1, box.width - 2, box.height - 2, _GAP_PAPER, _GAP_COLOUR)
        yield box
        if value or total is not None:
            ink = max((_INK, "#ffffff"), key=lambda colour: contrast(colour, fill))
            size = min(13.0 if total is not None else 11.0, self._cell * 0.62)
            yield Label(
                str(value),
                x + self._cell / 2,
                y + (height - _GAP) / 2,
                size,
                _GAP_COLOUR if gap else ink,
                anchor="middle",
                bold=total is not None,
            )

    def _is_gap(self, column: Column) -> bool:
        return self._coverage.total(column) == 0

    def _legend(self, y: float) -> Iterator[Label | Box]:
        x = _MARGIN + 38
        for number, shade in enumerate(_SHADES):
            yield Box(_MARGIN + number * 5.2, y, 5.2, 16, shade)
        words = f"How many {self._coverage.unit} serve the standard; darker is more"
        yield Label(words, x, y + 8, 12)
        y += 26
        gaps = self._coverage.gaps
        yield Box(_MARGIN + 1, y + 1, 24, 14, _GAP_PAPER, _GAP_COLOUR)
        noun = "standard" if len(gaps) == 1 else "standards"
        names = ", ".join(item.title for item in gaps)
        words = f"Gaps, {len(gaps)} {noun} that nothing covers: {names}" if gaps else "No gaps"
        for number, line in enumerate(self._wrap(words, 12, WIDTH - _MARGIN - x, 5)):
            yield Label(line, x, y + 8 + 17 * number, 12)

    def _wrap(self, text: str, size: float, width: float, most: int) -> list[str]:
        """Break text into lines; what does not fit on the last is cut."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self._measure(longer, size) <= width or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [self._cut(line, size, width) for line in lines]

    def _cut(self, text: str, size: float, width: float) -> str:
        if self._measure(text, size) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._measure(text[:middle].rstrip() + "…", size) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"


def _title_of(column: Column) -> str:
    return f"{column.item.code} {column.item.title}".strip()


def _shade(value: int, most: int) -> str:
    if most <= 1:
        return _SHADES[2]
    return _SHADES[min(len(_SHADES) - 1, (value * len(_SHADES) - 1) // most)]
