"""Byte-exact editing: what is not named in an edit stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace the bytes from `start` up to `end` by `new`."""

    start: int
    end: int
    new: bytes


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits that do not overlap; the data is copied once."""
    view = memoryview(data)
    pieces: list[bytes | memoryview] = []
    position = 0
    for edit in sorted(edits):
        pieces += (view[position : edit.start], edit.new)
        position = edit.end
    pieces.append(view[position:])
    return b"".join(pieces)
