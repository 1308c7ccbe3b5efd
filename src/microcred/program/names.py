"""Identifiers, links and closed lists of words in a definition."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field

from microcred.limits import MAX_URL_CHARACTERS
from microcred.models.annotations import Plain, refuse

_SLUG: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_WEB_URL: Final = r'^https?://[^\x00-\x20<>"{}|\\^`/]+(/[^\x00-\x20<>"{}|\\^`]*)?$'
_ID: Final = (
    r'^(https?://[^\x00-\x20<>"{}|\\^`#/]+/[^\x00-\x20<>"{}|\\^`#]+'
    r"|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$"
)
_PARTY_ID: Final = r'^(https?://|urn:|did:)[^\x00-\x20<>"{}|\\^`]+$'
_MEDIA_TYPE: Final = r"^[a-z0-9][a-z0-9!#$&^_.+-]*/(\*|[a-z0-9][a-z0-9!#$&^_.+-]*)$"
_MAX_SLUG_CHARACTERS: Final = 64

T = TypeVar("T")


class PartKind(StrEnum):
    """What a part of a submission consists of."""

    OVERVIEW = "overview"
    """Answers to overview questions: the context, the educator's own starting point."""
    WORK = "work"
    """Work examples and artefacts: plans, recordings, student work."""
    REFLECTION = "reflection"
    """What the educator learned, and what comes next."""


class EvidenceKind(StrEnum):
    """The form in which a piece of evidence is handed in."""

    FILE = "file"
    LINK = "link"
    TEXT = "text"


class ResourceKind(StrEnum):
    """What a recommended resource is."""

    ARTICLE = "article"
    BOOK = "book"
    COURSE = "course"
    EXAMPLE = "example"
    PODCAST = "podcast"
    REPORT = "report"
    TEMPLATE = "template"
    TOOL = "tool"
    VIDEO = "video"
    WEBSITE = "website"


def _matching(pattern: str, code: str, expected: str, max_characters: int) -> Plain:
    matches = re.compile(pattern.removesuffix("$") + r"\Z").match

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise refuse("wrong-type", expected, value)
        if len(value) > max_characters or not matches(value):
            raise refuse(code, expected, value)
        return value

    return Plain(check, {"type": "string", "pattern": pattern, "maxLength": max_characters})


def _whole(low: int, high: int) -> Plain:
    def check(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise refuse("not-in-range", f"a whole number from {low} to {high}", value)
        return value

    return Plain(check, {"type": "integer", "minimum": low, "maximum": high})


def _read_hours(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value <= 10_000:
        raise refuse("not-in-range", "a number of hours, more than 0", value)
    return value  # type: ignore[no-any-return]


def at_least(count: int) -> Any:
    """Make an array of which `count` items are required, the member itself among them."""
    return Field(min_length=count)


def each_once(items: list[T]) -> list[T]:
    """Refuse an array that says the same thing twice."""
    for index, item in enumerate(items):
        if item in items[:index]:
            raise refuse("named-twice", "each item once", item, index=index)
    return items


Slug = Annotated[
    str,
    _matching(
        _SLUG,
        "invalid-name",
        "a short name of lower-case letters, digits and hyphens, as lesson-plan",
        _MAX_SLUG_CHARACTERS,
    ),
]
"""A name inside the definition that commands and badges use; it stays when texts change."""
DefinitionId = Annotated[
    str,
    _matching(
        _ID,
        "invalid-id",
        "a web address without a # under the issuer's own, or urn:uuid: and a UUID",
        MAX_URL_CHARACTERS,
    ),
]
"""What names the micro-credential for ever, in every version and language."""
WebUrl = Annotated[
    str, _matching(_WEB_URL, "invalid-url", "a web address, https://…", MAX_URL_CHARACTERS)
]
PartyId = Annotated[
    str,
    _matching(
        _PARTY_ID, "invalid-url", "a web address, did: or urn: that names them", MAX_URL_CHARACTERS
    ),
]
MediaType = Annotated[
    str,
    _matching(
        _MEDIA_TYPE, "invalid-media-type", "a media type, as application/pdf or video/*", 127
    ),
]
Hours = Annotated[int | float, Plain(_read_hours, {"type": "number", "exclusiveMinimum": 0})]
Count = Annotated[int, _whole(0, 1000)]
PositiveCount = Annotated[int, _whole(1, 1000)]
