"""did:web: the DID names where its document lies (did:web Method Specification)."""

from __future__ import annotations

from microcred.dids.controller_document import ControllerDocument, parse_controller_document
from microcred.dids.did_url import DidUrl
from microcred.dids.documents import fetch_json_object
from microcred.dids.location import document_url
from microcred.dids.options import ResolutionOptions


def resolve_did_web(did: DidUrl, options: ResolutionOptions) -> ControllerDocument:
    """Fetch the DID document of a did:web. It has no history: `options.at` changes nothing.

    Raises:
        ResolutionFailed: it could not be fetched.
        MalformedInput: a wrong DID, or a document that is wrong or about another DID.
    """
    url = document_url(did.identifier, "did.json")
    return parse_controller_document(fetch_json_object(options.fetcher, url), did.did)
