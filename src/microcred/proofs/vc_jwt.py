"""VC-JWT: the claims of a JWT and the credential inside, reconciled.

Open Badges 3.0, "JSON Web Token Proof Format": the payload is the credential itself, with the
claims `iss`, `jti`, `nbf`, `sub` and `exp` beside its members. Credentials of VC Data Model 1.1
are in the `vc` claim (VC Data Model 1.1, section 6.3.1). A token of type `vc+jwt` (Securing
Verifiable Credentials using JOSE and COSE) is the bare credential; claims are optional there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import id_of, is_presentation
from microcred.errors import InvalidToken, MicrocredError, excerpt
from microcred.findings import Fault
from microcred.models.credential_rules import is_vcdm_1
from microcred.proofs.token_rules import check_bare_claims, is_bare
from microcred.proofs.vp_jwt import REGISTERED_CLAIMS, presentation_from_claims
from microcred.timestamps import format_timestamp, moment_of_numeric_date, parse_timestamp

_CREDENTIAL_MEMBERS: Final = frozenset(
    {
        "@context",
        "type",
        "id",
        "issuer",
        "credentialSubject",
        "credentialStatus",
        "credentialSchema",
        "refreshService",
        "termsOfUse",
        "evidence",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
    }
)


def claims_of(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Make the payload: the credential and the claims that repeat it.

    `sub` is left out where the subject has no `id`: there is nothing it could equal.
    """
    claims = {claim: value for claim, (_, value) in _repeated(credential).items()}
    claims |= {claim: _numeric_date(claims[claim]) for claim in ("nbf", "exp")}
    present = {name: value for name, value in claims.items() if value is not None}
    return {**present, **credential}


def claims_around(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Make the payload of VC Data Model 1.1: the claims, and the credential in `vc`."""
    claims = claims_of(credential)
    named: dict[str, Any] = {
        name: claims[name] for name in ("iss", "jti", "sub", "nbf", "exp") if name in claims
    }
    return {**named, "vc": dict(credential)}


def credential_from_claims(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credential, or the presentation, that a payload carries.

    From a `vc` claim, what VC Data Model 1.1 lets an issuer leave out of it is filled in from
    the claims.

    Raises:
        InvalidToken: a `vc` or `vp` claim that is not an object.
    """
    if "vp" in payload or is_presentation(payload):
        return presentation_from_claims(payload)
    if "vc" not in payload:
        return {name: value for name, value in payload.items() if name not in REGISTERED_CLAIMS}
    inner = payload["vc"]
    if not isinstance(inner, dict):
        raise InvalidToken("the vc claim is not an object", code="invalid-vc-claim", pointer="/vc")
    if is_presentation(inner):
        message = "the vc claim holds a presentation, which has a claim of its own: vp"
        raise InvalidToken(message, code="invalid-vc-claim", pointer="/vc")
    return _completed(inner, payload)


def _completed(inner: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what the claims say in place of members (VC Data Model 1.1, "JWT Decoding")."""
    credential = dict(inner)
    if "jti" in payload:
        credential.setdefault("id", payload["jti"])
    for claim, name in (("iss", "issuer"), ("sub", "credentialSubject")):
        value = credential.get(name)
        if claim in payload and isinstance(value, dict) and "id" not in value:
            credential[name] = {"id": payload[claim], **value}
    if "iss" in payload:
        credential.setdefault("issuer", payload["iss"])
    if not is_vcdm_1(credential):
        return credential
    for claim, name in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        moment = moment_of_numeric_date(payload.get(claim))
        if moment is not None:
            credential.setdefault(name, format_timestamp(moment))
    return credential


def check_claims(payload: Mapping[str, Any], credential: Mapping[str, Any]) -> list[Fault]:
    """Compare the claims with the credential (Open Badges 3.0, "Verify a Credential VC-JWT").

    Args:
        payload: the JWT's payload.
        credential: what `credential_from_claims` gave for it.
    """
    return [
        *_compare_claims(payload, credential),
        *_compare_outer_members(payload, credential),
    ]


def check_claim_names(
    payload: Mapping[str, Any], credential: Mapping[str, Any], token_type: object
) -> list[Fault]:
    """Check that the claims are there which the form of the JWT asks for, and no others.

    Open Badges 3.0, "JSON Web Token Proof Format"; VC Data Model 1.1, section 6.3.1. A bare
    `vc+jwt` may leave out every claim.

    Args:
        payload: the JWT's payload.
        credential: what `credential_from_claims` gave for it.
        token_type: the header's `typ`.
    """
    if is_bare(token_type):
        return check_bare_claims(payload, token_type)
    advice = "Ask the issuer to add it and sign again."
    return [
        Fault("", "claim-missing", f"the JWT has no {claim} claim; it must repeat {name}", advice)
        for claim, (name, value) in _repeated(credential).items()
        if claim != "exp" and value is not None and claim not in payload
    ]


def _repeated(credential: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Return what each claim repeats: the member's name, and its value."""
    starts, ends = ("validFrom", "validUntil")
    if is_vcdm_1(credential):
        starts = "issuanceDate"
        ends = ends if "expirationDate" not in credential else "expirationDate"
    return {
        "iss": ("issuer.id", id_of(credential.get("issuer"))),
        "jti": ("id", credential.get("id")),
        "sub": ("credentialSubject.id", id_of(credential.get("credentialSubject"))),
        "nbf": (starts, credential.get(starts)),
        "exp": (ends, credential.get(ends)),
    }


def _compare_outer_members(
    payload: Mapping[str, Any], credential: Mapping[str, Any]
) -> Iterator[Fault]:
    """Compare what stands beside a `vc` claim, where some readers look for the credential."""
    if "vc" not in payload:
        return
    for name in payload.keys() & _CREDENTIAL_MEMBERS:
        if payload[name] != credential.get(name):
            message = f"{name} stands beside the vc claim and is not what the vc claim says"
            yield Fault(f"/{name}", "claim-mismatch", message)


def _compare_claims(payload: Mapping[str, Any], credential: Mapping[str, Any]) -> Iterator[Fault]:
    for claim, (name, value) in _repeated(credential).items():
        if claim not in payload:
            continue
        if claim in ("nbf", "exp"):
            agrees = _same_moment(payload[claim], value)
        else:
            agrees = payload[claim] == value
        if not agrees:
            found = f"{excerpt(payload[claim])}, {name} is {excerpt(value)}"
            yield Fault(f"/{claim}", "claim-mismatch", f"claim {claim} is {found}")


def _numeric_date(text: Any) -> int | float | None:
    if not isinstance(text, str):
        return None
    seconds = parse_timestamp(text).timestamp()
    return int(seconds) if seconds.is_integer() else seconds


def _same_moment(claim: Any, text: Any) -> bool:
    """Compare to the second: a NumericDate is commonly cut to whole seconds."""
    moment = moment_of_numeric_date(claim)
    if moment is None or not isinstance(text, str):
        return False
    try:
        return int(moment.timestamp()) == int(parse_timestamp(text).timestamp())
    except MicrocredError:
        return False
