"""A picture of points inside a drawing, for whoever wants a drawing and has points."""

from __future__ import annotations

import base64
import struct
from html import escape

from microcred.drawing.lettering import clean_text


def frame_svg(png: bytes, text: str) -> bytes:
    """Return an SVG that shows a PNG in its size, with `text` for those who do not see it."""
    width, height = struct.unpack(">II", png[16:24])
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(clean_text(text))}">\n'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/>\n</svg>\n'
    ).encode()
