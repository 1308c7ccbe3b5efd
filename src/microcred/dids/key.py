"""did:key: the DID is the key (did:key Method, "Document Creation Algorithm")."""

from __future__ import annotations

from microcred.dids.controller_document import ControllerDocument, parse_controller_document
from microcred.dids.did_url import DidUrl
from microcred.dids.options import ResolutionOptions
from microcred.keys import PublicKey


def resolve_did_key(did: DidUrl, _options: ResolutionOptions) -> ControllerDocument:
    """Make the DID document of a did:key.

    Raises:
        UnusableKey: the identifier is not the Multikey of a supported, sound key.
    """
    key = PublicKey.from_multikey(did.identifier)
    method_id = f"{did.did}#{key.multikey}"
    document = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did.did,
        "verificationMethod": [
            {
                "id": method_id,
                "type": "Multikey",
                "controller": did.did,
                "publicKeyMultibase": key.multikey,
            }
        ],
        "authentication": [method_id],
        "assertionMethod": [method_id],
    }
    return parse_controller_document(document, did.did)
