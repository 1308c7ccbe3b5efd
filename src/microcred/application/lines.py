"""On which line of a TOML text a setting stands."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any, Final

_MAX_LINES: Final = 2000


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Return the line, counted from 1, on which the value at `path` begins; None if there is none.

    The parser tells no lines. So ever longer beginnings of the text are read: the value begins
    on the line after the last beginning that is sound and does not have it yet.
    """
    lines = text.replace("\r\n", "\n").split("\n")[:_MAX_LINES]
    sound = 0
    for count in range(1, len(lines) + 1):
        try:
            tables = tomllib.loads("\n".join(lines[:count]))
        except (ValueError, RecursionError):  # within a value of several lines
            continue
        if _has(tables, path):
            return sound + 1
        sound = count
    return None


def _has(tables: Any, path: Sequence[str]) -> bool:
    for name in path:
        if not isinstance(tables, dict) or name not in tables:
            return False
        tables = tables[name]
    return True
