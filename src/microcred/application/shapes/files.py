"""Credentials that were put into files, taken out of them, looked at or converted, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NotRequired

from typing_extensions import TypedDict

from microcred.application.shapes.errors import FaultJson

if TYPE_CHECKING:
    from microcred.verifying.source import Source


class BakedJson(TypedDict):
    """A credential that was put into a picture."""

    file: str
    """The picture."""
    bytes: int
    """How large it is."""


class UnbakedJson(TypedDict):
    """A credential that was taken out of a picture, and not verified."""

    version: str
    """Of Open Badges, as the way of baking tells: `2.0` or `3.0`."""
    file: NotRequired[str]
    """Where it is."""
    text: NotRequired[str]
    """The credential itself, where it is in no file."""


class ConvertedJson(TypedDict):
    """A badge of Open Badges 2.0 in the terms of 3.0, neither verified nor signed."""

    file: NotRequired[str]
    """Where it is."""
    document: NotRequired[dict[str, Any]]
    """The document itself, where it is in no file."""
    lost: list[FaultJson]
    """What could not be carried over; a pointer is one into the document of before."""


class InspectedJson(TypedDict):
    """What a badge says of itself; anybody can write anything into one."""

    verified: Literal[False]
    """Nothing of it was."""
    source: str
    """The outermost form: `json`, `jwt`, `sd-jwt`, or what carries it, as `png`."""
    credential: dict[str, Any]
    """The credential; of a JWT, what its payload carries and discloses."""
    header: NotRequired[dict[str, Any]]
    """The header of a JWT."""


def inspected_json(found: Source) -> InspectedJson:
    """Return what a badge says as JSON."""
    described: InspectedJson = {
        "verified": False,
        "source": found.kind,
        "credential": found.document,
    }
    if found.jws and found.jws.header:
        described["header"] = dict(found.jws.header)
    return described
