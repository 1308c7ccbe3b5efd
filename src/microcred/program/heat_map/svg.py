"""A heat map as SVG: basic shapes and text, no scripts or style sheets."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from microcred.drawing.lettering import clean_text, estimate_width, is_right_to_left
from microcred.program.coverage import Coverage
from microcred.program.heat_map.layout import RULE_COLOUR, Box, Label, Rule, Shape, lay_out

_FONTS: Final = "system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif"
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MIDDLE: Final = 0.35  # from the middle of a line down to its base line, in em


def draw_heat_map_svg(coverage: Coverage) -> bytes:
    """Draw a heat map as SVG in UTF-8; the same coverage gives the same bytes.

    Raises:
        ConfigurationError: code `too-large-to-draw`.
    """
    picture = lay_out(coverage, _measure)
    width, height = _plain(picture.width), _plain(picture.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="{escape(_FONTS)}">'
    )
    lines = [
        head,
        f"<title>{_text(picture.title)}</title>",
        f"<desc>{_text(picture.description)}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *map(_element, picture.shapes),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _measure(text: str, size: float) -> float:
    return estimate_width(clean_text(text)) * size


def _element(shape: Shape) -> str:
    match shape:
        case Box():
            outline = f' stroke="{shape.outline}" stroke-width="2"' if shape.outline else ""
            return (
                f'<rect x="{_plain(shape.x)}" y="{_plain(shape.y)}" width="{_plain(shape.width)}" '
                f'height="{_plain(shape.height)}" rx="2" fill="{shape.fill}"{outline}/>'
            )
        case Rule():
            return (
                f'<path d="M{_plain(shape.x)} {_plain(shape.y)}h{_plain(shape.width)}" '
                f'stroke="{RULE_COLOUR}"/>'
            )
        case Label():
            return _label(shape)


def _label(label: Label) -> str:
    anchor, direction = label.anchor, ""
    if is_right_to_left(label.text):
        # Where text runs from the right, it starts there.
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        direction = ' direction="rtl"'
    weight = ' font-weight="700"' if label.bold else ""
    shift = _MIDDLE * label.size
    if label.upright:
        x, y = label.x + shift, label.y
        place = f'transform="translate({_plain(x)} {_plain(y)}) rotate(-90)"'
    else:
        place = f'x="{_plain(label.x)}" y="{_plain(label.y + shift)}"'
    return (
        f'<text {place} font-size="{_plain(label.size)}" fill="{label.colour}" '
        f'text-anchor="{anchor}"{weight}{direction}>{_text(label.text)}</text>'
    )


def _text(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", clean_text(text)), quote=False)


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
