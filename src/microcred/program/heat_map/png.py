"""A heat map as PNG, with Pillow: a module to import only when something is drawn."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

from microcred.drawing.fonts import Typeface, choose_typeface
from microcred.drawing.lettering import clean_text, is_right_to_left
from microcred.program.coverage import Coverage
from microcred.program.heat_map.layout import RULE_COLOUR, Box, Label, Rule, Shape, lay_out

SCALE: Final = 2
"""Pixels of the picture for each pixel of the page: printed a page wide it stays sharp."""

_ANCHORS: Final = {"start": "lm", "middle": "mm", "end": "rm"}
_DOTS_PER_INCH: Final = 96 * SCALE


def draw_heat_map_png(coverage: Coverage) -> bytes:
    """Draw a heat map as PNG, 1,600 pixels wide.

    A name whose letters no font has is replaced by the last part of its id.

    Raises:
        ConfigurationError: code `too-large-to-draw`.
    """
    picture = lay_out(coverage, _measure)
    size = round(picture.width * SCALE), round(picture.height * SCALE)
    image = Image.new("RGB", size, "#ffffff")
    canvas = _Canvas(image)
    for shape in picture.shapes:
        canvas.paint(shape)
    output = io.BytesIO()
    image.save(output, "PNG", optimize=True, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return output.getvalue()


def _measure(text: str, size: float) -> float:
    face = choose_typeface(clean_text(text))
    return face.at(size * SCALE).getlength(face.text) / SCALE


class _Canvas:
    def __init__(self, image: Image.Image):
        self._image = image
        self._pen = ImageDraw.Draw(image)

    def paint(self, shape: Shape) -> None:
        match shape:
            case Box():
                self._box(shape)
            case Rule():
                y = round(shape.y * SCALE)
                ends = [(shape.x * SCALE, y), ((shape.x + shape.width) * SCALE, y)]
                self._pen.line(ends, fill=RULE_COLOUR, width=SCALE)
            case Label():
                self._label(shape)

    def _box(self, box: Box) -> None:
        corners = (
            round(box.x * SCALE),
            round(box.y * SCALE),
            round((box.x + box.width) * SCALE) - 1,
            round((box.y + box.height) * SCALE) - 1,
        )
        outline, width = (box.outline, 2 * SCALE) if box.outline else (None, 0)
        self._pen.rounded_rectangle(
            corners, radius=2 * SCALE, fill=box.fill, outline=outline, width=width
        )

    def _label(self, label: Label) -> None:
        face = choose_typeface(clean_text(label.text))
        if not face.text and label.instead:
            face = choose_typeface(clean_text(label.instead))
        if label.upright:
            self._upright(label, face)
            return
        self._pen.text(
            (label.x * SCALE, label.y * SCALE),
            face.text,
            label.colour,
            face.at(label.size * SCALE),
            anchor=_ANCHORS[label.anchor],
            direction=_direction(face),
            stroke_width=_stroke(label, face),
        )

    def _upright(self, label: Label, face: Typeface) -> None:
        """Paint text that runs upwards: drawn flat on a mask, and turned."""
        font = face.at(label.size * SCALE)
        length = round(font.getlength(face.text)) + 4 * SCALE
        height = round(label.size * SCALE * 2)
        mask = Image.new("L", (length, height), 0)
        ImageDraw.Draw(mask).text(
            (SCALE, height / 2),
            face.text,
            255,
            font,
            anchor="lm",
            direction=_direction(face),
            stroke_width=_stroke(label, face),
        )
        turned = mask.transpose(Image.Transpose.ROTATE_90)
        place = round(label.x * SCALE - height / 2), round(label.y * SCALE) - length
        self._image.paste(label.colour, place, turned)


def _direction(face: Typeface) -> str | None:
    return "rtl" if face.shapes and is_right_to_left(face.text) else None


def _stroke(label: Label, face: Typeface) -> int:
    """Make letters bold with an outline, where the font is not bold itself."""
    return round(label.size * SCALE * face.embolden) if label.bold else 0
