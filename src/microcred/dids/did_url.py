"""DIDs and DID URLs (DID Core 1.0, "Identifier")."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from microcred.errors import MalformedInput, excerpt
from microcred.limits import MAX_DID_CHARACTERS

_ID: Final = r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})"
_PATH: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_QUERY: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_DID_URL: Final = re.compile(
    rf"(did:([a-z0-9]+):((?:{_ID}*:)*{_ID}+))(/{_PATH})?(?:\?({_QUERY}))?(?:#({_QUERY}))?\Z",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class DidUrl:
    """A DID with what may follow it.

    Attributes:
        did: the DID alone.
        method: the method name, `key` say.
        identifier: the method-specific identifier.
        path: from its `/` on; empty where there is none.
        query: without the `?`; None where there is none.
        fragment: without the `#`; None where there is none.
    """

    did: str
    method: str
    identifier: str
    path: str = ""
    query: str | None = None
    fragment: str | None = None


def is_did(text: str) -> bool:
    """Tell whether `text` begins as a DID does; it may still be a wrong one."""
    return text.startswith("did:")


def parse_did_url(text: str) -> DidUrl:
    """Read a DID or a DID URL.

    Raises:
        MalformedInput: code `invalid-did`.
    """
    if len(text) > MAX_DID_CHARACTERS:
        raise _no_did(text)
    return _parse(text)


@functools.lru_cache(maxsize=256)
def _parse(text: str) -> DidUrl:
    """Read a text of bounded length; one verification meets the same few several times."""
    match = _DID_URL.match(text)
    if match is None:
        raise _no_did(text)
    did, method, identifier, path, query, fragment = match.groups()
    return DidUrl(did, method, identifier, path or "", query, fragment)


def _no_did(text: str) -> MalformedInput:
    return MalformedInput(f"not a DID or DID URL: {excerpt(text)}", code="invalid-did")


def parse_did(text: str) -> DidUrl:
    """Read a DID that must stand alone.

    Raises:
        MalformedInput: code `invalid-did`.
    """
    url = parse_did_url(text)
    if url.did != text:
        message = f"expected a DID without path, query and fragment: {excerpt(text)}"
        raise MalformedInput(message, code="invalid-did")
    return url
