"""JSON Web Signatures in compact form (RFC 7515), with the header rules that keep them safe.

The algorithm comes from an allow-list and must be the one that the key's own type signs with;
`none` and the HMAC family are not on it (RFC 8725, sections 3.1 and 3.2).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import to_json

from microcred.encoding import decode_base64url, encode_base64url
from microcred.errors import InvalidToken, MalformedInput, ProofInvalid, excerpt
from microcred.keys import Algorithm, PublicKey, SigningKey
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_JOSE_HEADER_BYTES
from microcred.strict_json import parse_json_object

_KEY_OF_ALGORITHM: Final[Mapping[str, Algorithm]] = {
    "EdDSA": "Ed25519",
    "ES256": "P-256",
    "ES384": "P-384",
    "RS256": "RSA",
}
_ALGORITHM_OF_KEY: Final = {key: name for name, key in _KEY_OF_ALGORITHM.items()}
_PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True)
class CompactJws:
    """A parsed, not yet verified JWS.

    Attributes:
        header: the protected header; its `alg` is on the allow-list.
        payload: raw bytes.
        signing_input: the ASCII bytes that the signature covers.
        signature: raw bytes.
    """

    header: Mapping[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes


def parse_jws(token: str) -> CompactJws:
    """Take a compact JWS apart and refuse every header that could mislead.

    Raises:
        InvalidToken: not three base64url parts, a header that is not a JSON object, an
            algorithm off the allow-list, a critical extension, or a private key in `jwk`.
        LimitExceeded: longer than `MAX_DOCUMENT_BYTES`.
    """
    if len(token) > MAX_DOCUMENT_BYTES:
        raise InvalidToken(f"a JWT of {len(token)} bytes, at most {MAX_DOCUMENT_BYTES} are read")
    parts = token.split(".")
    if len(parts) != 3:
        raise InvalidToken(f"a compact JWS has 3 parts, this has {len(parts)}")
    try:
        encoded_header, payload, signature = (decode_base64url(part) for part in parts)
        header = parse_json_object(encoded_header, max_bytes=MAX_JOSE_HEADER_BYTES)
    except MalformedInput as error:
        raise InvalidToken(f"JWT: {error.message}", pointer=error.pointer) from error
    _check_header(header)
    signing_input = token[: token.rindex(".")].encode("ascii")
    return CompactJws(header, payload, signing_input, signature)


def _check_header(header: Mapping[str, Any]) -> None:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in _KEY_OF_ALGORITHM:
        allowed = ", ".join(_KEY_OF_ALGORITHM)
        message = f"JWT algorithm {excerpt(algorithm)} is refused, only {allowed} are accepted"
        raise InvalidToken(message, code="algorithm-refused", pointer="/alg")
    if "crit" in header:
        message = f"JWT header marks {excerpt(header['crit'])} as critical, which is not understood"
        raise InvalidToken(message, code="critical-header", pointer="/crit")
    jwk = header.get("jwk")
    if jwk is not None and (not isinstance(jwk, dict) or _PRIVATE_MEMBERS & jwk.keys()):
        message = "JWT header has a jwk that is not a public key; a private key may have leaked"
        raise InvalidToken(message, code="private-jwk", pointer="/jwk")
    if "kid" in header and not isinstance(header["kid"], str):
        raise InvalidToken("JWT header has a kid that is not a string", pointer="/kid")


def sign_jws(header: Mapping[str, Any], payload: Mapping[str, Any], key: SigningKey) -> str:
    """Sign `payload`; `alg` is set from the key."""
    header = {"alg": _ALGORITHM_OF_KEY[key.algorithm], **header}
    signing_input = f"{encode_base64url(to_json(header))}.{encode_base64url(to_json(payload))}"
    signature = key.sign(signing_input.encode("ascii"))
    return f"{signing_input}.{encode_base64url(signature)}"


def verify_jws(jws: CompactJws, key: PublicKey) -> None:
    """Verify the signature.

    Raises:
        ProofInvalid: the key is of another type than the header's `alg`, or the signature is
            wrong.
    """
    name = jws.header["alg"]
    if _KEY_OF_ALGORITHM[name] != key.algorithm:
        message = f"the JWT says {name}, but the key is {key.algorithm}"
        raise ProofInvalid(message, code="key-type-mismatch")
    if not _pyjwt_algorithms()[name].verify(jws.signing_input, key.native, jws.signature):
        raise ProofInvalid("the JWT signature does not match", code="bad-signature")


@functools.cache
def _pyjwt_algorithms() -> Mapping[str, Any]:
    from jwt.algorithms import get_default_algorithms  # noqa: PLC0415 - costs 100 ms

    return get_default_algorithms()
