"""The rows of a CSV table, and where in its text each cell begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from microcred.errors import MalformedInput
from microcred.findings import Fault
from microcred.json_pointer import split_pointer
from microcred.program.frameworks.building import Faults

_DELIMITERS: Final = ",;\t"
"""What may stand between cells: a spreadsheet takes that of its country."""


class Table:
    """A table with a header line; cells are between commas, semicolons or tabs.

    Args:
        text: the file's text.

    Attributes:
        header: the columns' names, in lower case.
    """

    def __init__(self, text: str):
        self._lines = list(io.StringIO(text, newline=""))
        first = self._lines[0] if self._lines else ""
        self._delimiter = max(_DELIMITERS, key=first.count)
        self._starts: list[int] = []
        self._reader = csv.reader(self._lines, strict=True, delimiter=self._delimiter)
        self.header = [name.strip().lower() for name in self._next() or []]

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            message = f"not CSV: {error}"
            place = (self._reader.line_num, 1)
            raise MalformedInput(message, code="invalid-csv", place=place) from error

    def rows(self, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number and the cells of each row; empty cells and rows are left out.

        Raises:
            MalformedInput: code `invalid-csv`, with its place.
        """
        while True:
            start = self._reader.line_num + 1
            row = self._next()
            if row is None:
                return
            if any(cell.strip() for cell in row):
                self._starts.append(start)
                number = len(self._starts)
                self._check_row(row, number, faults)
                cells = zip(self.header, map(str.strip, row), strict=False)
                yield number, {name: cell for name, cell in cells if cell}

    def _check_row(self, row: list[str], number: int, faults: Faults) -> None:
        if len(row) > len(self.header):
            message = f"{len(row)} cells, but {len(self.header)} columns"
            faults.add(f"/{number}", "invalid-row", message)
        for name, cell in zip(self.header, row, strict=False):
            if "\0" in cell:
                faults.add(f"/{number}/{name}", "control-character", "text has a NUL in it")

    def line_of(self, number: int) -> int:
        """Return the line in which a row begins; rows are counted from 1."""
        return self._starts[number - 1]

    def locate(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults with line and column, in the table's order; pointers are `/row/column`."""
        placed = [self._locate(fault) for fault in faults]
        return sorted(
            placed, key=lambda each: (each.line is None, each.line or 0, each.column or 0)
        )

    def _locate(self, fault: Fault) -> Fault:
        row, *column = split_pointer(fault.pointer) or [""]
        if not row.isdigit():
            return fault
        known = column and column[0] in self.header
        line, place = self._cell(
            self.line_of(int(row)), self.header.index(column[0]) if known else 0
        )
        return replace(fault, line=line, column=place)

    def _cell(self, line: int, index: int) -> tuple[int, int]:
        """Return where a cell begins; a row that has fewer cells, where it begins itself."""
        start, quoted, passed, before = line, False, 0, self._delimiter
        for text in self._lines[line - 1 :]:
            for column, character in enumerate(text, start=1):
                if passed == index:
                    return line, column
                # A quote inside a cell that does not begin with one is a character like others.
                quoted ^= character == '"' and (quoted or before in {self._delimiter, '"'})
                passed += character == self._delimiter and not quoted
                before = character
            if not quoted:
                break
            line += 1
        return start, 1
