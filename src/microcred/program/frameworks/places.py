"""The line and column of what a JSON pointer points at, in a text too large to note them all.

A framework may have a million lines. So nothing is noted while it is read; when there are faults,
only the objects and arrays on the way to them are gone through again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from microcred.findings import Fault
from microcred.json_pointer import split_pointer

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_decode: Final = json.JSONDecoder(strict=False).raw_decode


def locate_faults(text: str, faults: Iterable[Fault]) -> list[Fault]:
    """Return faults with their lines and columns, in the order of the file.

    Args:
        text: JSON, at least as far as the first fault.
        faults: with pointers into it; one of which the end is not there stands at what is nearest
            above it, and one without a pointer has no place.
    """
    places = _Places(text)
    placed = [places.locate(fault) if fault.pointer else fault for fault in faults]
    return sorted(placed, key=lambda each: (each.line is None, each.line or 0, each.column or 0))


def locate_pointer(text: str, pointer: str) -> tuple[int, int]:
    """Return the line and column of what a pointer points at; see `locate_faults`."""
    return _Places(text).place_of(pointer)


class _Places:
    def __init__(self, text: str):
        self._text = text
        self._children: dict[int, dict[str, int]] = {}

    def locate(self, fault: Fault) -> Fault:
        line, column = self.place_of(fault.pointer)
        return replace(fault, line=line, column=column)

    def place_of(self, pointer: str) -> tuple[int, int]:
        offset = self._after_space(0)
        for part in split_pointer(pointer):
            children = self._children_of(offset)
            if part not in children:
                break
            offset = children[part]
        line = self._text.count("\n", 0, offset) + 1
        return line, offset - self._text.rfind("\n", 0, offset)

    def _children_of(self, offset: int) -> dict[str, int]:
        if offset not in self._children:
            self._children[offset] = self._read_children(offset)
        return self._children[offset]

    def _read_children(self, offset: int) -> dict[str, int]:
        """Return where each value of the object or array at `offset` begins, by name or index."""
        found: dict[str, int] = {}
        with suppress(ValueError, IndexError, RecursionError):  # past a fault it need not be JSON
            self._add_children(offset, found)
        return found

    def _add_children(self, offset: int, found: dict[str, int]) -> None:
        opening = self._text[offset]
        position = self._after_space(offset + 1)
        if opening not in "{[" or self._text[position] in "}]":
            return
        while True:
            name = str(len(found))
            if opening == "{":
                if self._text[position] != '"':
                    return
                name, position = _decode(self._text, position)
                position = self._after_space(self._after_space(position) + 1)
            found[name] = position
            _, position = _decode(self._text, position)
            position = self._after_space(position)
            if self._text[position] != ",":
                return
            position = self._after_space(position + 1)

    def _after_space(self, position: int) -> int:
        match = _SPACE.match(self._text, position)
        return match.end() if match else position
