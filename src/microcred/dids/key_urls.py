"""Keys at HTTPS URLs: what a URL gives, told apart by its members.

A JWK, a JSON Web Key Set (the fragment is the `kid`), one verification method by itself, or a
whole controller document: an issuer profile, a DID document. Sources: Open Badges 3.0, "JSON
Web Token Proof Format"; Controlled Identifiers 1.0, "Retrieve Verification Method".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microcred.dids.controller_document import ControllerDocument, parse_controller_document
from microcred.dids.verification_method import VerificationMethod, parse_verification_method
from microcred.errors import KeyNotListed, LimitExceeded, MalformedInput, excerpt
from microcred.keys import PublicKey
from microcred.limits import MAX_VERIFICATION_METHODS


def read_key_document(
    document: Mapping[str, Any], url: str, had_from: str = ""
) -> tuple[VerificationMethod, ControllerDocument | None]:
    """Find the method that `url` names in what its URL without fragment gave.

    Gives the controller document too where `document` is one. A method from a JWK or key set
    has the empty controller: the source names nobody. `had_from` is where it came from in the end.

    Raises:
        KeyNotListed: `document` has no such method.
        MalformedInput: `document` is about something else, or is none of these.
        UnusableKey: the method's key cannot be used.
    """
    base, _, fragment = url.partition("#")
    if "keys" in document:
        return _from_key_set(document["keys"], url, fragment), None
    if "kty" in document:
        return _from_jwk(document, url), None
    if any(name.startswith("publicKey") and name != "publicKey" for name in document):
        return _from_method(document, url), None
    controller = parse_controller_document(document, base, had_from)
    return controller.method(url), controller


def _from_jwk(jwk: Mapping[str, Any], url: str) -> VerificationMethod:
    return VerificationMethod(url, "", PublicKey.from_jwk(jwk), "JsonWebKey")


def _from_key_set(keys: object, url: str, fragment: str) -> VerificationMethod:
    if not isinstance(keys, list):
        message = "the keys of a JSON Web Key Set must be an array"
        raise MalformedInput(message, code="invalid-key-set", pointer="/keys")
    if len(keys) > MAX_VERIFICATION_METHODS:
        message = f"a key set of {len(keys)} keys, at most {MAX_VERIFICATION_METHODS} are read"
        raise LimitExceeded(message, code="too-many-verification-methods", pointer="/keys")
    found = [
        key
        for key in keys
        if isinstance(key, Mapping) and fragment and key.get("kid") in (fragment, url)
    ]
    if not found:
        message = f"the key set has no key with the kid {excerpt(fragment, 200)}"
        raise KeyNotListed(message, pointer="/keys")
    if any(key != found[0] for key in found):
        message = f"the key set has {len(found)} keys with the kid {excerpt(fragment, 200)}"
        raise MalformedInput(message, code="duplicate-verification-method", pointer="/keys")
    return _from_jwk(found[0], url)


def _from_method(members: Mapping[str, Any], url: str) -> VerificationMethod:
    if members.get("id") != url:
        found = excerpt(members.get("id"), 200)
        message = f"the verification method is {found}, expected {excerpt(url, 200)}"
        raise MalformedInput(message, code="wrong-document-id", pointer="/id")
    return parse_verification_method(members, url)
