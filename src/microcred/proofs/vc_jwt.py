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
from microcred.errors import Fault, InvalidToken, MicrocredError, excerpt
from microcred.proofs.vp_jwt import REGISTERED_CLAIMS, presentation_from_claims
from microcred.timestamps import format_timestamp, moment_of_numeric_date, parse_timestamp

BARE_TYPES: Final = frozenset({"vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt"})
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
    claims = {
        "iss": id_of(credential.get("issuer")),
        "jti": credential.get("id"),
        "sub": id_of(credential.get("credentialSubject")),
        "nbf": _numeric_date(_valid_from(credential)),
        "exp": _numeric_date(_valid_until(credential)),
    }
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
    """Give the credential, or the presentation, that a payload carries.

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
    credential = dict(inner)
    if "jti" in payload:
        credential.setdefault("id", payload["jti"])
    if "iss" in payload:
        credential.setdefault("issuer", payload["iss"])
    subject = credential.get("credentialSubject")
    if "sub" in payload and isinstance(subject, dict) and "id" not in subject:
        credential["credentialSubject"] = {"id": payload["sub"], **subject}
    for claim, names in (
        ("nbf", ("issuanceDate", "validFrom")),
        ("exp", ("expirationDate", "validUntil")),
    ):
        moment = moment_of_numeric_date(payload.get(claim))
        if moment is not None and not any(name in credential for name in names):
            credential[names[0]] = format_timestamp(moment)
    return credential


def check_claims(
    payload: Mapping[str, Any], credential: Mapping[str, Any], token_type: object
) -> list[Fault]:
    """Compare the claims with the credential (Open Badges 3.0, "Verify a Credential VC-JWT").

    Args:
        payload: the JWT's payload.
        credential: what `credential_from_claims` gave for it.
        token_type: the header's `typ`; decides whether claims may be left out.
    """
    required = not (isinstance(token_type, str) and token_type.lower() in BARE_TYPES)
    return [
        *_compare_claims(payload, credential, required=required),
        *_compare_outer_members(payload, credential),
    ]


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


def _compare_claims(
    payload: Mapping[str, Any], credential: Mapping[str, Any], *, required: bool
) -> Iterator[Fault]:
    for claim, name, value in (
        ("iss", "issuer.id", id_of(credential.get("issuer"))),
        ("jti", "id", credential.get("id")),
        ("sub", "credentialSubject.id", id_of(credential.get("credentialSubject"))),
    ):
        if claim not in payload:
            if required and value is not None:
                yield _missing(claim, name)
        elif payload[claim] != value:
            found = f"{excerpt(payload[claim])}, {name} is {excerpt(value)}"
            yield Fault(f"/{claim}", "claim-mismatch", f"claim {claim} is {found}")
    for claim, name, text, needed in (
        ("nbf", "validFrom", _valid_from(credential), required),
        ("exp", "validUntil", _valid_until(credential), False),
    ):
        if claim not in payload:
            if needed and text is not None:
                yield _missing(claim, name)
        elif not _same_moment(payload[claim], text):
            found = f"{excerpt(payload[claim])}, {name} is {excerpt(text)}"
            yield Fault(f"/{claim}", "claim-mismatch", f"claim {claim} is {found}")


def _missing(claim: str, name: str) -> Fault:
    message = f"the JWT has no {claim} claim; it must repeat {name}"
    return Fault("", "claim-missing", message, "Ask the issuer to add it and sign again.")


def _valid_from(credential: Mapping[str, Any]) -> Any:
    return credential.get("validFrom", credential.get("issuanceDate"))


def _valid_until(credential: Mapping[str, Any]) -> Any:
    return credential.get("validUntil", credential.get("expirationDate"))


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
