"""The geometry of a drawn badge, in a square of 600 units, for any renderer.

A seal with a wavy edge and a ring of guilloche lines, as on a certificate; a bright disc with the
name of the achievement, under three stars; a ribbon with the name of the issuer. The number of
waves and of loops comes from the name, so that badges of one issuer are told apart.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from microcred.drawing.lettering import Line, Place, Words, set_text
from microcred.drawing.palette import Palette

SIDE: Final = 600
_MIDDLE: Final = 300.0
_DISC: Final = 212.0

Point = tuple[float, float]
Points = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """A vertical gradient from one colour to another, or one colour twice."""

    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon."""

    points: Points
    fill: Fill
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle, or a ring where `width` is given."""

    radius: float
    fill: Fill
    opacity: float = 1.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Shadow:
    """A soft round shadow."""

    y: float
    radius: float
    blur: float
    opacity: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A closed curve, drawn as a line, once for each angle in degrees that it is turned by."""

    points: Points
    colour: str
    width: float
    opacity: float
    turns: tuple[float, ...] = (0.0,)


@dataclass(frozen=True, slots=True)
class Lettering:
    """Lines of text in one colour."""

    lines: tuple[Line, ...]
    colour: str


Shape = Area | Disc | Shadow | Stroke | Lettering


def compose_badge(name: Words, issuer: Words, palette: Palette, *, seed: str) -> tuple[Shape, ...]:
    """Lay out a badge, from the back to the front.

    Args:
        name: the achievement's name; without one the stars are drawn large.
        issuer: the issuer's name; without one there is no ribbon.
        palette: the colours.
        seed: chooses the ornament.
    """
    shapes = _seal(palette, hashlib.sha256(seed.encode("utf-8")).digest())
    # Without a ribbon everything moves towards the middle.
    lower = 0.0 if issuer.text else 24.0
    if name.text:
        place = Place(_MIDDLE, 186 + lower / 2, 410 + lower, _chord(_DISC - 14))
        shapes += _stars(palette, 144 + lower / 2, 34)
        shapes.append(Lettering(set_text(name, place, (112, 22), 5), palette.ink))
    else:
        shapes += _stars(palette, 262 + lower, 74)
    if issuer.text:
        shapes += _ribbon(palette)
        band = Place(_MIDDLE, 423, 493, lambda _y: 452.0)
        lines = set_text(issuer, band, (38, 18), 2)
        shapes.append(Lettering(lines, palette.accent_ink))
    return tuple(shapes)


def _seal(palette: Palette, digest: bytes) -> list[Shape]:
    waves, height = ((18, 7.0), (24, 6.0), (30, 5.0), (36, 4.5), (12, 8.0))[digest[1] % 5]
    loops = (24, 30, 36, 40)[digest[2] % 4]
    petals = (7, 8, 9, 11, 12)[digest[3] % 5]
    edge = _wave(278, height, waves, waves * 14)
    shapes: list[Shape] = [
        Shadow(y=308, radius=270, blur=18, opacity=0.35),
        Area(edge, Fill(palette.light, palette.deep)),
        Stroke(_wave(268, height * 0.92, waves, waves * 14), "#ffffff", 1.6, 0.45),
    ]
    curve = _wave(240, 15, loops, loops * 12)
    turns = tuple(90 / loops * quarter for quarter in range(4))
    shapes.append(Stroke(curve, "#ffffff", 1.3, 0.42, turns))
    shapes += (
        Disc(_DISC + 7, Fill(palette.accent_light, palette.accent_shade)),
        Disc(_DISC + 2, Fill(palette.deep, palette.deep)),
        Disc(_DISC, Fill(palette.paper, palette.paper_shade)),
        Stroke(_rosette(petals, 200), palette.light, 1.1, 0.13),
        Disc(_DISC - 8, Fill(palette.light, palette.light), 0.28, width=1.4),
    )
    return shapes


def _stars(palette: Palette, y: float, radius: float) -> list[Shape]:
    shapes: list[Shape] = []
    for dx, dy, share in ((-1.95, 0.42, 0.56), (1.95, 0.42, 0.56), (0.0, 0.0, 1.0)):
        x = _MIDDLE + dx * radius
        outer = _star(x, y + dy * radius, radius * share)
        inner = _star(x, y + dy * radius, radius * share * 0.80)
        shapes.append(Area(outer, Fill(palette.accent_shade, palette.accent_shade)))
        shapes.append(Area(inner, Fill(palette.accent_light, palette.accent)))
    return shapes


def _ribbon(palette: Palette) -> list[Shape]:
    shapes: list[Shape] = []
    tail = ((2.0, 440.0), (106.0, 440.0), (106.0, 524.0), (2.0, 524.0), (30.0, 482.0))
    fold = ((44.0, 500.0), (106.0, 500.0), (106.0, 524.0))
    for mirror in (False, True):
        turned = (_mirror(tail), _mirror(fold)) if mirror else (tail, fold)
        shapes.append(Area(turned[0], Fill(palette.accent, palette.accent_shade)))
        shapes.append(Area(turned[1], Fill(palette.accent_fold, palette.accent_fold)))
    shadow = ((44.0, 500.0), (556.0, 500.0), (548.0, 508.0), (52.0, 508.0))
    band = ((44.0, 416.0), (556.0, 416.0), (556.0, 500.0), (44.0, 500.0))
    shapes.append(Area(shadow, Fill("#000000", "#000000"), 0.14))
    shapes.append(Area(band, Fill(palette.accent_light, palette.accent)))
    for y in (422.0, 492.6):
        seam = ((44.0, y), (556.0, y), (556.0, y + 1.6), (44.0, y + 1.6))
        shapes.append(Area(seam, Fill(palette.accent_ink, palette.accent_ink), 0.35))
    return shapes


def _mirror(points: Points) -> Points:
    return tuple((SIDE - x, y) for x, y in points)


def _chord(radius: float) -> Callable[[float], float]:
    def width_at(y: float) -> float:
        return 2 * math.sqrt(max(radius**2 - (y - _MIDDLE) ** 2, 0)) - 16

    return width_at


def _wave(radius: float, height: float, waves: int, steps: int) -> Points:
    """A circle whose radius swings."""
    angles = (2 * math.pi * step / steps for step in range(steps))
    return tuple(
        _polar(_MIDDLE, _MIDDLE, radius + height * math.cos(waves * angle), angle)
        for angle in angles
    )


def _rosette(petals: int, radius: float) -> Points:
    """A curve of loops round the middle: a hypotrochoid."""
    points: list[Point] = []
    steps = petals * 40
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        swing = (petals - 1) * angle
        x = 0.56 * math.cos(angle) + 0.44 * math.cos(swing)
        y = 0.56 * math.sin(angle) - 0.44 * math.sin(swing)
        points.append((_MIDDLE + radius * x, _MIDDLE + radius * y))
    return tuple(points)


def _star(x: float, y: float, radius: float) -> Points:
    angles = (math.pi * step / 5 - math.pi / 2 for step in range(10))
    return tuple(
        _polar(x, y, radius * (0.46 if step % 2 else 1.0), angle)
        for step, angle in enumerate(angles)
    )


def _polar(x: float, y: float, radius: float, angle: float) -> Point:
    return x + radius * math.cos(angle), y + radius * math.sin(angle)
