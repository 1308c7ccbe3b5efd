"""Fetching JSON documents about keys."""

from __future__ import annotations

from typing import Any, Final

from microcred.fetch import Fetcher
from microcred.limits import MAX_CONTROLLER_DOCUMENT_BYTES
from microcred.strict_json import parse_json_object

JSON_TYPES: Final = ("application/json", "application/*+json", "application/did")
"""Media types of DID documents, controller documents, profiles, keys and key sets."""


def fetch_json_object(fetcher: Fetcher, url: str) -> dict[str, Any]:
    """Fetch a JSON object.

    Raises:
        ResolutionFailed: it could not be fetched, or there is none of the kind.
        MalformedInput: what came is not a JSON object.
    """
    fetched = fetcher.fetch(url, accept=JSON_TYPES, max_bytes=MAX_CONTROLLER_DOCUMENT_BYTES)
    return parse_json_object(fetched.body, max_bytes=MAX_CONTROLLER_DOCUMENT_BYTES)
