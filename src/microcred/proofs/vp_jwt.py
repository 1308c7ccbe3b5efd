"""VP-JWT: the claims of a JWT around a presentation.

A presentation of VC Data Model 1.1 is in the `vp` claim (VC Data Model 1.1, section 6.3.1). A
token of type `vp+jwt` (Securing Verifiable Credentials using JOSE and COSE) is the presentation
itself with claims beside its members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import as_list, id_of, is_presentation
from microcred.errors import InvalidToken, excerpt
from microcred.findings import Fault

REGISTERED_CLAIMS: Final = frozenset(
    {"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"}
)
"""The claims of a JWT itself, which are no members of what it carries."""


def presentation_from_claims(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the presentation of a payload, with what may stand in claims alone filled in.

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


def without_tokens(presentation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what JSON-LD knows of a presentation: not the JWTs that stand in it as text.

    VC Data Model 1.1, section 6.3.1, has them so in a JWT, whose signature covers them.
    """
    items = as_list(presentation.get("verifiableCredential"))
    objects = [item for item in items if not isinstance(item, str)]
    if len(objects) == len(items):
        return presentation
    return {**presentation, "verifiableCredential": objects}


def check_presentation_claims(
    payload: Mapping[str, Any], presentation: Mapping[str, Any]
) -> Iterator[Fault]:
    """Compare `iss` and `jti` with the presentation that is in the JWT."""
    for claim, name in (("iss", "holder"), ("jti", "id")):
        if claim in payload and name in presentation:
            value = id_of(presentation[name])
            if payload[claim] == value:
                continue
            message = f"claim {claim} is {excerpt(payload[claim])}, {name} is {excerpt(value)}"
            yield Fault(f"/{claim}", "claim-mismatch", message)
