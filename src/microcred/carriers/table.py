"""All kinds of files that carry badges: a further one is a file beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from microcred.carriers.carrier import Carrier
from microcred.carriers.kept import KeptPictures
from microcred.carriers.png import PNG
from microcred.carriers.svg import SVG
from microcred.errors import InvalidImage, LimitExceeded
from microcred.limits import MAX_IMAGE_BYTES

CARRIERS: Final[Mapping[str, Carrier]] = {
    carrier.name: carrier
    for carrier in (
        PNG,
        SVG,
    )
}
_DRAWN: Final = KeptPictures(16 * 1024 * 1024)  # of some 300 KB each: many badges have the same


def carriers_in_words(joint: str = "or") -> str:
    """Return the names of all carriers as people write them: `PNG or SVG`."""
    *others, last = (carrier.title for carrier in CARRIERS.values())
    return f"{', '.join(others)} {joint} {last}"


def detect_carrier(data: bytes) -> Carrier | None:
    """Return which carrier `data` is, by its first bytes or its root element; None for others."""
    if len(data) > MAX_IMAGE_BYTES:
        return None
    return next((carrier for carrier in CARRIERS.values() if carrier.detect(data)), None)


def claimed_carrier(data: bytes) -> Carrier:
    """Return which carrier `data` is or means to be; reading it says whether it is a sound one.

    Raises:
        InvalidImage: code `unknown-image-format`.
        LimitExceeded: code `image-too-large`.
    """
    if len(data) > MAX_IMAGE_BYTES:
        message = f"picture of {len(data)} bytes, at most {MAX_IMAGE_BYTES} are read"
        raise LimitExceeded(message, code="image-too-large")
    for carrier in CARRIERS.values():
        if (carrier.claims or carrier.detect)(data):
            return carrier
    message = f"this is no {carriers_in_words()}: nothing else can carry a badge"
    raise InvalidImage(message, code="unknown-image-format")


def drawn_carrier(form: str, name: str, issuer: str) -> bytes:
    """Return a carrier to put a badge into, drawn from the names of achievement and issuer.

    Args:
        form: the name of a carrier.
        name: of the achievement.
        issuer: name of the issuer.
    """
    draw = CARRIERS[form].draw
    return _DRAWN.get((form, name, issuer), lambda: draw(name, issuer))
