"""Who an issuer is to verifiers: the forms of its id, and the ids of its keys."""

from __future__ import annotations

import re
from typing import Final

from microcred.dids.authoring import place_of
from microcred.errors import ConfigurationError, MalformedInput, excerpt
from microcred.keys import PublicKey

PROFILE_FILE: Final = "issuer.json"
_LOCATION: Final = r"[A-Za-z0-9.-]+(?:%3A\d{1,5})?(?::[A-Za-z0-9._-]+)*\Z"
_WEB_DID: Final = re.compile(rf"did:web:{_LOCATION}")
_WEBVH: Final = re.compile(rf"(?:did:)?webvh:({_LOCATION})")
_MAX_NAME_CHARACTERS: Final = 100
_HTTPS: Final = re.compile(r"https://[^/?#]+(?:/[^?#]*)?\Z")


def choose_issuer_id(did: str, url: str | None) -> str:
    """Read what kind of id an issuer asks for.

    Returns:
        `key`, a did:web, the URL of a profile, or `webvh:` with the place of a did:webvh, whose
        id is known when its log has begun.

    Raises:
        ConfigurationError: code `invalid-did`.
    """
    if did == "key":
        return did
    if did == "https":
        return _profile_url(url)
    if webvh := _WEBVH.match(did):
        _check_place(f"did:web:{webvh[1]}", did)
        return f"webvh:{webvh[1]}"
    full = did if did.startswith("did:") else f"did:{did}"
    if not _WEB_DID.match(full):
        message = (
            "an issuer's id is asked for as 'key', 'web:HOST[:PATH]', 'webvh:HOST[:PATH]' or "
            f"'https', not {excerpt(did)}"
        )
        raise ConfigurationError(message, code="invalid-did")
    _check_place(full, did)
    return full


def key_id_for(issuer_id: str, name: str, key: PublicKey) -> str:
    """Return the verification method's id of an issuer's key.

    A key of an HTTPS profile is named by its own Multikey, which verifiers read that do not
    fetch profiles, unless that is long: of an RSA key it has 400 characters.
    """
    if issuer_id.startswith("did:key:"):
        return f"{key.did_key}#{key.multikey}"
    named_by_key = issuer_id.startswith("https:") and len(key.multikey) <= _MAX_NAME_CHARACTERS
    return f"{issuer_id}#{key.multikey if named_by_key else name}"


def _profile_url(url: str | None) -> str:
    if url is None or not _HTTPS.match(url):
        message = "an id that is an https address needs the https address of your web space"
        raise ConfigurationError(message, code="invalid-did", data={"needed": "url"})
    return url if url.endswith(".json") else f"{url.rstrip('/')}/{PROFILE_FILE}"


def _check_place(did: str, given: str) -> None:
    try:
        place_of(did)
    except MalformedInput as error:
        message = f"the id {excerpt(given)} leads nowhere: {error.message}"
        raise ConfigurationError(message, code="invalid-did") from error
