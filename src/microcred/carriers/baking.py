"""Put a credential into a picture and take it out again, whatever carrier it is.

Open Badges 3.0, section "Baked Badge": the text is the JSON of a credential with an embedded
proof, or the compact JWS of one signed as VC-JWT.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, runtime_checkable

from microcred.arguments import expect
from microcred.carriers.table import claimed_carrier
from microcred.encoding import decode_base64url
from microcred.errors import (
    InvalidImage,
    InvalidJson,
    InvalidToken,
    LimitExceeded,
    MalformedInput,
    NoCredential,
    excerpt,
)
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.strict_json import parse_json_object

Version = Literal["2.0", "3.0"]

_WHITESPACE: Final = " \t\r\n"
_COMPACT_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_HOSTED: Final = re.compile(r"https?://[^\s]+\Z", re.ASCII | re.IGNORECASE)


@runtime_checkable
class HasText(Protocol):
    """A signed badge: its JSON or compact JWS as text."""

    @property
    def text(self) -> str:
        """The text to bake."""
        ...


@dataclass(frozen=True, slots=True)
class Baked:
    """What a picture carries, unverified.

    Attributes:
        text: JSON or a compact JWS; in a 2.0 picture also the URL of a hosted assertion.
            Whitespace around it is removed. It is not parsed yet.
        version: the version of Open Badges whose keyword or element carries it.
    """

    text: str
    version: Version


def bake(credential: str | bytes | Mapping[str, Any] | HasText, image: bytes) -> bytes:
    """Put a credential into one of `CARRIERS`; every other byte of the picture is kept.

    A credential that the picture already carries is replaced. An Open Badges 2.0 assertion in it
    stays: it has a keyword and a namespace of its own, and readers of 2.0 still find it.

    Args:
        credential: JSON text, a compact JWS, a mapping, or a signed badge. Checked for its shape,
            not for its signature.
        image: the picture.

    Raises:
        InvalidImage: not a picture that can carry a badge, or a damaged one.
        InvalidJson: the credential is JSON, but not an I-JSON object.
        InvalidToken: it looks like a JWT and is none.
        NoCredential: it is neither.
        LimitExceeded: picture or credential are too large.
        WrongArgument: the picture is no bytes, or the credential none of these.
    """
    _expect_bytes(image)
    text = _credential_text(credential)
    return claimed_carrier(image).bake(text, image)


def unbake(image: bytes) -> Baked:
    """Take the credential out of one of `CARRIERS`; nothing of it is verified.

    Raises:
        InvalidImage: none of them, a damaged one, or one that carries its badge in a way that
            the specification forbids or that two programs could read differently.
        NoCredential: a sound picture without a badge.
        LimitExceeded: the picture or its text is too large.
        WrongArgument: the picture is no bytes.
    """
    _expect_bytes(image)
    text, version = claimed_carrier(image).unbake(image)
    text = text.strip(_WHITESPACE)
    if not _looks_like_credential(text, hosted=version == "2.0"):
        message = f"the picture carries {excerpt(text, 40)}, expected a JSON object or a JWT"
        raise InvalidImage(message, code="not-a-credential")
    return Baked(text, "3.0" if version == "3.0" else "2.0")


def _expect_bytes(image: object) -> None:
    kinds = (bytes, bytearray, memoryview)
    expect(image, kinds, "image", "a picture's bytes", "Path(name).read_bytes() reads them")


def _looks_like_credential(text: str, *, hosted: bool) -> bool:
    if text.startswith("{"):
        return text.endswith("}")
    return bool(_COMPACT_JWS.fullmatch(text) or (hosted and _HOSTED.match(text)))


def _credential_text(credential: str | bytes | Mapping[str, Any] | HasText) -> str:
    """Return the text to bake, once its shape is checked."""
    text = _as_text(credential).strip(_WHITESPACE)
    if text.startswith("{"):
        parse_json_object(text)
        if len(text) * 4 > MAX_DOCUMENT_BYTES:
            _check_size(len(text.encode("utf-8")))
    elif _COMPACT_JWS.fullmatch(text):
        _check_size(len(text))
        _check_token(text)
    else:
        message = f"{excerpt(text, 40)} is neither a JSON object nor a JWT in compact form"
        raise NoCredential(message, code="not-a-credential")
    return text


def _as_text(credential: str | bytes | Mapping[str, Any] | HasText) -> str:
    if isinstance(credential, str):
        return credential
    if isinstance(credential, bytes):
        _check_size(len(credential))
        try:
            return credential.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidJson("the credential is not UTF-8", code="not-utf-8") from error
    if isinstance(credential, Mapping):
        try:
            return json.dumps(dict(credential), ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidJson(f"the credential cannot be written as JSON: {error}") from error
    expect(credential, HasText, "credential", "a signed badge", "Issuer.sign(badge) makes one")
    return credential.text


def _check_size(size_bytes: int) -> None:
    if size_bytes > MAX_DOCUMENT_BYTES:
        message = f"credential of {size_bytes} bytes, at most {MAX_DOCUMENT_BYTES} are baked"
        raise LimitExceeded(message, code="credential-too-long")


def _check_token(token: str) -> None:
    header, payload, _signature = token.split(".")
    try:
        for part in (header, payload):
            parse_json_object(decode_base64url(part))
    except MalformedInput as error:
        message = f"not a JWT: its header or payload is no JSON object ({error})"
        raise InvalidToken(message, code="not-a-jwt") from error
