"""Key binding: the holder signs what is presented, to whom and when (RFC 9901, section 4.3)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from microcred.errors import InvalidToken, ProofInvalid, UnusableKey, excerpt
from microcred.keys import PublicKey, SigningKey
from microcred.proofs.jose import sign_jws, verify_jws
from microcred.proofs.sd_jwt.disclosure import digest_of
from microcred.proofs.sd_jwt.token import SdJwt, payload_of
from microcred.timestamps import moment_of_numeric_date

KEY_BINDING_TYPE: Final = "kb+jwt"


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """What a holder binds a presentation with.

    Attributes:
        key: the key that the issuer named in `cnf`.
        nonce: the verifier's, fresh for each transaction.
        audience: the verifier.
        moment: when the presentation is made.
    """

    key: SigningKey
    nonce: str
    audience: str
    moment: datetime


def holder_key_of(payload: Mapping[str, Any]) -> PublicKey | None:
    """Read the holder's key from `cnf` (RFC 7800, section 3.2); None where there is no `cnf`.

    Args:
        payload: the payload as the issuer signed it: a `cnf` that was disclosed does not count.

    Raises:
        InvalidToken: `unusable-confirmation` for a `cnf` without a key that can be used, and
            `unsupported-confirmation` for one that names it in another way, as RFC 7800 allows.
    """
    if "cnf" not in payload:
        return None
    confirmation = payload["cnf"]
    jwk = confirmation.get("jwk") if isinstance(confirmation, Mapping) else None
    if not isinstance(jwk, Mapping):
        other = isinstance(confirmation, Mapping) and confirmation and "jwk" not in confirmation
        message = "the SD-JWT names its holder's key in a way not known here; jwk is"
        code = "unsupported-confirmation" if other else "unusable-confirmation"
        raise InvalidToken(message, code=code, pointer="/cnf")
    try:
        return PublicKey.from_jwk(jwk)
    except UnusableKey as error:
        message = f"the holder's key in the SD-JWT: {error.message}"
        raise InvalidToken(message, code="unusable-confirmation", pointer="/cnf/jwk") from error


def sign_key_binding(text: str, hash_name: str, binding: KeyBinding) -> str:
    """Make the key binding JWT for the SD-JWT `text`, which ends in `~`."""
    header = {"typ": KEY_BINDING_TYPE}
    claims = {
        "iat": int(binding.moment.timestamp()),
        "aud": binding.audience,
        "nonce": binding.nonce,
        "sd_hash": digest_of(text, hash_name),
    }
    return sign_jws(header, claims, binding.key)


def verify_key_binding(
    sd_jwt: SdJwt,
    *,
    nonce: str,
    audience: str,
    moment: datetime,
    max_age_seconds: float = 300.0,
    clock_skew_seconds: float = 60.0,
) -> PublicKey:
    """Verify that the holder presents the SD-JWT, here and now; give the holder's key.

    It counts only after `verify_sd_jwt`: the issuer's signature covers the holder's key. Whether
    key binding is required is the caller's policy, never a matter of what was presented
    (RFC 9901, section 7.3, step 1).

    Raises:
        ProofInvalid: `key-binding-missing`, `key-binding-type`, `key-binding-nonce`,
            `key-binding-audience`, `key-binding-time`, `key-binding-hash`, or a code of
            `verify_jws`.
        InvalidToken: `unusable-confirmation`, or a payload that is no JSON object.
    """
    if sd_jwt.key_binding is None:
        message = "the SD-JWT is presented without key binding"
        raise ProofInvalid(message, code="key-binding-missing")
    key = holder_key_of(sd_jwt.payload)
    if key is None:
        message = "the issuer bound the SD-JWT to no holder's key"
        raise ProofInvalid(message, code="key-binding-missing")
    if sd_jwt.key_binding.header.get("typ") != KEY_BINDING_TYPE:
        found = excerpt(sd_jwt.key_binding.header.get("typ"))
        message = f"the key binding JWT has typ {found}, expected {KEY_BINDING_TYPE}"
        raise ProofInvalid(message, code="key-binding-type")
    verify_jws(sd_jwt.key_binding, key)
    claims = payload_of(sd_jwt.key_binding)
    _check_text(claims, "nonce", nonce, "key-binding-nonce")
    _check_text(claims, "aud", audience, "key-binding-audience")
    bound = digest_of(sd_jwt.without_key_binding, sd_jwt.hash_name)
    _check_text(claims, "sd_hash", bound, "key-binding-hash")
    skew = timedelta(seconds=clock_skew_seconds)
    _check_times(claims, moment, timedelta(seconds=max_age_seconds), skew)
    return key


def _check_text(claims: Mapping[str, Any], name: str, expected: str, code: str) -> None:
    found = claims.get(name)
    if isinstance(found, str) and hmac.compare_digest(found.encode(), expected.encode()):
        return
    message = f"the key binding JWT has {name} {excerpt(found)}, expected {excerpt(expected)}"
    raise ProofInvalid(message, code=code, pointer=f"/{name}")


def _check_times(
    claims: Mapping[str, Any], moment: datetime, max_age: timedelta, skew: timedelta
) -> None:
    """Check `iat`, which is required, and `exp` and `nbf` where they are (step 5.5 and 5.8)."""
    made = moment_of_numeric_date(claims.get("iat"))
    if made is None or made > moment + skew or moment - made > max_age + skew:
        message = f"the key binding JWT was not made just now: iat is {excerpt(claims.get('iat'))}"
        raise ProofInvalid(message, code="key-binding-time", pointer="/iat")
    for name in ("nbf", "exp"):
        if name not in claims:
            continue
        limit = moment_of_numeric_date(claims[name])
        outside = limit is None or (
            limit > moment + skew if name == "nbf" else limit <= moment - skew
        )
        if outside:
            message = f"the key binding JWT does not hold now: {name} is {excerpt(claims[name])}"
            raise ProofInvalid(message, code="key-binding-time", pointer=f"/{name}")
