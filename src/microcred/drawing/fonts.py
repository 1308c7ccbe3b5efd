"""Fonts for badges drawn as PNG: Pillow's own where it has the letters, else the system's."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import ImageFont, features
from PIL.ImageFont import FreeTypeFont

_PROBE_PIXELS: Final = 24
_MEASURE_PIXELS: Final = 100
# Looked for by file name in the folders where systems keep fonts; the first that has all letters.
_SYSTEM_FONTS: Final = (
    "NotoSans-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "segoeuib.ttf",
    "Arial Bold.ttf",
    "arialbd.ttf",
    "Arial Unicode.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJKsc-Bold.otf",
    "NotoSansSC-Bold.otf",
    "NotoSansJP-Bold.otf",
    "NotoSansKR-Bold.otf",
    "NotoSansCJK-Regular.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyhbd.ttc",
    "malgunbd.ttf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "NotoSansDevanagari-Bold.ttf",
    "NotoSansBengali-Bold.ttf",
    "NotoSansTamil-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    "NotoSansEthiopic-Bold.ttf",
    "NotoSansGeorgian-Bold.ttf",
    "NotoSansArmenian-Bold.ttf",
    "Nirmala.ttf",
    "LeelaUIb.ttf",
    "ebrimabd.ttf",
    "FreeSansBold.ttf",
    "unifont.ttf",
)


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font that has all letters of a text.

    Attributes:
        text: what can be drawn: the text, without its symbols where the font has none, or empty.
        source: file name of the font; empty for Pillow's own.
        embolden: width of an outline that makes the letters bold, in em.
        shapes: whether direction and joined letters are taken care of.
    """

    text: str
    source: str
    embolden: float
    shapes: bool

    def at(self, pixels: float) -> FreeTypeFont:
        """Return the font at a size."""
        return _load(self.source, max(round(pixels), 1))

    def measure(self, text: str) -> float:
        """Return the width of a text in em."""
        width = self.at(_MEASURE_PIXELS).getlength(text) / _MEASURE_PIXELS
        return width + 2 * self.embolden


def choose_typefaces(title: str, issuer: str) -> tuple[Typeface, Typeface]:
    """Find fonts for two texts: one for both where there is one."""
    both = _find_source(title + issuer)
    if both is not None:
        return _typeface(title, both), _typeface(issuer, both)
    return choose_typeface(title), choose_typeface(issuer)


def choose_typeface(text: str) -> Typeface:
    """Find a font for a text.

    Symbols that the font does not have are left out. Where no font has all letters, Latin ones
    lose their accents; failing that, the text is empty: half a name would be a wrong one.
    """
    source = _find_source(text)
    if source is not None:
        return _typeface(text, source)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    latin = all(unicodedata.name(c, "").startswith("LATIN") for c in bare if c.isalpha())
    return _typeface(bare if latin and _find_source(bare) == "" else "", "")


def _find_source(text: str) -> str | None:
    if _needs_shaping(text) and not _can_shape():
        return None
    letters = frozenset(c for c in text if c.isalnum())
    for source in ("", *_SYSTEM_FONTS):
        if all(_has(source, letter) for letter in letters):
            return source
    return None


def _typeface(text: str, source: str) -> Typeface:
    kept = "".join(c for c in text if _keep(source, c))
    bold = 0.0 if source else 0.026
    return Typeface(" ".join(kept.split()), source, bold, _can_shape())


def _keep(source: str, character: str) -> bool:
    joins = unicodedata.category(character) in ("Mn", "Mc", "Me") or character in "\u200c\u200d"
    return character == " " or (joins and character != "\ufe0f") or _has(source, character)


def _can_shape() -> bool:
    return bool(features.check("raqm") and features.check("fribidi"))


def _needs_shaping(text: str) -> bool:
    """Say whether letters join, reorder or run from the right."""
    return any(
        unicodedata.bidirectional(c) in ("R", "AL") or "\u0900" <= c <= "\u109f" for c in text
    )


@lru_cache(maxsize=64)
def _load(source: str, pixels: int) -> FreeTypeFont:
    if source:
        return ImageFont.truetype(source, pixels)
    font = ImageFont.load_default(pixels)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise OSError("this Pillow was built without FreeType")
    return font


@lru_cache(maxsize=4096)
def _has(source: str, character: str) -> bool:
    """Say whether a font has a character: what it lacks looks like what no font has."""
    try:
        font = _load(source, _PROBE_PIXELS)
    except OSError:
        return False
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))
