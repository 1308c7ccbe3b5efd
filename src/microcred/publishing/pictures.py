"""The pictures of badges and achievements: those they came with, or drawn ones."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from microcred.carriers import detect_image, unbake
from microcred.carriers.still_svg import is_still
from microcred.document import id_of, text_of
from microcred.drawing import draw_badge_png, draw_badge_svg, draw_preview_png
from microcred.drawing.lettering import clean_text
from microcred.errors import MalformedInput, NoCredential
from microcred.limits import MAX_IMAGE_BYTES

_DRAWN: Final = 32  # pictures remembered, of some 300 KB each
_JPEG: Final = b"\xff\xd8\xff"


def badge_pictures(name: str, issuer: str, given: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pictures to bake a badge into, by form: `png` and `svg`.

    A PNG is made an SVG by standing in one; as nothing here turns an SVG into pixels, a PNG that
    is missing is drawn.

    Args:
        name: of the achievement.
        issuer: name of the issuer.
        given: the pictures that there are, by form: what the badge came with, and the one that
            its achievement carries.
    """
    png = given.get("png") or drawn_png(name, issuer)
    svg = given.get("svg")
    if svg is None or not is_still(svg):
        svg = _framed(png, name) if "png" in given else draw_badge_svg(name, issuer)
    return {"png": png, "svg": svg}


@lru_cache(maxsize=_DRAWN)
def drawn_png(name: str, issuer: str) -> bytes:
    """Draw a badge; many badges of one achievement have the same picture."""
    return draw_badge_png(name, issuer)


@lru_cache(maxsize=_DRAWN)
def drawn_preview(title: str, issuer: str, badge: bytes) -> bytes:
    """Draw a preview picture; a process that publishes again need not draw it again."""
    return draw_preview_png(title, issuer, badge)


def embedded_picture(achievement: Mapping[str, Any]) -> tuple[bytes, str] | None:
    """Return the picture that an achievement carries as a `data:` URL, and its form.

    Pictures elsewhere on the web are not fetched, and pages do not load them. An SVG that does
    more than draw, and a PNG or SVG that is broken, are not published.
    """
    head, comma, data = (id_of(achievement.get("image")) or "").partition(",")
    if not head.startswith("data:image/") or not comma or len(data) > 2 * MAX_IMAGE_BYTES:
        return None
    try:
        is_base64 = head.endswith(";base64")
        picture = base64.b64decode(unquote_to_bytes(data)) if is_base64 else unquote_to_bytes(data)
    except (ValueError, binascii.Error):
        return None
    form = "jpg" if picture.startswith(_JPEG) else detect_image(picture)
    if form is None or (form == "svg" and not is_still(picture)):
        return None
    return (picture, form) if form == "jpg" or _can_be_baked(picture) else None


def _can_be_baked(picture: bytes) -> bool:
    try:
        unbake(picture)
    except NoCredential:
        return True
    except MalformedInput:
        return False
    return True


def picture_form(achievement: Mapping[str, Any]) -> str:
    """Return the form of an achievement's picture on the site: its own, or that of drawn ones."""
    embedded = embedded_picture(achievement)
    return embedded[1] if embedded else "svg"


def picture_text(achievement: Mapping[str, Any], otherwise: str) -> str:
    """Say what the picture of an achievement shows, for those who do not see it."""
    image = achievement.get("image")
    caption = text_of(image.get("caption")) if isinstance(image, Mapping) else ""
    return caption or otherwise


def _framed(png: bytes, name: str) -> bytes:
    """Put a PNG into an SVG of its size."""
    width, height = struct.unpack(">II", png[16:24])
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(clean_text(name))}">\n'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/>\n</svg>\n'
    ).encode()
