"""Colours of a drawn badge: one colour gives all others, each readable on what it stands on.

Colours are mixed in OKLCH, where equal steps look equal: lightness 0 to 1, chroma, hue in degrees.
Contrast is that of WCAG 2.2, "contrast ratio".
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Final

from microcred.errors import ConfigurationError, excerpt

# Hues that look good as a seal, from blue round to cyan.
_HUES: Final = (262, 285, 308, 335, 5, 25, 42, 130, 152, 172, 195, 222, 245)
_HEX: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE | re.ASCII)
_TEXT_CONTRAST: Final = 7.0  # level AAA


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one badge, as `#rrggbb`.

    Attributes:
        light: the bright end of the seal's gradient.
        deep: its dark end.
        paper: the disc that the name stands on.
        paper_shade: the lower end of the disc's gradient.
        ink: the name.
        accent: stars, rings and the ribbon.
        accent_light: the upper end of the ribbon's gradient.
        accent_shade: the ribbon's tails.
        accent_fold: the ribbon's folds.
        accent_ink: the issuer's name, on the ribbon.
    """

    light: str
    deep: str
    paper: str
    paper_shade: str
    ink: str
    accent: str
    accent_light: str
    accent_shade: str
    accent_fold: str
    accent_ink: str


def choose_palette(name: str, colour: str | None, accent: str | None) -> Palette:
    """Derive every colour from one for the seal and one for the ribbon, both optional.

    Args:
        name: chooses the seal's hue where no colour is given.
        colour: the seal's colour, `#rgb` or `#rrggbb`.
        accent: the ribbon's colour.

    Raises:
        ConfigurationError: a colour that is not written so.
    """
    if colour is None:
        digest = hashlib.sha256(name.encode("utf-8")).digest()
        lightness, chroma, hue = 0.54, 0.17, float(_HUES[digest[0] % len(_HUES)])
    else:
        lightness, chroma, hue = _to_oklch(parse_colour(colour))
    # Bright enough to shine, dark enough to carry white lines.
    lightness = min(max(lightness, 0.40), 0.62)
    paper = _from_oklch(0.995, min(chroma, 0.004), hue)
    shade, tone, turn = _default_accent(chroma, hue)
    if accent is not None:
        shade, tone, turn = _to_oklch(parse_colour(accent))
    shade = min(max(shade, 0.25), 0.90)  # stars of this colour stand on the paper
    ribbon_colour = _from_oklch(shade, tone, turn)
    ribbon_ink = _readable(0.30, min(tone, 0.06), turn, ribbon_colour)
    # Where the letters are white, a lighter end would make them fade.
    gain = 0.05 if contrast(ribbon_ink, "#000000") < contrast(ribbon_ink, "#ffffff") else 0.0
    return Palette(
        light=_from_oklch(lightness, chroma, hue),
        deep=_from_oklch(lightness * 0.56, chroma * 0.72, hue + 8),
        paper=paper,
        paper_shade=_from_oklch(0.955, min(chroma, 0.022), hue),
        ink=_readable(0.33, min(chroma, 0.09), hue, paper),
        accent=ribbon_colour,
        accent_light=_from_oklch(min(shade + gain, 0.97), tone, turn + 80 * gain),
        accent_shade=_from_oklch(shade * 0.86, tone * 0.97, turn - 8),
        accent_fold=_from_oklch(shade * 0.55, tone * 0.7, turn - 14),
        accent_ink=ribbon_ink,
    )


def parse_colour(text: str) -> tuple[int, int, int]:
    """Read `#rgb` or `#rrggbb` as red, green and blue, each 0 to 255.

    Raises:
        ConfigurationError: it is no such colour (`invalid-colour`).
    """
    if not _HEX.fullmatch(text):
        message = f"{excerpt(text)} is not a colour; write it as #rgb or #rrggbb"
        raise ConfigurationError(message, code="invalid-colour")
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _default_accent(chroma: float, hue: float) -> tuple[float, float, float]:
    """Gold, and a paler one beside a seal that is golden itself."""
    golden = chroma > 0.03 and abs((hue - 85 + 180) % 360 - 180) <= 40
    return (0.90, 0.09, 90.0) if golden else (0.83, 0.155, 85.0)


def _readable(lightness: float, chroma: float, hue: float, ground: str) -> str:
    """Return a colour for text on `ground`: as asked where that is dark or light enough."""
    asked = _from_oklch(lightness, chroma, hue)
    if contrast(asked, ground) >= _TEXT_CONTRAST:
        return asked
    black_or_white = max("#ffffff", "#000000", key=lambda ink: contrast(ink, ground))
    darker = _from_oklch(lightness * 0.6, chroma * 0.6, hue)
    return max(darker, black_or_white, key=lambda ink: contrast(ink, ground))


def _luminance(colour: str) -> float:
    red, green, blue = (_to_linear(value / 255) for value in parse_colour(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _from_linear(value: float) -> float:
    return float(value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055)


def _to_oklch(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    red, green, blue = (_to_linear(value / 255) for value in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the nearest colour of the screen, by lowering the chroma until there is one."""
    while True:
        channels = _to_rgb(lightness, chroma, hue)
        if all(-0.0005 <= value <= 1.0005 for value in channels) or chroma < 0.002:
            break
        chroma -= 0.004
    return "#" + "".join(f"{round(min(max(value, 0), 1) * 255):02x}" for value in channels)


def _to_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _from_linear(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _from_linear(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _from_linear(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )
