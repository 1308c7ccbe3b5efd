"""did:web: the DID names where its document lies (did:web Method Specification)."""

from __future__ import annotations

from microcred.dids.controller_document import ControllerDocument
from microcred.dids.did_url import DidUrl
from microcred.dids.documents import fetch_controller_document
from microcred.dids.location import document_url
from microcred.dids.options import ResolutionOptions


def resolve_did_web(did: DidUrl, options: ResolutionOptions) -> ControllerDocument:
    """Fetch the DID document of a did:web. It has no history: `options.at` changes nothing.

    Raises:
        ResolutionFailed: it could not be fetched, or what came is not this DID's document.
        MalformedInput: a wrong DID.
    """
    url = document_url(did.identifier, "did.json")
    return fetch_controller_document(options.fetcher, url, did.did)
