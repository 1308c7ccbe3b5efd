"""Documents that say which keys are an issuer's: to be published where its id is looked up.

Sources: Controlled Identifiers 1.0, "Verification Methods"; DID Core 1.0, "Core Properties";
Open Badges 3.0, "Profile"; RFC 7517, "JWK Set Format".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.dids.did_url import is_did, parse_did
from microcred.dids.location import document_url
from microcred.keys import PublicKey

_DID: Final = "https://www.w3.org/ns/did/v1"
_MULTIKEY: Final = "https://w3id.org/security/multikey/v1"
_FILES: Final = {"web": "did.json", "webvh": "did.jsonl"}


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as its issuer's documents list it.

    Attributes:
        id: the verification method's id.
        public_key: the key.
        expires: dateTimeStamp of when it was retired; what it signed before stays valid.
        revoked: dateTimeStamp from which on nothing that it signed counts.
    """

    id: str
    public_key: PublicKey
    expires: str | None = None
    revoked: str | None = None


def did_document(did: str, keys: Iterable[ListedKey]) -> dict[str, Any]:
    """Make the DID document of a did:web, or the state of a did:webvh.

    Retired and revoked keys stay in it with the moment: badges that they signed before are
    looked up here.
    """
    return {"@context": [_DID, _MULTIKEY], "id": did, **_methods(did, keys)}


def profile_document(profile: Mapping[str, Any], keys: Iterable[ListedKey]) -> dict[str, Any]:
    """Make the profile that an HTTPS issuer id stands for, with the issuer's keys.

    Args:
        profile: the issuer as badges name it, with its `id`.
        keys: see `did_document`.
    """
    contexts = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        _DID,
        _MULTIKEY,
    ]
    return {"@context": contexts, **profile, **_methods(str(profile["id"]), keys)}


def json_web_key_set(keys: Iterable[ListedKey]) -> dict[str, Any]:
    """Make the JSON Web Key Set of an issuer: `kid` is the verification method's id.

    Retired keys are in it. Revoked ones are not: a key set cannot say from when on a key does
    not count, and who reads only this must not trust what a thief signs.
    """
    listed = [
        {
            **key.public_key.jwk,
            "kid": key.id,
            "use": "sig",
            "alg": key.public_key.jose_algorithms[0],
        }
        for key in keys
        if key.revoked is None
    ]
    return {"keys": listed}


def place_of(issuer_id: str) -> str | None:
    """Return the URL where an issuer's own document is looked up; None for a did:key.

    Raises:
        MalformedInput: code `invalid-did`; an id that leads nowhere.
    """
    if not is_did(issuer_id):
        return issuer_id
    did = parse_did(issuer_id)
    if did.method not in _FILES:
        return None
    location = did.identifier if did.method == "web" else did.identifier.partition(":")[2]
    return document_url(location, _FILES[did.method])


def web_space_of(issuer_id: str) -> str | None:
    """Return the web space that an issuer's id lies in, as URL without a slash at its end.

    The host itself where the document lies under `/.well-known/`; else the folder of it.
    """
    place = place_of(issuer_id)
    if place is None:
        return None
    return place.rpartition("/")[0].removesuffix("/.well-known")


def _methods(controller: str, keys: Iterable[ListedKey]) -> dict[str, Any]:
    methods = [_method(controller, key) for key in keys]
    return {"verificationMethod": methods, "assertionMethod": [method["id"] for method in methods]}


def _method(controller: str, key: ListedKey) -> dict[str, str]:
    moments = {"expires": key.expires, "revoked": key.revoked}
    return {
        "id": key.id,
        "type": "Multikey",
        "controller": controller,
        "publicKeyMultibase": key.public_key.multikey,
        **{name: moment for name, moment in moments.items() if moment is not None},
    }
