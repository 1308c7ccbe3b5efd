"""What stands beside badges and is none: an issuer's profile, a definition, a document of keys.

A page that is about an issuer or an achievement leads to such a document. To call it a forgery, and
to tell its issuer to correct it, would be a word against somebody who did nothing wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from microcred.document import as_list, types_of

NOT_A_BADGE: Final = "not-a-badge"
"""The code of a document that is whole, and something else than a badge."""

_OF_A_CREDENTIAL: Final = frozenset(
    {"credentialSubject", "proof", "issuer", "validFrom", "issuanceDate", "credentialStatus"}
)
_TYPES: Final[Mapping[str, str]] = {
    "Profile": "an issuer's profile",
    "Issuer": "an issuer's profile",
    "Achievement": "the definition of an achievement, which nobody was given",
    "BadgeClass": "the definition of a badge, which nobody was given",
    "Multikey": "a key",
    "JsonWebKey": "a key",
}
_DID_CONTEXTS: Final = ("https://www.w3.org/ns/did/", "https://w3id.org/did/")


def name_other_document(document: Mapping[str, Any]) -> str | None:
    """Name what a document is that has nothing of a credential; None where nobody can tell."""
    if not _OF_A_CREDENTIAL.isdisjoint(document):
        return None
    named = next((_TYPES[name] for name in types_of(document) if name in _TYPES), None)
    if named is not None:
        return named
    if "verificationMethod" in document or _has_did_context(document):
        return "a document of somebody's keys (a DID document)"
    if isinstance(document.get("keys"), list) or isinstance(document.get("kty"), str):
        return "a key, or a set of keys"
    return None


def _has_did_context(document: Mapping[str, Any]) -> bool:
    contexts = as_list(document.get("@context"))
    return any(isinstance(item, str) and item.startswith(_DID_CONTEXTS) for item in contexts)
