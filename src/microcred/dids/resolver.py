"""Resolving: from an identifier to its controller document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from microcred.dids.controller_document import ControllerDocument
from microcred.dids.did_url import DidUrl, parse_did
from microcred.dids.jwk import resolve_did_jwk
from microcred.dids.key import resolve_did_key
from microcred.errors import ResolutionFailed, excerpt
from microcred.fetch import Fetcher, OfflineFetcher

Method = Callable[[DidUrl, Fetcher], ControllerDocument]
"""Resolves the DIDs of one method; asks the fetcher for what it needs from the network."""

METHODS: Final[Mapping[str, Method]] = {
    "key": resolve_did_key,
    "jwk": resolve_did_jwk,
}
"""The DID methods by name: a new method is one file and one line."""


class Resolver:
    """Resolves identifiers to controller documents.

    Args:
        fetcher: what reaches the network; without one, nothing does.
        methods: the DID methods to know.
    """

    def __init__(
        self, fetcher: Fetcher | None = None, methods: Mapping[str, Method] = METHODS
    ) -> None:
        self._fetcher = fetcher or OfflineFetcher()
        self._methods = methods

    def resolve(self, did: str) -> ControllerDocument:
        """Resolve a DID.

        Raises:
            ResolutionFailed: the document could not be asked for, or the method is unknown.
            MalformedInput: a wrong DID, or a document that is wrong.
            UnusableKey: the DID is itself a key that cannot be used.
        """
        url = parse_did(did)
        method = self._methods.get(url.method)
        if method is None:
            known = ", ".join(sorted(self._methods))
            message = f"DID method {excerpt(url.method)} is not supported; known: {known}"
            raise ResolutionFailed(message, code="unsupported-did-method")
        return method(url, self._fetcher)
