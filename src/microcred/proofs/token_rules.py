"""Rules of every JWT: what its header says that it is, and its claims of time.

A token made for one thing must not count for another (RFC 8725, section 3.11): an access token or
a key binding signed by an issuer's key is no badge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.timestamps import moment_of_numeric_date

Use = Literal["credential", "presentation"]

_BARE_TYPES: Final[Mapping[Use, frozenset[str]]] = {
    "credential": frozenset({"vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt"}),
    "presentation": frozenset(
        {"vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt", "vp+sd-jwt", "vp+ld+json+sd-jwt"}
    ),
}
"""`typ` as Securing Verifiable Credentials using JOSE and COSE has it, and as its drafts had."""

_CONTENT_TYPES: Final[Mapping[Use, frozenset[str]]] = {
    "credential": frozenset({"vc", "vc+ld+json", "ld+json", "json"}),
    "presentation": frozenset({"vp", "vp+ld+json", "ld+json", "json"}),
}


def short_type(value: object) -> str | None:
    """Return a media type in a header without case and `application/`; None where it is no text.

    RFC 7515, section 4.1.9: `typ` is a media type, and leaves out `application/` commonly.
    """
    return value.lower().removeprefix("application/") if isinstance(value, str) else None


def check_token_type(header: Mapping[str, Any], use: Use) -> Iterator[Fault]:
    """Check that `typ` and `cty`, where they are there, fit what the token is used for."""
    yield from _check_type(header, "typ", "token-type", _BARE_TYPES[use] | {"jwt"}, use)
    yield from check_content_type(header, use)


def check_content_type(header: Mapping[str, Any], use: Use) -> Iterator[Fault]:
    """Check that `cty`, where it is there, fits what the token is used for."""
    yield from _check_type(header, "cty", "content-type", _CONTENT_TYPES[use], use)


def _check_type(
    header: Mapping[str, Any], name: str, code: str, allowed: frozenset[str], use: Use
) -> Iterator[Fault]:
    if name in header and short_type(header[name]) not in allowed:
        expected = ", ".join(sorted(allowed))
        message = f"header {name} is {excerpt(header[name])}, expected one of {expected}"
        yield Fault("", code, message, f"It was not made to be used as a {use}.")


def is_bare(token_type: object) -> bool:
    """Tell whether the payload of a token is the credential, or the presentation, itself."""
    return any(short_type(token_type) in types for types in _BARE_TYPES.values())


def check_bare_claims(payload: Mapping[str, Any], token_type: object) -> list[Fault]:
    """Check that a bare token has no credential or presentation in a claim.

    Securing Verifiable Credentials using JOSE and COSE, "JWT and JWS Considerations": `vc` and `vp`
    must not be present.
    """
    message = "a token of this type is the credential or presentation itself"
    advice = "Ask who made it to sign it without such a claim, or to give it the type JWT."
    found = [name for name in ("vc", "vp") if name in payload and is_bare(token_type)]
    return [Fault(f"/{name}", "claim-forbidden", message, advice) for name in found]


def check_times(
    payload: Mapping[str, Any],
    moment: datetime,
    clock_skew_seconds: float = 60.0,
    *,
    claims: Collection[str] = ("nbf", "exp", "iat"),
) -> list[Fault]:
    """Check claims of time against the clock (RFC 7519, sections 4.1.4 to 4.1.6)."""
    skew = timedelta(seconds=clock_skew_seconds)
    faults = []
    for name in claims:
        if name not in payload:
            continue
        limit = moment_of_numeric_date(payload[name])
        if limit is None:
            message = f"claim {name} is {excerpt(payload[name])}, expected a NumericDate"
            faults.append(Fault(f"/{name}", "claim-malformed", message))
        elif name == "exp" and limit <= moment - skew:
            message = f"the token expired on {limit.isoformat()}"
            faults.append(Fault("/exp", "expired", message))
        elif name != "exp" and limit > moment + skew:
            message = f"claim {name} is {limit.isoformat()}, which is still to come"
            faults.append(Fault(f"/{name}", "not-yet-valid", message))
    return faults
