"""What to do about the commonest slips of whoever writes YAML by hand."""

from __future__ import annotations

from typing import Any, Final

_MENDS: Final = (
    (
        "mapping values are not allowed",
        'a text with a colon and a blank in it needs quotes: name: "Listening: a start"',
    ),
    (
        "cannot start any token",
        "before the first word of a line use blanks, no tab; quote a text that begins with @ or `",
    ),
    (
        "while parsing a block mapping",
        "lines that belong together begin in the same column",
    ),
    ("unexpected end of stream", "a quote that was opened is not closed"),
)
"""Words of the parser, and what helps."""

SAVE_AS_UTF_8: Final = (
    "save the file as UTF-8: it was saved in another encoding, perhaps Windows-1252"
)


def mend(error: Any, data: bytes | str) -> str:
    """Return what helps, as the end of a sentence; empty where nothing is known to.

    Args:
        error: of the parser.
        data: what it read.
    """
    if isinstance(data, bytes) and not _is_utf_8(data):
        return f"; {SAVE_AS_UTF_8}"
    told = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    helps = next((advice for words, advice in _MENDS if words in told), "")
    return f"; {helps}" if helps else ""


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
