"""The forms in which a signed badge is handed over: JSON, JWT, PNG, SVG."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from microcred.carriers import bake, detect_image
from microcred.document import text_of
from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.errors import ConfigurationError, InvalidImage
from microcred.issuing.signer import TOKENS, VC_JWT, SignedBadge
from microcred.models import Achievement, Profile

FORMATS: Final = ("json", "jwt", "png", "svg")
PICTURES: Final = ("png", "svg")
_DRAWN: Final = 32  # pictures remembered, of some 300 KB each: a service issues one badge a call


def suite_for(form: str, suite: str | None) -> str | None:
    """Return the suite to sign with for a form; a JWT is `vc-jwt` unless told otherwise.

    Raises:
        ConfigurationError: an embedded suite was asked for together with the form `jwt`, or a
            JWT with the form `json`.
    """
    if form == "jwt":
        if suite is not None and suite not in TOKENS:
            message = f"the form jwt is signed as {' or '.join(TOKENS)}, not with {suite}"
            raise ConfigurationError(message, code="suite-and-form")
        return suite or VC_JWT
    if form == "json" and suite in TOKENS:
        message = f"{suite} gives no JSON with an embedded proof; ask for the form jwt"
        raise ConfigurationError(message, code="suite-and-form")
    return suite


def default_picture(form: str, achievement: Achievement, profile: Profile) -> bytes:
    """Draw a picture from the achievement's and the issuer's name; `form` is `png` or `svg`."""
    return _drawn(form, text_of(achievement.name), text_of(profile.name))


@lru_cache(maxsize=_DRAWN)
def _drawn(form: str, name: str, issuer: str) -> bytes:
    draw = draw_badge_png if form == "png" else draw_badge_svg
    return draw(name, issuer)


def deliver(badge: SignedBadge, form: str, picture: bytes | None = None) -> bytes:
    """Return the file content of a badge.

    Args:
        badge: signed to fit the form; see `suite_for`.
        form: one of `FORMATS`.
        picture: PNG or SVG to bake into, for these two forms.

    Raises:
        ConfigurationError: the form is `json`, and the badge was signed as a JWT only.
        InvalidImage: the picture cannot carry a badge, or is not of that form.
    """
    if form == "json":
        if "proof" not in badge.document:
            message = f"this key signs as {VC_JWT} only; ask for the form jwt, png or svg"
            raise ConfigurationError(message, code="suite-and-form")
        return (badge.json(indent=2) + "\n").encode()
    if form == "jwt":
        return badge.jwt.encode()
    if picture is None:
        raise ValueError(f"the form {form} needs a picture")
    found = detect_image(picture)
    if found is not None and found != form:
        message = f"the picture is a {found.upper()}, and a {form.upper()} was asked for"
        raise InvalidImage(message, code="other-image-format")
    return bake(badge, picture)
