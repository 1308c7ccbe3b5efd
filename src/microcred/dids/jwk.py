"""did:jwk: the DID is a JWK in base64url (did:jwk Method Specification)."""

from __future__ import annotations

import json
from typing import Final

from microcred.dids.controller_document import ControllerDocument, parse_controller_document
from microcred.dids.did_url import DidUrl
from microcred.dids.options import ResolutionOptions
from microcred.encoding import decode_base64url, encode_base64url
from microcred.keys import PublicKey
from microcred.strict_json import parse_json_object

_CONTEXTS: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"]


def encode_did_jwk(key: PublicKey) -> str:
    """Return the did:jwk of a key; its only verification method is `#0`."""
    text = json.dumps(key.jwk, separators=(",", ":"))
    return f"did:jwk:{encode_base64url(text.encode())}"


def resolve_did_jwk(did: DidUrl, _options: ResolutionOptions) -> ControllerDocument:
    """Make the DID document of a did:jwk.

    Raises:
        UnusableKey: not the JWK of a supported, sound key for signatures.
        MalformedInput: the identifier is not a JSON object in base64url.
    """
    jwk = parse_json_object(decode_base64url(did.identifier))
    PublicKey.from_jwk(jwk)
    method_id = f"{did.did}#0"
    document = {
        "@context": _CONTEXTS,
        "id": did.did,
        "verificationMethod": [
            {
                "id": method_id,
                "type": "JsonWebKey2020",
                "controller": did.did,
                "publicKeyJwk": jwk,
            }
        ],
        "authentication": [method_id],
        "assertionMethod": [method_id],
    }
    return parse_controller_document(document, did.did)
