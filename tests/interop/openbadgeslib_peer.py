"""openbadgeslib behind the line-oriented door."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from openbadgeslib import baking  # type: ignore[import-not-found]
from openbadgeslib.ob3 import (  # type: ignore[import-not-found]
    OB3LdpSigner,
    OB3LdpVerifier,
    OB3Signer,
    OB3Verifier,
    OpenBadgeCredential,
    add_data_integrity_proof,
)
from peer_loop import judged, serve  # type: ignore[import-not-found]

Work = Callable[[], Any]


def contexts(documents: dict[str, Any]) -> Work:
    """Take none: the library has its own, and refuses others."""
    return lambda: 0


def issue(credential: dict[str, Any], pem: str, key_id: str) -> Work:
    """Sign with eddsa-rdfc-2022, through the library's own model of a badge."""
    badge, signer = OpenBadgeCredential.from_vc_document(credential), OB3LdpSigner(pem, key_id)
    return lambda: signer.sign_to_json(badge)


def sign_document(credential: dict[str, Any], pem: str, key_id: str) -> Work:
    """Sign with eddsa-rdfc-2022 a document as it stands."""
    return lambda: add_data_integrity_proof(credential, pem, key_id)


def sign_jwt(credential: dict[str, Any], pem: str, algorithm: str) -> Work:
    """Sign as a JWT, through the library's own model of a badge."""
    badge, signer = OpenBadgeCredential.from_vc_document(credential), OB3Signer(pem, algorithm)
    return lambda: signer.sign(badge)


def bake(credential: dict[str, Any], pem: str, key_id: str, image: str, form: str) -> Work:
    """Sign with eddsa-rdfc-2022 and bake into a PNG or an SVG."""
    badge, signer = OpenBadgeCredential.from_vc_document(credential), OB3LdpSigner(pem, key_id)
    into = signer.sign_into_png if form == "png" else signer.sign_into_svg
    return lambda: base64.b64encode(into(badge, base64.b64decode(image))).decode()


def bake_text(text: str, image: str) -> Work:
    """Bake a text into a PNG."""
    data = base64.b64decode(image)

    def work() -> int:
        return len(baking.bake_png(data, text, keyword=baking.ITXT_KEYWORD_OB3))

    return work


def unbake(image: str, form: str) -> Work:
    """Take the JSON or the JWT out of a picture."""
    out_of = OB3Verifier.extract_token_from_png
    if form == "svg":
        out_of = OB3Verifier.extract_token_from_svg
    data = base64.b64decode(image)
    return lambda: out_of(data)


def verify(text: str) -> Work:
    """Verify an embedded proof; the key is the issuer's did:key."""
    return lambda: judged(lambda: OB3LdpVerifier().verify(text))


def verify_jwt(token: str, pem: str) -> Work:
    """Verify a JWT with a key that the caller trusts."""
    verifier = OB3Verifier(pem)
    return lambda: judged(lambda: verifier.verify(token))


serve(
    {
        "contexts": contexts,
        "issue": issue,
        "signDocument": sign_document,
        "signJwt": sign_jwt,
        "bake": bake,
        "bakeText": bake_text,
        "unbake": unbake,
        "verify": verify,
        "verifyJwt": verify_jwt,
    }
)
