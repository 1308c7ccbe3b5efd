"""VP-JWT: the claims of a JWT around a presentation.

A presentation of VC Data Model 1.1 is in the `vp` claim (VC Data Model 1.1, section 6.3.1). A
token of type `vp+jwt` (Securing Verifiable Credentials using JOSE and COSE) is the presentation
itself with claims beside its members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from microcred.document import id_of, is_presentation
from microcred.errors import Fault, InvalidToken, excerpt
from microcred.timestamps import moment_of_numeric_date

PRESENTATION_TYPES: Final = frozenset({"jwt", "vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt"})
"""The header's `typ` of a presentation, in small letters; the longer ones are of older drafts."""

REGISTERED_CLAIMS: Final = frozenset(
    {"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"}
)
"""The claims of a JWT itself, which are no members of what it carries."""

_TIMES: Final = (("iat", True), ("nbf", True), ("exp", False))
"""Each claim with a time, and whether it is a beginning."""


def presentation_from_claims(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the presentation that a payload carries, with what may stand in claims alone filled in.

    Raises:
        InvalidToken: what the `vp` claim holds is no presentation.
    """
    if "vp" not in payload:
        own = {name: value for name, value in payload.items() if name not in REGISTERED_CLAIMS}
        return {"holder": payload["iss"], **own} if "iss" in payload else own
    inner = payload["vp"]
    if not isinstance(inner, dict) or not is_presentation(inner):
        raise InvalidToken(
            "the vp claim holds no presentation", code="invalid-vp-claim", pointer="/vp"
        )
    filled = {name: payload[claim] for claim, name in (("iss", "holder"), ("jti", "id"))
              if claim in payload}  # fmt: skip
    return {**filled, **inner}


def check_presentation_claims(
    payload: Mapping[str, Any],
    presentation: Mapping[str, Any],
    token_type: object,
    moment: datetime,
    skew_seconds: int = 0,
) -> list[Fault]:
    """List what is wrong with a presentation's JWT: its type, `iss`, `jti` and its times.

    Args:
        payload: the JWT's payload.
        presentation: what is in it.
        token_type: the header's `typ`; a token that was made for something else is no
            presentation (RFC 8725, "Use Explicit Typing").
        moment: when it is shown.
        skew_seconds: how far two clocks may differ.
    """
    return [
        *_check_type(token_type),
        *_compare_claims(payload, presentation),
        *_check_times(payload, moment, timedelta(seconds=skew_seconds)),
    ]


def _check_type(token_type: object) -> Iterator[Fault]:
    name = str(token_type).lower().removeprefix("application/")
    if token_type is not None and name not in PRESENTATION_TYPES:
        message = f"the JWT's typ is {excerpt(token_type)}, which is not of a presentation"
        yield Fault("", "token-type", message)


def _compare_claims(payload: Mapping[str, Any], presentation: Mapping[str, Any]) -> Iterator[Fault]:
    for claim, name in (("iss", "holder"), ("jti", "id")):
        if claim in payload and name in presentation:
            value = id_of(presentation[name])
            if payload[claim] == value:
                continue
            message = f"claim {claim} is {excerpt(payload[claim])}, {name} is {excerpt(value)}"
            yield Fault(f"/{claim}", "claim-mismatch", message)


def _check_times(payload: Mapping[str, Any], moment: datetime, skew: timedelta) -> Iterator[Fault]:
    for claim, begins in _TIMES:
        if claim not in payload:
            continue
        bound = moment_of_numeric_date(payload[claim])
        if bound is None:
            message = f"claim {claim} is {excerpt(payload[claim])}, not a number of seconds"
            yield Fault(f"/{claim}", "unreadable-date", message)
        elif moment + skew < bound if begins else moment - skew >= bound:
            message = f"claim {claim} is {excerpt(payload[claim])}, outside of that time now"
            yield Fault(f"/{claim}", "token-not-valid-now", message)
