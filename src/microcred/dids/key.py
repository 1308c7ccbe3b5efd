"""did:key: the DID is the key (did:key Method, "Document Creation Algorithm")."""

from __future__ import annotations

import functools

from microcred.dids.controller_document import ControllerDocument, parse_controller_document
from microcred.dids.did_url import DidUrl
from microcred.dids.options import ResolutionOptions
from microcred.keys import PublicKey


def resolve_did_key(did: DidUrl, _options: ResolutionOptions) -> ControllerDocument:
    """Make the DID document of a did:key.

    Raises:
        UnusableKey: the identifier is not the Multikey of a supported, sound key.
    """
    return _document_of(did.did, did.identifier)


@functools.lru_cache(maxsize=256)
def _document_of(did: str, multikey: str) -> ControllerDocument:
    """Make the document once for the issuers met last: it never changes, nor does anyone it."""
    key = PublicKey.from_multikey(multikey)
    method_id = f"{did}#{key.multikey}"
    document = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [
            {
                "id": method_id,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.multikey,
            }
        ],
        "authentication": [method_id],
        "assertionMethod": [method_id],
    }
    return parse_controller_document(document, did)
