"""The forms in which a signed badge is handed over: JSON, a JWT, or in one of the carriers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from microcred.arguments import expect
from microcred.carriers import CARRIERS, bake, detect_carrier, drawn_carrier
from microcred.document import text_of
from microcred.errors import ConfigurationError, InvalidImage, excerpt
from microcred.issuing.signer import TOKENS, VC_JWT, SignedBadge
from microcred.models import Achievement, Profile

FORMATS: Final = ("json", "jwt", *CARRIERS)


def suite_for(form: str, suite: str | None) -> str | None:
    """Return the suite to sign with for a form; a JWT is `vc-jwt` unless told otherwise.

    Raises:
        ConfigurationError: an embedded suite was asked for together with the form `jwt`, or a
            JWT with the form `json`; or there is no such form.
    """
    _check_form(form)
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
    """Draw a picture from the achievement's and the issuer's name; `form` is of `CARRIERS`.

    Raises:
        ConfigurationError: there is no such carrier.
    """
    _check_form(form, CARRIERS)
    return drawn_carrier(form, text_of(achievement.name), text_of(profile.name))


def deliver(badge: SignedBadge, form: str, picture: bytes | None = None) -> bytes:
    """Return the file content of a badge.

    Args:
        badge: signed to fit the form; see `suite_for`.
        form: one of `FORMATS`.
        picture: to bake into, where the form is a carrier.

    Raises:
        ConfigurationError: the form is `json`, and the badge was signed as a JWT only; or there
            is no such form.
        InvalidImage: the picture cannot carry a badge, or is not of that form.
        WrongArgument: the badge is not signed, or there is no picture.
    """
    _check_form(form)
    expect(badge, SignedBadge, "badge", "a SignedBadge", "Issuer.sign(badge) makes one")
    if form == "json":
        if "proof" not in badge.document:
            forms = ", ".join(FORMATS[1:])
            message = f"this key signs as {VC_JWT} only; ask for a form that holds one: {forms}"
            raise ConfigurationError(message, code="suite-and-form")
        return (badge.json(indent=2) + "\n").encode()
    if form == "jwt":
        return badge.jwt.encode()
    draws = "default_picture(form, achievement, profile) draws one"
    expect(picture, (bytes, bytearray, memoryview), "picture", "a picture's bytes", draws)
    picture = bytes(picture or b"")
    found = detect_carrier(picture)
    if found is not None and found.name != form:
        message = f"the picture is {found.title}, and {CARRIERS[form].title} was asked for"
        raise InvalidImage(message, code="other-image-format")
    return bake(badge, picture)


def _check_form(form: str, forms: Iterable[str] = FORMATS) -> None:
    if form not in forms:
        message = f"there is no form {excerpt(form)}, only {', '.join(forms)}"
        raise ConfigurationError(message, code="unknown-form")
