"""JSON Web Signatures in compact form (RFC 7515), with the header rules that keep them safe.

The algorithm must be one of `keys.JOSE_ALGORITHMS` and go with the key (RFC 8725, section 3.1).
What proves nothing about the signer, `none` and the HMAC family, is refused when the token is read
(section 3.2); another algorithm is sound, as far as is known here, and not implemented. PyJWT
writes tokens; why it does not read them too is in decision 0003.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import PydanticSerializationError, to_json

from microcred.canonical import canonicalize_jcs
from microcred.encoding import decode_base64url
from microcred.errors import InvalidToken, MalformedInput, ProofInvalid, UnusableKey, excerpt
from microcred.keys import JOSE_ALGORITHMS, PRIVATE_MEMBERS, PublicKey, SigningKey
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_JOSE_HEADER_BYTES
from microcred.strict_json import parse_json_object

_PROVES_NOTHING: Final = re.compile(r"none|hs\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CompactJws:
    """A parsed, not yet verified JWS.

    Attributes:
        header: the protected header; its `alg` is neither `none` nor HMAC.
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
        InvalidToken: not three base64url parts, a header that is not a JSON object, no
            algorithm or one that proves nothing, a critical extension, or a private key in `jwk`.
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
    algorithm_of(header)
    if "crit" in header:
        message = f"JWT header marks {excerpt(header['crit'])} as critical, which is not understood"
        raise InvalidToken(message, code="critical-header", pointer="/crit")
    jwk = header.get("jwk")
    if jwk is not None and (not isinstance(jwk, dict) or jwk.keys() & set(PRIVATE_MEMBERS)):
        message = "JWT header has a jwk that is not a public key; a private key may have leaked"
        raise InvalidToken(message, code="private-jwk", pointer="/jwk")
    if "kid" in header and not isinstance(header["kid"], str):
        raise InvalidToken("JWT header has a kid that is not a string", pointer="/kid")


def algorithm_of(header: Mapping[str, Any]) -> str:
    """Return the algorithm that a JOSE header names, implemented here or not.

    Raises:
        InvalidToken: code `algorithm-refused`; none, or one that proves nothing about a signer.
    """
    algorithm = header.get("alg")
    if isinstance(algorithm, str) and algorithm and not _PROVES_NOTHING.fullmatch(algorithm):
        return algorithm
    message = f"JWT algorithm {excerpt(algorithm)} is refused: it proves nothing about a signer"
    raise InvalidToken(message, code="algorithm-refused", pointer="/alg")


def sign_jws(header: Mapping[str, Any], payload: Mapping[str, Any], key: SigningKey) -> str:
    """Sign `payload`; `alg` is the usual one of the key, where `header` does not state it.

    Raises:
        UnusableKey: code `wrong-algorithm`; the key does not sign so.
        CanonicalizationFailed: code `lone-surrogate`; a text that is no Unicode.
    """
    from microcred.proofs.pyjwt import write_token  # noqa: PLC0415 - costs 40 ms

    takes = key.public_key.jose_algorithms
    header = {"alg": takes[0], **header}
    if header["alg"] not in takes:
        message = f"a {key.algorithm} key does not sign with {excerpt(header['alg'])}"
        raise UnusableKey(message, code="wrong-algorithm")
    try:
        encoded = to_json(payload)
    except PydanticSerializationError:
        canonicalize_jcs(dict(payload))  # says where the lone surrogate is
        raise
    return write_token(header, encoded, key)


def verify_jws(jws: CompactJws, key: PublicKey) -> None:
    """Verify the signature.

    Raises:
        ProofInvalid: see `verify_signed`.
    """
    verify_signed(jws.header["alg"], jws.signing_input, jws.signature, key)


def check_implemented(algorithm: str) -> None:
    """Tell an algorithm that is not implemented apart before anything is looked up for it.

    Raises:
        ProofInvalid: code `unsupported-algorithm`, one of `errors.NOT_IMPLEMENTED`.
    """
    if algorithm not in JOSE_ALGORITHMS:
        message = f"a signature with {excerpt(algorithm)}, which is not implemented here"
        raise ProofInvalid(message, code="unsupported-algorithm")


def verify_signed(algorithm: str, signed: bytes, signature: bytes, key: PublicKey) -> None:
    """Verify a signature that a JOSE header names the algorithm of.

    Raises:
        ProofInvalid: the algorithm is not implemented (`unsupported-algorithm`) or not the key's
            (`key-type-mismatch`), or the signature is wrong (`bad-signature`).
    """
    check_implemented(algorithm)
    key.verify(signature, signed, algorithm)
