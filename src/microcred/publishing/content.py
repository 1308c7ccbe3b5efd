"""The content of a file of the site: bytes, or a picture that is drawn when it is needed."""

from __future__ import annotations

from collections.abc import Callable

from microcred.carriers import detect_carrier, unbake
from microcred.errors import MalformedInput


class Picture:
    """A picture that takes a while to draw.

    Args:
        draw: makes it.
        carries: the text of the credential that is baked into it, if one is.
    """

    def __init__(self, draw: Callable[[], bytes], carries: str | None = None):
        self._draw = draw
        self._carries = None if carries is None else carries.strip()

    def drawn(self) -> bytes:
        """Return the picture."""
        return self._draw()

    def may_be(self, found: bytes) -> bool:
        """Tell whether a file may be this picture, without drawing it: it carries what it must."""
        try:
            return unbake(found).text == self._carries
        except MalformedInput:
            return self._carries is None and detect_carrier(found) is not None


Content = bytes | Picture


def bytes_of(content: Content) -> bytes:
    """Return what a file has in it, drawn if need be."""
    return content.drawn() if isinstance(content, Picture) else content
