"""The picture that chats and search engines show beside a link: a badge with its name."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

from microcred.drawing.fonts import Typeface, choose_typeface
from microcred.drawing.lettering import (
    Place,
    Words,
    clean_text,
    is_right_to_left,
    set_text,
)
from microcred.drawing.palette import choose_palette, parse_colour

WIDTH: Final = 1200
HEIGHT: Final = 630
"""In pixels, as Open Graph's readers want it."""

_BADGE_PIXELS: Final = 500
_TEXT_MIDDLE: Final = 855.0
_TEXT_WIDTH: Final = 590.0
_MAX_BADGE_PIXELS: Final = 4096 * 4096


def draw_preview_png(title: str, issuer: str, badge: bytes) -> bytes:
    """Draw a preview picture of 1200 by 630 pixels; the same input gives the same bytes.

    Args:
        title: set large beside the badge.
        issuer: set small below it; empty for none.
        badge: a PNG; one that cannot be read is left out.
    """
    name, by = clean_text(title), clean_text(issuer)
    palette = choose_palette(name, None, None)
    image = _ground(palette.light, palette.deep)
    _paste_badge(image, badge)
    pen = ImageDraw.Draw(image)
    _write(pen, name, Place(_TEXT_MIDDLE, 110, 430, lambda _y: _TEXT_WIDTH), (76, 30), "#ffffff")
    _write(pen, by, Place(_TEXT_MIDDLE, 450, 540, lambda _y: _TEXT_WIDTH), (36, 22), "#f3ecd8")
    output = io.BytesIO()
    image.convert("RGB").save(output, "PNG", optimize=True)
    return output.getvalue()


def _ground(light: str, deep: str) -> Image.Image:
    """Return the ground: darker than the seal, so that white letters are read on all of it."""
    dark = tuple(round(channel * 0.45) for channel in parse_colour(deep))
    top = tuple(round(channel * 0.62) for channel in parse_colour(light))
    ramp = Image.linear_gradient("L").rotate(90).resize((WIDTH, HEIGHT))
    ends = [Image.new("RGB", (WIDTH, HEIGHT), colour) for colour in (dark, top)]
    return Image.composite(ends[0], ends[1], ramp)


def _paste_badge(image: Image.Image, data: bytes) -> None:
    try:
        opened = Image.open(io.BytesIO(data))
        if opened.width * opened.height > _MAX_BADGE_PIXELS:
            return
        badge = opened.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError, ValueError):
        return
    share = _BADGE_PIXELS / max(badge.size)
    size = (max(round(badge.width * share), 1), max(round(badge.height * share), 1))
    badge = badge.resize(size, Image.Resampling.LANCZOS)
    place = (290 - size[0] // 2, HEIGHT // 2 - size[1] // 2)
    image.paste(badge, place, badge)


def _write(
    pen: ImageDraw.ImageDraw, text: str, place: Place, sizes: tuple[int, int], colour: str
) -> None:
    face = choose_typeface(text)
    for line in set_text(Words(face.text, face.measure), place, sizes, 4):
        pen.text(
            (line.x, line.y),
            line.text,
            colour,
            face.at(line.size),
            anchor="ms",
            direction=_direction(face, line.text),
            stroke_width=round(line.size * face.embolden),
        )


def _direction(face: Typeface, text: str) -> str | None:
    return "rtl" if face.shapes and is_right_to_left(text) else None
