"""Links and texts in badges: what an issuer signs that whoever is shown the badge may meet.

The specification takes any URI. What runs when it is followed, or leads into somebody's own
machine (`javascript:`, `data:`, `file:`), is no link, and no badge that is issued here has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from microcred.arguments import expect
from microcred.errors import InvalidDocument, MalformedInput, excerpt
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.models import Achievement, Evidence, Image, OpenBadgeCredential, Profile

_LINK: Final = re.compile(r"(?:https?://[^/?#\s]|urn:[A-Za-z0-9]|ni:)", re.IGNORECASE)
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|svg\+xml)[;,]", re.IGNORECASE)
_EXPECTED: Final = "a link begins with https://, http://, urn: or ni:"


def evidence_at(url: str) -> Evidence:
    """Name evidence by its address.

    Raises:
        MalformedInput: code `unsafe-link`, it is no link that a badge may have.
        InvalidDocument: it is no URI.
        WrongArgument: it is no text.
    """
    expect(url, str, "url", "an address as text")
    evidence = Evidence(id=url)
    if not is_link(url):
        raise MalformedInput(_refusal(url), code="unsafe-link")
    return evidence


def is_link(text: str) -> bool:
    """Tell whether a text is an address on the web, or a name that leads nowhere by itself."""
    return _LINK.match(text) is not None


def check_links(badge: OpenBadgeCredential) -> None:
    """Refuse to issue a badge with an address that people must not follow.

    Args:
        badge: that is to be signed.

    Raises:
        InvalidDocument: with a fault `unsafe-link` for each, and its pointer.
    """
    faults = [
        Fault(pointer, "unsafe-link", _refusal(url))
        for pointer, url in _links(badge)
        if url and not (is_link(url) or (pointer.endswith("/image/id") and _PICTURE.match(url)))
    ]
    if faults:
        raise InvalidDocument(faults, what="badge")


def check_texts(badge: OpenBadgeCredential) -> None:
    """Refuse to issue a badge with a NUL in a text: many programs read no further than to it.

    Args:
        badge: that is to be signed.

    Raises:
        InvalidDocument: with a fault `control-character` for each, and its pointer.
    """
    faults = [
        Fault(pointer, "control-character", "text has a NUL in it")
        for pointer, text in _texts("", badge.to_document())
        if "\0" in text
    ]
    if faults:
        raise InvalidDocument(faults, what="badge")


def _texts(pointer: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(pointer + join_pointer([name]), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(f"{pointer}/{index}", item)


def _refusal(url: str) -> str:
    return f"{excerpt(url)} is no link that a badge may have: {_EXPECTED}"


def _links(badge: OpenBadgeCredential) -> Iterator[tuple[str, str | None]]:
    """Yield what viewers make links and pictures of, each with its pointer."""
    yield from _of_profile("/issuer", badge.issuer)
    for number, evidence in enumerate(badge.evidence):
        yield f"/evidence/{number}/id", evidence.id
    subject = badge.credential_subject
    yield from _of_profile("/credentialSubject/source", subject.source)
    if subject.achievement is not None:
        yield from _of_achievement("/credentialSubject/achievement", subject.achievement)


def _of_achievement(above: str, achievement: Achievement) -> Iterator[tuple[str, str | None]]:
    yield f"{above}/criteria/id", achievement.criteria.id
    yield from _of_picture(above, achievement.image)
    yield from _of_profile(f"{above}/creator", achievement.creator)
    for number, alignment in enumerate(achievement.alignment):
        yield f"{above}/alignment/{number}/targetUrl", alignment.target_url


def _of_profile(above: str, profile: Profile | str | None) -> Iterator[tuple[str, str | None]]:
    if isinstance(profile, Profile):
        yield f"{above}/url", profile.url
        yield from _of_picture(above, profile.image)


def _of_picture(above: str, image: Image | None) -> Iterator[tuple[str, str | None]]:
    if image is not None:
        yield f"{above}/image/id", image.id
