"""DID documents: whatever a server gives is a document about what was asked, or an error."""

from __future__ import annotations

import json
from contextlib import suppress

from fuzz import badge
from microcred.dids import parse_controller_document, parse_did_url
from microcred.errors import MicrocredError
from microcred.strict_json import parse_json_object

DID = "did:web:hill.example"


def seeds() -> list[bytes]:
    method = {"id": f"{DID}#1", "type": "Multikey", "controller": DID, "expires":
              "2027-01-01T00:00:00Z", "publicKeyMultibase": badge.key().public_key.multikey}  # fmt: skip
    jwk = method | {"id": "#2", "type": "JsonWebKey", "publicKeyJwk": badge.key().public_key.jwk}
    document = {"@context": "https://www.w3.org/ns/did/v1", "id": DID, "alsoKnownAs": ["urn:x"],
                "verificationMethod": [method, jwk], "assertionMethod": ["#1", jwk]}  # fmt: skip
    return [json.dumps(document).encode(), json.dumps(document | {"id": "did:web:x"}).encode()]


def check(data: bytes) -> None:
    with suppress(MicrocredError):
        parse_did_url(data.decode("latin-1"))
    with suppress(MicrocredError):
        document = parse_controller_document(parse_json_object(data), DID)
        assert document.id == DID
        for name in (f"{DID}#1", f"{DID}#2", "#2"):
            document.method(name)
