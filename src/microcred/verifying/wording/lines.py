"""Words of others, made fit to stand in a line that people read."""

from __future__ import annotations

from typing import Final

from microcred.errors import excerpt

LONG_TEXT_CHARACTERS: Final = 1000
_TEXT_CHARACTERS: Final = 200


def line(text: str, limit_characters: int = _TEXT_CHARACTERS) -> str:
    """Return untrusted text as it is safe for a terminal: printable, on one line, not too long."""
    return excerpt(" ".join(text.split()), limit_characters)[1:-1]
