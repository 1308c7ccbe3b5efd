"""Contexts and schemas of Open Badges 2.0 that the package carries; see `data/NOTICE`."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any, Final

from microcred.open_badges_2.vocabulary import CONTEXT

_HOME: Final = re.compile(r"https?://(?:w3id\.org/openbadges|(?:www\.)?openbadgespec\.org)/(.+)\Z")
"""Where 1EdTech and those before it publish: the same documents at each."""
_CONTEXTS: Final = {
    "v2": "openbadges-v2.json",
    "v2/context.json": "openbadges-v2.json",
    "extensions/exampleExtension/context.json": "example-context.json",
    "extensions/applyLinkExtension/context.json": "apply-link-context.json",
    "extensions/geoCoordinatesExtension/context.json": "geo-coordinates-context.json",
}
_SCHEMAS: Final = {
    "extensions/exampleExtension/schema.json": "example-schema.json",
    "extensions/applyLinkExtension/schema.json": "apply-link-schema.json",
    "extensions/geoCoordinatesExtension/schema.json": "geo-coordinates-schema.json",
}


def known_context(url: str) -> dict[str, Any] | None:
    """Return a context document of Open Badges 2.0; None where it is not carried."""
    return _find(_CONTEXTS, url)


def known_schema(url: str) -> dict[str, Any] | None:
    """Return a schema of an extension; None where it is not carried."""
    return _find(_SCHEMAS, url)


def context_of_badges() -> dict[str, Any]:
    """Return the context of Open Badges 2.0."""
    return _read(_CONTEXTS["v2"])


def is_context_of_badges(url: object) -> bool:
    """Tell whether a URL names the context of Open Badges 2.0."""
    return url == CONTEXT or (isinstance(url, str) and known_context(url) is context_of_badges())


def _find(files: dict[str, str], url: str) -> dict[str, Any] | None:
    match = _HOME.match(url)
    file = files.get(match[1]) if match else None
    return None if file is None else _read(file)


@cache
def _read(file: str) -> dict[str, Any]:
    data = resources.files("microcred.open_badges_2").joinpath("data", file).read_bytes()
    return dict(json.loads(data))
