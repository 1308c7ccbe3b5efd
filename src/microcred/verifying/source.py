"""Find the credential in whatever was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from microcred.baking import detect_image, unbake
from microcred.document import is_presentation
from microcred.errors import (
    InvalidJson,
    InvalidToken,
    LimitExceeded,
    MalformedInput,
    NoCredential,
    ProofInvalid,
    excerpt,
)
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES
from microcred.open_badges_2 import Presented, recognize_version
from microcred.proofs import (
    CompactJws,
    credential_from_claims,
    parse_jws,
    presentation_from_claims,
    verify_jws,
)
from microcred.proofs.sd_jwt import (
    ProcessedSdJwt,
    SdJwt,
    credential_from_sd_jwt,
    parse_sd_jwt,
    process_disclosures,
)
from microcred.strict_json import BYTE_ORDER_MARK, copy_json, parse_json_object
from microcred.verifying.envelope import is_envelope, token_in


@runtime_checkable
class HasText(Protocol):
    """Something that carries a credential as text, such as a `SignedBadge`."""

    @property
    def text(self) -> str:
        """Give the JSON or the compact JWT."""
        ...


Badge = str | bytes | Path | Mapping[str, Any] | HasText
"""What can be verified: JSON or JWT text, PNG or SVG bytes, a file, parsed JSON."""


@dataclass(frozen=True, slots=True)
class Source:
    """A credential or presentation as found.

    Attributes:
        kind: `json`, `jwt`, `sd-jwt`, `png` or `svg`: the outermost form.
        document: the credential; for a JWT, what its payload carries and discloses.
        jws: the JWT, parsed but not verified.
        payload: the JWT's payload.
        sd_jwt: the SD-JWT that `jws` is the issuer's part of.
        disclosed: what that says with its disclosures in their places.
        envelope: what a token was found in, signed by nobody.
        presented: an Open Badges 2.0 badge, which has checks of its own; then `document` is
            what was handed in, if anything but a URL was.
    """

    kind: str
    document: dict[str, Any]
    jws: CompactJws | None = None
    payload: Mapping[str, Any] | None = None
    sd_jwt: SdJwt | None = None
    disclosed: ProcessedSdJwt | None = None
    envelope: Mapping[str, Any] | None = None
    presented: Presented | None = None


def read_source(badge: Badge) -> Source:
    """Find the credential.

    Raises:
        MalformedInput: or one of its kinds, when there is none or it cannot be read.
    """
    if isinstance(badge, Mapping):
        return _read_object(copy_json(badge))
    if isinstance(badge, Path):
        badge = _read_file(badge)
    if isinstance(badge, bytes):
        image = detect_image(badge)
        if image is not None:
            return _read_image(badge, image)
        badge = _decode(badge)
    return _read_text(badge if isinstance(badge, str) else badge.text)


def read_part(item: object) -> Source:
    """Find the credential that another document carries: an object or the text of a token.

    Raises:
        MalformedInput: or one of its kinds, when there is none or it cannot be read.
    """
    if isinstance(item, dict):
        return _read_object(copy_json(item))
    if isinstance(item, str) and item.startswith(("ey", "ew")):
        return _read_token(item)
    code = "unknown-format" if isinstance(item, str) else "not-an-object"
    raise NoCredential(f"neither an object nor a JWT, found {excerpt(item)}", code=code)


def _read_file(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_IMAGE_BYTES:
            raise LimitExceeded(f"a file of {size} bytes, at most {MAX_IMAGE_BYTES} are read")
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read the file: {error.strerror}"
        raise MalformedInput(message, code="unreadable-file") from error


def _read_image(data: bytes, kind: str) -> Source:
    baked = unbake(data)
    if baked.text.lower().startswith(("https://", "http://")):
        return Source(kind, {}, presented=Presented(url=baked.text))
    return replace(_read_text(baked.text), kind=kind)


def _decode(data: bytes) -> str:
    if len(data) > MAX_DOCUMENT_BYTES:
        raise LimitExceeded(f"{len(data)} bytes, at most {MAX_DOCUMENT_BYTES} are read")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "neither JSON, a JWT, an SD-JWT, a PNG nor an SVG"
        raise NoCredential(message, code="unknown-format") from error


def _read_text(text: str) -> Source:
    text = text.removeprefix(BYTE_ORDER_MARK).strip(" \t\r\n")
    if text.startswith("{"):
        return _read_object(parse_json_object(text))
    if text.startswith("<"):
        return _read_image(text.encode("utf-8", "surrogatepass"), "svg")
    if text.startswith(("eyJ", "ew")):
        return _read_token(text)
    if not text:
        raise NoCredential("nothing in it", code="empty")
    # Not JSON of an object; the parser says best what it is instead.
    parse_json_object(text)
    raise NoCredential("neither JSON, a JWT, an SD-JWT, a PNG nor an SVG", code="unknown-format")


def _read_token(text: str) -> Source:
    if "~" in text:
        sd_jwt = parse_sd_jwt(text)
        try:
            disclosed = process_disclosures(sd_jwt)
        except ProofInvalid as error:  # what it says cannot be told, so there is nothing to check
            raise InvalidToken(error.message, code=error.code, pointer=error.pointer) from error
        is_shown = is_presentation(disclosed.payload)
        read = presentation_from_claims if is_shown else credential_from_sd_jwt
        document = read(disclosed.payload)
        return Source("sd-jwt", document, sd_jwt.jws, sd_jwt.payload, sd_jwt, disclosed)
    jws = parse_jws(text)
    try:
        payload = parse_json_object(jws.payload)
    except InvalidJson as error:
        message = f"the JWT's payload is not a JSON object: {error.message}"
        raise MalformedInput(message, code=error.code, pointer=error.pointer) from error
    if recognize_version(payload) is not None:
        signed = Presented(payload, verify_signature=partial(verify_jws, jws))
        return Source("jwt", payload, jws, payload, presented=signed)
    return Source("jwt", credential_from_claims(payload), jws, payload)


def _read_object(document: dict[str, Any]) -> Source:
    """Open an envelope (VC Data Model 2.0, "Enveloped Verifiable Credentials"), once."""
    if is_envelope(document):
        return replace(_read_token(token_in(document)), envelope=document)
    older = recognize_version(document) is not None
    return Source("json", document, presented=Presented(document) if older else None)
