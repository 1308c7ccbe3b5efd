"""JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from microcred.errors import MalformedInput


def join_pointer(parts: Iterable[str | int]) -> str:
    """Make a pointer from member names and array indexes."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def split_pointer(pointer: str) -> list[str]:
    """Split a pointer into its unescaped parts.

    Raises:
        MalformedInput: the pointer is neither empty nor begins with `/`, or has a `~` that
            escapes nothing.
    """
    if not pointer:
        return []
    if not pointer.startswith("/") or "~" in pointer.replace("~0", "").replace("~1", ""):
        raise MalformedInput(f"not a JSON pointer: {pointer!r}", code="invalid-pointer")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def resolve_pointer(document: Any, pointer: str) -> Any:
    """Return what `pointer` points at.

    Raises:
        MalformedInput: nothing is there.
    """
    value = document
    for part in split_pointer(pointer):
        try:
            value = value[_index(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            message = f"JSON pointer {pointer!r} points at nothing"
            raise MalformedInput(message, code="invalid-pointer") from error
    return value


def _index(part: str) -> int:
    """Read an array index: digits without a leading zero (RFC 6901, section 4)."""
    if not part.isascii() or not part.isdigit() or (part != "0" and part.startswith("0")):
        raise ValueError(part)
    return int(part)
