"""The pictures of badges and achievements: those they came with, or drawn ones."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from microcred.carriers import CARRIERS, Carrier, detect_carrier, drawn_carrier, unbake
from microcred.document import id_of, text_of
from microcred.drawing import draw_preview_png
from microcred.errors import MalformedInput, NoCredential
from microcred.limits import MAX_IMAGE_BYTES

_DRAWN: Final = 32  # pictures remembered, of some 300 KB each
_JPEG: Final = b"\xff\xd8\xff"


def badge_picture(form: str, name: str, issuer: str, given: Mapping[str, bytes]) -> bytes:
    """Return the picture of one kind of `CARRIERS` to bake a badge into.

    Where there is none, a PNG is framed in one, if that can be done; as nothing here turns an SVG
    into pixels, a PNG that is missing is drawn.

    Args:
        form: the name of the carrier.
        name: of the achievement.
        issuer: name of the issuer.
        given: the pictures that there are, by form: what the badge came with, and the one that
            its achievement carries.
    """
    carrier = CARRIERS[form]
    own, points = given.get(carrier.name), given.get("png")
    if own is not None and _is_still(carrier, own):
        return own
    if points is not None and carrier.frame is not None:
        return carrier.frame(points, name)
    return drawn_carrier(carrier.name, name, issuer)


def _is_still(carrier: Carrier, picture: bytes) -> bool:
    return carrier.is_still is None or carrier.is_still(picture)


@lru_cache(maxsize=_DRAWN)
def drawn_preview(title: str, issuer: str, badge: bytes) -> bytes:
    """Draw a preview picture; a process that publishes again need not draw it again."""
    return draw_preview_png(title, issuer, badge)


def embedded_picture(achievement: Mapping[str, Any]) -> tuple[bytes, str] | None:
    """Return the picture that an achievement carries as a `data:` URL, and its form.

    Pictures elsewhere on the web are not fetched, and pages do not load them. An SVG that does
    more than draw, and a PNG or SVG that is broken, are not published.
    """
    picture = _picture_in(id_of(achievement.get("image")) or "")
    if picture is None:
        return None
    if picture.startswith(_JPEG):
        return picture, "jpg"
    carrier = detect_carrier(picture)
    if carrier is None or not carrier.is_picture or not _is_still(carrier, picture):
        return None
    return (picture, carrier.name) if _can_be_baked(picture) else None


def _picture_in(url: str) -> bytes | None:
    """Return what a `data:` URL of a picture holds; None for any other URL."""
    head, comma, data = url.partition(",")
    if not head.startswith("data:image/") or not comma or len(data) > 2 * MAX_IMAGE_BYTES:
        return None
    try:
        is_base64 = head.endswith(";base64")
        return base64.b64decode(unquote_to_bytes(data)) if is_base64 else unquote_to_bytes(data)
    except (ValueError, binascii.Error):
        return None


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
