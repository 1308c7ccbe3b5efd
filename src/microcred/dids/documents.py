"""Fetching documents about keys from those whose word they are.

A document that cannot be read, or is about somebody else, is `UnusableAnswer`: it speaks against
whoever publishes it, not against a key. So does one that another site gave in the end, since with
an open redirect on a host anybody could publish keys in its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from microcred.dids.controller_document import (
    ControllerDocument,
    VerificationMethod,
    parse_controller_document,
)
from microcred.dids.key_urls import read_key_document
from microcred.errors import excerpt
from microcred.fetch import Fetched, Fetcher, reading, require_origin
from microcred.limits import MAX_CONTROLLER_DOCUMENT_BYTES
from microcred.strict_json import parse_json_object

JSON_TYPES: Final = ("application/json", "application/*+json", "application/did")
"""Media types of DID documents, controller documents, profiles, keys and key sets."""


def fetch_own_word(
    fetcher: Fetcher,
    url: str,
    accept: Sequence[str] = JSON_TYPES,
    max_bytes: int = MAX_CONTROLLER_DOCUMENT_BYTES,
) -> Fetched:
    """Fetch what the host of `url` itself says there.

    Raises:
        ResolutionFailed: it could not be fetched, or there is none of the kind; also with code
            `answered-from-elsewhere`.
    """
    return require_origin(fetcher.fetch(url, accept=accept, max_bytes=max_bytes), url)


def fetch_controller_document(fetcher: Fetcher, url: str, expected_id: str) -> ControllerDocument:
    """Fetch the controller document of `expected_id` from where it is published.

    Raises:
        ResolutionFailed: see `fetch_own_word`; `UnusableAnswer` where what came is no such
            document, or about another.
    """
    fetched = fetch_own_word(fetcher, url)
    with reading(fetched, f"the document of {excerpt(expected_id, 200)}"):
        document = parse_json_object(fetched.body, max_bytes=MAX_CONTROLLER_DOCUMENT_BYTES)
        return parse_controller_document(document, expected_id, fetched.url)


def fetch_key(fetcher: Fetcher, url: str) -> tuple[VerificationMethod, ControllerDocument | None]:
    """Fetch the key that stands at an HTTPS URL, and its controller's document where that is it.

    Raises:
        ResolutionFailed: see `fetch_own_word`; `UnusableAnswer` where what came is no key and no
            document of one.
        KeyNotListed: a key set, or the document of a controller, without this key.
        UnusableKey: the key must not be used.
    """
    fetched = fetch_own_word(fetcher, url.partition("#")[0])
    with reading(fetched, f"the key {excerpt(url, 200)}"):
        document = parse_json_object(fetched.body, max_bytes=MAX_CONTROLLER_DOCUMENT_BYTES)
        return read_key_document(document, url, fetched.url)
