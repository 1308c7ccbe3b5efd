"""A drawn badge as SVG: only basic shapes, no scripts, filters, style sheets or outside fonts."""

from __future__ import annotations

import re
import zlib
from html import escape
from itertools import pairwise
from typing import Final

from microcred.drawing.badge import (
    SIDE,
    Area,
    Disc,
    Fill,
    Lettering,
    Points,
    Shadow,
    Shape,
    Stroke,
    compose_badge,
)
from microcred.drawing.lettering import (
    Words,
    clean_text,
    estimate_width,
    is_right_to_left,
)
from microcred.drawing.palette import choose_palette

_FONTS: Final = "system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif"
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_badge_svg(
    name: str, issuer: str, *, colour: str | None = None, accent: str | None = None
) -> bytes:
    """Draw a badge as SVG, in UTF-8; the same input gives the same bytes.

    Text stays text, in the fonts of whoever shows it, so every script works that they can read.

    Args:
        name: the achievement's name; long ones are wrapped, made smaller and at last cut.
        issuer: the issuer's name, on the ribbon; empty for none.
        colour: the seal's colour, `#rgb` or `#rrggbb`; chosen from the name when not given.
        accent: the ribbon's colour; one that suits the seal when not given.

    Raises:
        ConfigurationError: a colour that cannot be read.
    """
    title, by = (_NOT_IN_XML.sub("", clean_text(text)) for text in (name, issuer))
    palette = choose_palette(title, colour, accent)
    painter = _Painter(f"m{zlib.crc32(f'{title}|{by}'.encode()):08x}")
    words = (Words(title, estimate_width), Words(by, estimate_width))
    for shape in compose_badge(*words, palette, seed=title):
        painter.paint(shape)
    label = f"{title}, {by}" if title and by else title or by or "badge"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" '
        f'width="{SIDE}" height="{SIDE}" role="img" aria-label="{escape(label)}">'
    )
    parts = [head, f"<title>{escape(label)}</title>"]
    parts += ["<defs>", *painter.definitions, "</defs>", *painter.body, "</svg>"]
    return ("\n".join(parts) + "\n").encode("utf-8")


class _Painter:
    """Writes shapes as elements, and their gradients as definitions.

    Identifiers begin with `prefix`, so that two badges can stand in one page.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.definitions: list[str] = []
        self.body: list[str] = []
        self._gradients: dict[Fill, str] = {}

    def paint(self, shape: Shape) -> None:
        """Write one shape."""
        match shape:
            case Area():
                opacity = _opacity("fill-opacity", shape.opacity)
                fill = self._fill(shape.fill)
                self.body.append(f'<path d="{_path(shape.points)}" fill="{fill}"{opacity}/>')
            case Disc():
                self._disc(shape)
            case Shadow():
                self._shadow(shape)
            case Stroke():
                self._stroke(shape)
            case Lettering():
                self._lettering(shape)

    def _fill(self, fill: Fill) -> str:
        if fill.top == fill.bottom:
            return fill.top
        name = self._gradients.get(fill)
        if name is None:
            name = self._gradients[fill] = f"{self._prefix}g{len(self._gradients)}"
            self.definitions.append(
                f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">'
                f'<stop stop-color="{fill.top}"/><stop offset="1" stop-color="{fill.bottom}"/>'
                "</linearGradient>"
            )
        return f"url(#{name})"

    def _disc(self, disc: Disc) -> None:
        circle = f'<circle cx="{SIDE // 2}" cy="{SIDE // 2}" r="{disc.radius:g}"'
        if disc.width:
            paint = f'fill="none" stroke="{disc.fill.top}" stroke-width="{disc.width:g}"'
            opacity = _opacity("stroke-opacity", disc.opacity)
        else:
            paint = f'fill="{self._fill(disc.fill)}"'
            opacity = _opacity("fill-opacity", disc.opacity)
        self.body.append(f"{circle} {paint}{opacity}/>")

    def _shadow(self, shadow: Shadow) -> None:
        outer = shadow.radius + shadow.blur
        start = (shadow.radius - shadow.blur) / outer
        self.definitions.append(
            f'<radialGradient id="{self._prefix}s"><stop offset="{start:.3f}" '
            f'stop-opacity="{shadow.opacity:g}"/><stop offset="1" stop-opacity="0"/>'
            "</radialGradient>"
        )
        fill = f"url(#{self._prefix}s)"
        self.body.append(
            f'<circle cx="{SIDE // 2}" cy="{shadow.y:g}" r="{outer:g}" fill="{fill}"/>'
        )

    def _stroke(self, stroke: Stroke) -> None:
        path = f'<path d="{_path(stroke.points)}"'
        paint = (
            f'fill="none" stroke="{stroke.colour}" stroke-width="{stroke.width:g}"'
            f"{_opacity('stroke-opacity', stroke.opacity)}"
        )
        if len(stroke.turns) == 1:
            self.body.append(f"{path} {paint}/>")
            return
        curve = f"{self._prefix}c"
        self.definitions.append(f'{path} id="{curve}"/>')
        middle = f"{SIDE // 2} {SIDE // 2}"
        copies = "".join(
            f'<use href="#{curve}" transform="rotate({turn:.3g} {middle})"/>'
            for turn in stroke.turns
        )
        self.body.append(f"<g {paint}>{copies}</g>")

    def _lettering(self, lettering: Lettering) -> None:
        if not lettering.lines:
            return
        size = lettering.lines[0].size
        whole = " ".join(line.text for line in lettering.lines)
        direction = ' direction="rtl"' if is_right_to_left(whole) else ""
        spans = "".join(
            f'<tspan x="{line.x:g}" y="{line.y:.1f}">{escape(line.text)}</tspan>'
            for line in lettering.lines
        )
        self.body.append(
            f'<text font-family="{_FONTS}" font-weight="700" font-size="{size:g}" '
            f'text-anchor="middle" fill="{lettering.colour}"{direction}>{spans}</text>'
        )


def _opacity(name: str, opacity: float) -> str:
    return "" if opacity == 1.0 else f' {name}="{opacity:g}"'


def _path(points: Points) -> str:
    """Write a closed path in tenths of a unit, each step relative to the one before."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l"]
    for (x0, y0), (x1, y1) in pairwise(tenths):
        steps.append(f"{(x1 - x0) / 10:g} {(y1 - y0) / 10:g}")
    return steps[0] + " ".join(steps[1:]).replace(" -", "-") + "z"
