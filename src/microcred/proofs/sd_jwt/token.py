"""SD-JWTs in compact form (RFC 9901, section 4), taken apart and not yet verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from microcred.budget import Allowance
from microcred.errors import InvalidToken, LimitExceeded, MalformedInput, excerpt
from microcred.limits import MAX_DISCLOSED_CONTAINERS, MAX_DISCLOSURES, MAX_DOCUMENT_BYTES
from microcred.proofs.jose import CompactJws, parse_jws
from microcred.proofs.sd_jwt.disclosure import HASH_CLAIM, HASHES, Disclosure, parse_disclosure
from microcred.strict_json import parse_json_object

_DEFAULT_HASH: Final = "sha-256"


@dataclass(frozen=True, slots=True)
class SdJwt:
    """An SD-JWT, or an SD-JWT with key binding.

    Attributes:
        jws: what the issuer signed.
        payload: its payload as it stands, digests and all.
        hash_name: the hash of the digests, one of `HASHES`.
        disclosures: in the order of the token.
        issuer_text: the issuer-signed JWT.
        key_binding: the key binding JWT, where there is one.
    """

    jws: CompactJws
    payload: Mapping[str, Any]
    hash_name: str
    disclosures: tuple[Disclosure, ...]
    issuer_text: str
    key_binding: CompactJws | None

    @property
    def without_key_binding(self) -> str:
        """Return the text that a key binding JWT binds (section 4.3.1)."""
        return join_parts(self.issuer_text, self.disclosures)


def join_parts(issuer_text: str, disclosures: Sequence[Disclosure]) -> str:
    """Put an SD-JWT together, without key binding."""
    return "~".join([issuer_text, *(disclosure.text for disclosure in disclosures), ""])


def parse_sd_jwt(text: str) -> SdJwt:
    """Take an SD-JWT apart; nothing of it is verified.

    Raises:
        InvalidToken: `invalid-token` for what is no SD-JWT, `invalid-disclosure`,
            `duplicate-disclosure`, `too-many-disclosures`, `hash-refused`, or a code of
            `parse_jws`.
        LimitExceeded: nested too deeply, or `too-many-values` in all its parts together.
    """
    if len(text) > MAX_DOCUMENT_BYTES:
        message = f"an SD-JWT of {len(text)} bytes, at most {MAX_DOCUMENT_BYTES} are read"
        raise InvalidToken(message)
    count = text.count("~") - 1
    if count < 0:
        raise InvalidToken("an SD-JWT has at least one '~', this has none")
    if count > MAX_DISCLOSURES:
        message = f"an SD-JWT with {count} disclosures, at most {MAX_DISCLOSURES} are read"
        raise InvalidToken(message, code="too-many-disclosures")
    issuer_text, *texts, key_binding = text.split("~")
    if len(set(texts)) != len(texts):
        raise InvalidToken("an SD-JWT with a disclosure twice", code="duplicate-disclosure")
    jws = parse_jws(issuer_text)
    allowance = Allowance(MAX_DISCLOSED_CONTAINERS)  # for all of it: it becomes one document
    payload = payload_of(jws, allowance)
    return SdJwt(
        jws,
        payload,
        _hash_name(payload),
        tuple(parse_disclosure(part, allowance) for part in texts),
        issuer_text,
        parse_jws(key_binding) if key_binding else None,
    )


def payload_of(jws: CompactJws, allowance: Allowance | None = None) -> dict[str, Any]:
    """Read the claims of a JWT.

    Args:
        jws: the JWT.
        allowance: how many values the payload may have, where others share them.

    Raises:
        InvalidToken: not a JSON object.
        LimitExceeded: more than a JSON document may have.
    """
    try:
        return parse_json_object(jws.payload, allowance=allowance)
    except LimitExceeded:
        raise
    except MalformedInput as error:
        raise InvalidToken(f"JWT payload: {error.message}", pointer=error.pointer) from error


def _hash_name(payload: Mapping[str, Any]) -> str:
    """Read `_sd_alg` (section 4.1.1)."""
    name = payload.get(HASH_CLAIM, _DEFAULT_HASH)
    if not isinstance(name, str) or name not in HASHES:
        allowed = ", ".join(HASHES)
        message = f"SD-JWT hash {excerpt(name)} is refused, only {allowed} are accepted"
        raise InvalidToken(message, code="hash-refused", pointer=f"/{HASH_CLAIM}")
    return name
