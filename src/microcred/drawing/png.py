"""A drawn badge as PNG, with Pillow: a module to import only when something is drawn."""

from __future__ import annotations

import io
import math
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

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
from microcred.drawing.fonts import Typeface, choose_typefaces
from microcred.drawing.lettering import Words, clean_text, is_right_to_left
from microcred.drawing.palette import choose_palette, parse_colour
from microcred.errors import ConfigurationError
from microcred.limits import MAX_DRAWN_PIXELS

_MIN_PIXELS: Final = 16
_CANVAS_PIXELS: Final = (1200, 1800)  # smallest and largest to reduce a smaller picture from


def draw_badge_png(
    name: str,
    issuer: str,
    *,
    colour: str | None = None,
    accent: str | None = None,
    size: int = SIDE,
) -> bytes:
    """Draw a badge as PNG with a transparent ground.

    Latin letters are drawn with the font inside Pillow, so one version of Pillow gives the same
    picture on every machine. Other scripts need a font of the system. What no font has: symbols
    and emoji are left out; a name with letters left out would be wrong, so stars stand in its
    place (and no ribbon in the place of an issuer's name). `draw_badge_svg` has no such limits.

    Args:
        name: the achievement's name; long ones are wrapped, made smaller and at last cut.
        issuer: the issuer's name, on the ribbon; empty for none.
        colour: the seal's colour, `#rgb` or `#rrggbb`; chosen from the name when not given.
        accent: the ribbon's colour; one that suits the seal when not given.
        size: width and height in pixels, 16 to `MAX_DRAWN_PIXELS`.

    Raises:
        ConfigurationError: a colour that cannot be read, or a size out of bounds.
    """
    if not _MIN_PIXELS <= size <= MAX_DRAWN_PIXELS:
        message = f"a badge of {size} pixels; {_MIN_PIXELS} to {MAX_DRAWN_PIXELS} can be drawn"
        raise ConfigurationError(message, code="invalid-size")
    title, by = clean_text(name), clean_text(issuer)
    palette = choose_palette(title, colour, accent)
    title_face, by_face = choose_typefaces(title, by)
    least, most = _CANVAS_PIXELS
    canvas = _Canvas(max(size, min(most, max(least, size * 4))))
    words = (Words(title_face.text, title_face.measure), Words(by_face.text, by_face.measure))
    shapes = compose_badge(*words, palette, seed=title)
    faces = [face for face in (title_face, by_face) if face.text]
    for shape in shapes:
        canvas.paint(shape, faces)
    return canvas.to_png(size)


class _Canvas:
    """Paints shapes on a large picture, to be reduced: that makes the edges smooth."""

    def __init__(self, pixels: int):
        self._pixels = pixels
        self._scale = pixels / SIDE
        self._image: Image.Image = Image.new("RGBA", (pixels, pixels), (0, 0, 0, 0))

    def paint(self, shape: Shape, faces: list[Typeface]) -> None:
        """Paint one shape; lettering takes the first of `faces` away."""
        match shape:
            case Area():
                self._polygon(shape.points, shape.fill, shape.opacity)
            case Disc():
                self._disc(shape)
            case Shadow():
                self._shadow(shape)
            case Stroke():
                self._stroke(shape)
            case Lettering():
                self._lettering(shape, faces.pop(0))

    def to_png(self, size: int) -> bytes:
        """Reduce the picture and write it."""
        image = self._image
        if size != self._pixels:
            image = image.resize((size, size), Image.Resampling.LANCZOS)
        output = io.BytesIO()
        image.save(output, "PNG", optimize=True)
        return output.getvalue()

    def _scaled(self, points: Points) -> list[tuple[float, float]]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def _mask(self) -> Image.Image:
        return Image.new("L", (self._pixels, self._pixels), 0)

    def _lay(self, mask: Image.Image, fill: Fill) -> None:
        """Lay a colour or gradient over the picture where the mask is set."""
        box = mask.getbbox()
        if box is None:
            return
        part = mask.crop(box)
        if fill.top == fill.bottom:
            layer = Image.new("RGB", part.size, parse_colour(fill.top))
        else:
            ramp = Image.linear_gradient("L").resize(part.size)
            ends = [Image.new("RGB", part.size, parse_colour(c)) for c in (fill.bottom, fill.top)]
            layer = Image.composite(ends[0], ends[1], ramp)
        layer.putalpha(part)
        self._image.alpha_composite(layer, dest=box[:2])

    def _polygon(self, points: Points, fill: Fill, opacity: float) -> None:
        mask = self._mask()
        ImageDraw.Draw(mask).polygon(self._scaled(points), fill=round(255 * opacity))
        self._lay(mask, fill)

    def _disc(self, disc: Disc) -> None:
        mask = self._mask()
        middle = self._pixels / 2
        half = disc.width / 2
        radius = (disc.radius + half) * self._scale
        box = (middle - radius, middle - radius, middle + radius, middle + radius)
        level = round(255 * disc.opacity)
        if disc.width:
            width = max(round(disc.width * self._scale), 1)
            ImageDraw.Draw(mask).ellipse(box, outline=level, width=width)
        else:
            ImageDraw.Draw(mask).ellipse(box, fill=level)
        self._lay(mask, disc.fill)

    def _shadow(self, shadow: Shadow) -> None:
        mask = self._mask()
        middle, radius = self._pixels / 2, shadow.radius * self._scale
        y = shadow.y * self._scale
        box = (middle - radius, y - radius, middle + radius, y + radius)
        ImageDraw.Draw(mask).ellipse(box, fill=round(255 * shadow.opacity))
        blurred = mask.filter(ImageFilter.GaussianBlur(shadow.blur * self._scale / 2))
        self._lay(blurred, Fill("#000000", "#000000"))

    def _stroke(self, stroke: Stroke) -> None:
        width = max(round(stroke.width * self._scale), 1)
        level = round(255 * stroke.opacity)
        for turn in stroke.turns:
            mask = self._mask()
            points = self._scaled(_turn(stroke.points, math.radians(turn)))
            closed = [*points, *points[:2]]
            ImageDraw.Draw(mask).line(closed, fill=level, width=width, joint="curve")
            self._lay(mask, Fill(stroke.colour, stroke.colour))

    def _lettering(self, lettering: Lettering, face: Typeface) -> None:
        mask = self._mask()
        pen = ImageDraw.Draw(mask)
        for line in lettering.lines:
            size = line.size * self._scale
            direction = "rtl" if face.shapes and is_right_to_left(line.text) else None
            where = (line.x * self._scale, line.y * self._scale)
            pen.text(
                where,
                line.text,
                255,
                face.at(size),
                anchor="ms",
                direction=direction,
                stroke_width=round(size * face.embolden),
            )
        self._lay(mask, Fill(lettering.colour, lettering.colour))


def _turn(points: Points, angle: float) -> Points:
    """Turn points round the middle of the badge."""
    middle, cosine, sine = SIDE / 2, math.cos(angle), math.sin(angle)
    return tuple(
        (
            middle + (x - middle) * cosine - (y - middle) * sine,
            middle + (x - middle) * sine + (y - middle) * cosine,
        )
        for x, y in points
    )
