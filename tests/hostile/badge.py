"""A badge whose issuer is a did:key, so that it is valid without a network; the base of the rest."""

from __future__ import annotations

import copy
from typing import Any

from microcred.encoding import encode_base58btc, encode_base64url
from microcred.errors import MicrocredError
from microcred.keys import LocalKey, SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, claims_of
from tests.any_token import sign_any
from tests.verifying.world import BADGE

KEY = SigningKey.generate("Ed25519")
CONTEXTS: list[Any] = BADGE["@context"]
V2 = CONTEXTS[0]
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR_CONTEXTS = [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", CONTEXTS[1]]


def badge(**members: Any) -> dict[str, Any]:
    """Make an unsigned badge with some members replaced."""
    document = copy.deepcopy(BADGE)
    document["issuer"]["id"] = KEY.did
    return document | members


def signed(document: dict[str, Any] | None = None, key: LocalKey = KEY,
           suite: str = "eddsa-rdfc-2022", **options: Any) -> dict[str, Any]:  # fmt: skip
    """Sign with one embedded proof."""
    chosen = {"created": "2026-05-01T00:00:00Z", "verificationMethod": key.key_id,
              "proofPurpose": "assertionMethod"} | options  # fmt: skip
    maker = SUITES[suite]
    prepared = maker.prepare(badge() if document is None else document)
    return {**prepared, "proof": maker.create(UnsecuredDocument(prepared), chosen, key)}


def vouched(document: Any, *, presentation: bool = False) -> Any:
    """Sign what an attacker made with the attacker's own key, so that it is looked into.

    Whatever it is: JCS covers any JSON. What names other keys or proofs than ours stays as it is.
    """
    if not isinstance(document, dict) or not _is_ours(document):
        return document
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    session: dict[str, Any] = {"proofPurpose": "authentication", "challenge": "c", "domain": "d"}
    try:
        return signed(unsecured, suite="eddsa-jcs-2022", **(session if presentation else {}))
    except MicrocredError:
        return document


def _is_ours(document: dict[str, Any]) -> bool:
    who = document.get("issuer", document.get("holder"))
    who = who.get("id") if isinstance(who, dict) else who
    proof = document.get("proof", {"verificationMethod": KEY.key_id})
    return (
        who == KEY.did and isinstance(proof, dict) and proof.get("verificationMethod") == KEY.key_id
    )


def signed_by(key: LocalKey, suite: str, **members: Any) -> dict[str, Any]:
    """Sign a badge as the issuer that owns `key`."""
    document = badge(**members)
    document["issuer"]["id"] = key.did
    return signed(document, key, suite)


def with_proof(**members: Any) -> dict[str, Any]:
    """Replace members of the proof after signing."""
    document = signed()
    document["proof"] = document["proof"] | members
    return document


def token(payload: dict[str, Any] | None = None, key: LocalKey = KEY, **header: Any) -> str:
    """Sign a JWT."""
    claims = claims_of(badge()) if payload is None else payload
    return sign_any({"typ": "JWT", "kid": key.key_id, **header}, claims, key)


def nested(levels: int, core: Any = "core", name: str | None = None) -> Any:
    """Nest arrays, or objects with one member."""
    for _ in range(levels):
        core = [core] if name is None else {name: core}
    return core


def multikey(codec: bytes, data: bytes) -> str:
    return "z" + encode_base58btc(codec + data)


def did_key(codec: bytes, data: bytes) -> str:
    """Name a key in a DID URL, whatever the bytes are."""
    text = multikey(codec, data)
    return f"did:key:{text}#{text}"


def did_jwk(text: str) -> str:
    return f"did:jwk:{encode_base64url(text.encode())}#0"
