"""Open Badges as SD-JWT: `dc+sd-jwt` and `vc+sd-jwt`.

The payload is the credential itself, as in a JWT of Open Badges 3.0. What says who received it
is concealed; what a verifier needs to judge the badge never is. `dc+sd-jwt` is an SD-JWT VC (IETF
draft "SD-JWT-based Verifiable Digital Credentials") and has a `vct`; `vc+sd-jwt` is "Securing
Verifiable Credentials using JOSE and COSE".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from microcred.document import id_of, objects_of
from microcred.errors import InvalidDocument, excerpt
from microcred.findings import Fault
from microcred.keys import PublicKey, SigningKey
from microcred.models.reading import MUST_STAY_IN_SIGHT
from microcred.proofs.sd_jwt.issuance import sign_sd_jwt
from microcred.proofs.sd_jwt.processing import ProcessedSdJwt
from microcred.proofs.token_rules import short_type
from microcred.proofs.vc_jwt import check_claims, claims_of

OPEN_BADGE_VCT: Final = "https://purl.imsglobal.org/spec/ob/v3p0#OpenBadgeCredential"
"""The `vct` of an Open Badge; no specification has one, other Open Badges software uses this."""

SD_JWT_VC_TYPE: Final = "dc+sd-jwt"
W3C_TYPE: Final = "vc+sd-jwt"
CREDENTIAL_TYPES: Final = frozenset({SD_JWT_VC_TYPE, W3C_TYPE, "vc+ld+json+sd-jwt"})
"""Header `typ` values of SD-JWTs that hold a credential; the last is the name in older drafts."""

_RECIPIENT: Final = ("id", "identifier")

_SD_JWT_VC_IN_CLEAR: Final = frozenset(
    {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"}
)
"""SD-JWT VC, "Registered JWT Claims": never in a disclosure, nor any part of them."""

_CLAIMS: Final = _SD_JWT_VC_IN_CLEAR | {"sub", "aud", "iat", "jti"}
_IN_CLEAR: Final = _SD_JWT_VC_IN_CLEAR | {*MUST_STAY_IN_SIGHT, "proof", "aud"}


def issue_sd_jwt_badge(
    credential: Mapping[str, Any],
    key: SigningKey,
    *,
    conceal: Sequence[str] | None = None,
    holder_key: PublicKey | None = None,
    vct: str | None = OPEN_BADGE_VCT,
    decoys: int = 0,
) -> str:
    """Sign a badge whose recipient its holder may show or hide.

    Args:
        credential: the badge, without embedded proof.
        key: the issuer's key.
        conceal: JSON pointers to what can be disclosed one by one; the subject's `id` and
            `identifier` where there are any, unless told otherwise.
        holder_key: the recipient's key, for key binding.
        vct: the type of an SD-JWT VC, `dc+sd-jwt`; None makes a `vc+sd-jwt`, which has none.
        decoys: see `sign_sd_jwt`.

    Raises:
        InvalidDocument: `must-not-be-concealed` for what a verifier needs to judge the badge,
            `embedded-proof`, or a fault that `sign_sd_jwt` finds.
    """
    if conceal is None:
        conceal = _recipient_pointers(credential)
    faults = [_not_concealable(pointer) for pointer in conceal if _is_in_clear(pointer)]
    if "proof" in credential:
        message = "an embedded proof covers what is to be concealed; sign the badge without it"
        faults.append(Fault("/proof", "embedded-proof", message))
    if faults:
        raise InvalidDocument(faults, what="badge to sign")
    claims = _claims_to_sign(credential, vct, holder_key)
    header = {"typ": W3C_TYPE if vct is None else SD_JWT_VC_TYPE, "kid": key.key_id}
    return sign_sd_jwt(claims, key, conceal=conceal, header=header, decoys=decoys)


def _claims_to_sign(
    credential: Mapping[str, Any], vct: str | None, holder_key: PublicKey | None
) -> dict[str, Any]:
    # `sub` and `jti` would repeat the subject's id and the badge's.
    repeated = ("sub", "jti")
    claims = {name: value for name, value in claims_of(credential).items() if name not in repeated}
    if vct is not None:
        claims["vct"] = vct
    if holder_key is not None:
        claims["cnf"] = {"jwk": holder_key.jwk}
    return claims


def _recipient_pointers(credential: Mapping[str, Any]) -> list[str]:
    return [
        f"/credentialSubject{place}/{name}"
        for place, subject in objects_of(credential.get("credentialSubject"))
        for name in _RECIPIENT
        if name in subject
    ]


def credential_from_sd_jwt(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credential in a processed payload: everything but the claims of JWTs."""
    return {name: value for name, value in payload.items() if name not in _CLAIMS}


def check_sd_jwt_claims(processed: ProcessedSdJwt, token_type: object) -> list[Fault]:
    """Check the claims of an SD-JWT that holds a credential, and that they fit it.

    Dates are not compared: `check_times` holds them against the clock.

    Args:
        processed: what `verify_sd_jwt` gave.
        token_type: the header's `typ`.
    """
    payload = processed.payload
    faults = list(_faults_of_types(payload, token_type))
    credential = credential_from_sd_jwt(payload)
    hidden = {"nbf", "exp"} if id_of(credential.get("credentialSubject")) else {"nbf", "exp", "sub"}
    named = {name: value for name, value in payload.items() if name not in hidden}
    # Claims that repeat the credential may be left out, as in a bare `vc+jwt`.
    return faults + check_claims(named, credential)


def check_in_clear(processed: ProcessedSdJwt) -> list[Fault]:
    """List what the issuer let the holder hide and should not have, as far as it is shown."""
    return [_not_concealable(place) for place in processed.places if _is_in_clear(place)]


def _faults_of_types(payload: Mapping[str, Any], token_type: object) -> Iterator[Fault]:
    """Check `typ`, `vct` and `aka_vcts` (SD-JWT VC, "JWT Claims Set")."""
    kind = short_type(token_type)
    if kind not in CREDENTIAL_TYPES:
        allowed = ", ".join(sorted(CREDENTIAL_TYPES))
        message = f"header typ is {excerpt(token_type)}, expected one of {allowed}"
        yield Fault("", "token-type", message)
    vct = payload.get("vct")
    if kind == SD_JWT_VC_TYPE and not (isinstance(vct, str) and vct):
        yield Fault("/vct", "claim-missing", "an SD-JWT VC must say its type in vct")
    if "aka_vcts" in payload and not _are_other_types(payload["aka_vcts"], vct):
        message = "aka_vcts must be an array of further types, without the vct"
        yield Fault("/aka_vcts", "claim-malformed", message)


def _are_other_types(value: Any, vct: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(other, str) and other != vct for other in value)


def _is_in_clear(pointer: str) -> bool:
    """Tell by the first step; a malformed pointer is found when it is followed."""
    first = pointer[1:].partition("/")[0]
    return first.replace("~1", "/").replace("~0", "~") in _IN_CLEAR


def _not_concealable(pointer: str) -> Fault:
    message = "a holder could hide this, and the badge would look better than it is"
    return Fault(pointer, "must-not-be-concealed", message)
