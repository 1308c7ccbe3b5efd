"""Resolving: from an identifier to its controller document, from a key's URL to the key."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from microcred.dids.controller_document import ControllerDocument, VerificationMethod
from microcred.dids.did_url import is_did, parse_did_url
from microcred.dids.documents import fetch_controller_document, fetch_key
from microcred.dids.jwk import resolve_did_jwk
from microcred.dids.key import resolve_did_key
from microcred.dids.options import Method, ResolutionOptions
from microcred.dids.web import resolve_did_web
from microcred.dids.webvh import resolve_did_webvh
from microcred.errors import MalformedInput, MicrocredError, ResolutionFailed, excerpt
from microcred.fetch import Fetcher, OfflineFetcher
from microcred.timestamps import Clock, system_clock

METHODS: Final[Mapping[str, Method]] = {
    "key": resolve_did_key,
    "jwk": resolve_did_jwk,
    "web": resolve_did_web,
    "webvh": resolve_did_webvh,
}
"""The DID methods by name: a new method is one file and one line."""


@dataclass(frozen=True, slots=True)
class ResolvedMethod:
    """A verification method, and whose it is.

    Attributes:
        method: the verification method that the URL names.
        document: the document of its controller, which may list it or not; None where the
            source of the key names no controller, or `obstacle` says why there is none.
        obstacle: why the controller's document could not be obtained.
    """

    method: VerificationMethod
    document: ControllerDocument | None = None
    obstacle: MicrocredError | None = None


class Resolver:
    """Resolves identifiers to controller documents, and key URLs to keys.

    A verifier that is given one knows its methods, and lends it the network and the clock of
    each verification: see `bound_to`.

    Args:
        fetcher: what reaches the network; without one, nothing does.
        methods: the DID methods to know; `{**METHODS, "example": resolve_example}` adds one.
        clock: gives the present moment.
    """

    def __init__(
        self,
        fetcher: Fetcher | None = None,
        methods: Mapping[str, Method] = METHODS,
        clock: Clock = system_clock,
    ) -> None:
        self._fetcher = fetcher
        self._methods = methods
        self._clock = clock

    @property
    def fetcher(self) -> Fetcher | None:
        """The fetcher that it was given, or None."""
        return self._fetcher

    def bound_to(self, fetcher: Fetcher, clock: Clock) -> Self:
        """Return a resolver that is the same but for its network and its clock.

        A verifier's limits, its trace and its moment count for whatever a method asks, the
        caller's own methods included.
        """
        bound = copy.copy(self)
        bound._fetcher, bound._clock = fetcher, clock
        return bound

    def resolve(self, identifier: str, at: datetime | None = None) -> ControllerDocument:
        """Resolve a DID, or an HTTPS URL that stands for a controller.

        Args:
            identifier: a DID, which may have a query (`?versionId=…`), or an HTTPS URL.
            at: where the method keeps history, the document of that moment. Whoever stole an
                old key can pretend any moment, so this answers "was it so", not "is it now".

        Raises:
            ResolutionFailed: the document could not be asked for, or what came is not it
                (`UnusableAnswer`), or the method is unknown.
            MalformedInput: a wrong identifier.
            UnusableKey: the DID is itself a key that cannot be used.
        """
        fetcher = self._fetcher or OfflineFetcher()
        if not is_did(identifier):
            return fetch_controller_document(fetcher, identifier, identifier)
        url = parse_did_url(identifier)
        if url.path or url.fragment is not None:
            message = f"expected a DID without path and fragment: {excerpt(identifier)}"
            raise MalformedInput(message, code="invalid-did")
        method = self._methods.get(url.method)
        if method is None:
            known = ", ".join(sorted(self._methods))
            message = f"DID method {excerpt(url.method)} is not supported; known: {known}"
            raise ResolutionFailed(message, code="unsupported-did-method")
        return method(url, ResolutionOptions(fetcher, self._clock, at))

    def resolve_verification_method(self, url: str, at: datetime | None = None) -> ResolvedMethod:
        """Find the verification method that a proof or a JWT's `kid` names.

        A DID without a fragment names its method where it has no other.

        The method was found; whether its controller may make claims with it is for the caller
        to ask: `document.lists_for_assertion(method)`.

        Raises:
            ResolutionFailed: the method could not be asked for, or what came is damaged.
            KeyNotListed: there is no such method in the document that should have it.
            MalformedInput: a wrong identifier.
            UnusableKey: its key must not be used.
        """
        if is_did(url):
            return self._method_of_did(url, at)
        method, document = fetch_key(self._fetcher or OfflineFetcher(), url)
        if document is not None or not method.controller:
            return ResolvedMethod(method, document)
        try:
            return ResolvedMethod(method, self.resolve(method.controller, at))
        except MicrocredError as error:
            return ResolvedMethod(method, obstacle=error)

    def _method_of_did(self, url: str, at: datetime | None) -> ResolvedMethod:
        parsed = parse_did_url(url)
        base, mark, fragment = url.partition("#")
        if mark and not fragment:
            message = f"a verification method needs a fragment: {excerpt(url, 200)}"
            raise MalformedInput(message, code="invalid-did")
        document = self.resolve(base, at)
        if not mark:
            return ResolvedMethod(_only_method(document), document)
        return ResolvedMethod(document.method(f"{parsed.did}#{fragment}"), document)


def _only_method(document: ControllerDocument) -> VerificationMethod:
    """Return the one method of a DID that was named without a fragment, as a did:key is by many."""
    known = [*document.verification_methods, *document.unusable_methods]
    if len(known) != 1:
        message = (
            f"a verification method needs a fragment, and {excerpt(document.id, 200)} has "
            f"{len(known)} of them"
        )
        raise MalformedInput(message, code="invalid-did")
    return document.method(known[0])
