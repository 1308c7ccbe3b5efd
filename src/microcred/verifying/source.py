"""Find the credential in whatever was handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

from microcred.arguments import kind_of
from microcred.carriers import (
    CARRIERS,
    carriers_in_words,
    claimed_carrier,
    detect_carrier,
    unbake,
)
from microcred.document import is_presentation
from microcred.errors import (
    ConfigurationError,
    InvalidJson,
    InvalidToken,
    LimitExceeded,
    MalformedInput,
    NoCredential,
    ProofInvalid,
    excerpt,
)
from microcred.files import read_start
from microcred.json_pointer import split_pointer
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
from microcred.strict_json import BYTE_ORDER_MARK, copy_json, parse_json, parse_json_object
from microcred.verifying.envelope import is_envelope, token_in
from microcred.verifying.other_documents import NOT_A_BADGE
from microcred.verifying.web_page import WEB_PAGE, find_badge_link, is_web_page
from microcred.verifying.wrapping import find_wrapped

_FILE_NAME: Final = re.compile(
    r"[^\n{}<>\[\]\"]{1,4096}\."
    rf"(?:jsonld|json|jwt|txt|{'|'.join(CARRIERS)}|pdf|html?|jpe?g|gif|webp)",
    re.IGNORECASE,
)
_NO_FORM: Final = f"neither JSON, a JWT nor an SD-JWT, and no {carriers_in_words()}"
_LINK: Final = re.compile(r"https?://\S+", re.IGNORECASE)


ADVICE: Final[Mapping[str, str]] = {
    WEB_PAGE: f"Look on the page for the badge's own file (JSON, JWT, {carriers_in_words()}), or "
    "follow the page's address to it.",
    NOT_A_BADGE: "Ask the holder for the badge itself: a file, a picture or a link.",
    "is-a-link": "Hand in what is there: follow_link gets it.",
    "is-a-file-name": "Hand in pathlib.Path(name), or what is in the file.",
    "not-a-source": "Hand in one of these; a credential made here is signed first.",
    "several-badges": "Hand in each badge by itself.",
}
"""What to do about what is no badge, where something better is known than to ask for one."""


@runtime_checkable
class HasText(Protocol):
    """Something that carries a credential as text, such as a `SignedBadge`."""

    @property
    def text(self) -> str:
        """Return the JSON or the compact JWT."""
        ...


CREDENTIAL_MEDIA_TYPES: Final = (
    "application/vc",
    "application/vc+jwt",
    "application/jwt",
    "application/json",
    "application/*+json",
    "text/plain",
)
"""What a server may call a credential that it publishes."""

Badge = str | bytes | bytearray | memoryview | Path | Mapping[str, Any] | HasText
"""What can be verified: JSON or JWT text, the bytes of a carrier, a file, parsed JSON."""


@dataclass(frozen=True, slots=True)
class Source:
    """A credential or presentation as found.

    Attributes:
        kind: `json`, `jwt`, `sd-jwt` or the name of a carrier: the outermost form.
        document: the credential; for a JWT, what its payload carries and discloses.
        jws: the JWT, parsed but not verified.
        payload: the JWT's payload.
        sd_jwt: the SD-JWT that `jws` is the issuer's part of.
        disclosed: what that says with its disclosures in their places.
        envelope: what a token was found in, signed by nobody.
        presented: an Open Badges 2.0 badge, which has checks of its own; then `document` is
            what was handed in, if anything but a URL was.
        place: where in what was handed in it was found, as a JSON pointer; mostly all of it.
    """

    kind: str
    document: dict[str, Any]
    jws: CompactJws | None = None
    payload: Mapping[str, Any] | None = None
    sd_jwt: SdJwt | None = None
    disclosed: ProcessedSdJwt | None = None
    envelope: Mapping[str, Any] | None = None
    presented: Presented | None = None
    place: str = ""

    @property
    def found(self) -> str:
        """Say what was found, and where in what was handed in if that is not all of it."""
        is_shown = is_presentation(self.document)
        inside = ""
        if self.place:
            member = split_pointer(self.place)[0]
            holder = "an array" if member.isdecimal() else f"member {excerpt(member)}"
            inside = f"; the {'presentation' if is_shown else 'badge'} is inside {holder}"
        return f"a {'presentation' if is_shown else 'credential'} was found ({self.kind}){inside}"


def read_source(badge: Badge) -> Source:
    """Find the credential.

    Raises:
        MalformedInput: or one of its kinds, when there is none or it cannot be read.
    """
    if isinstance(badge, Mapping):
        return _read_json(copy_json(badge))
    if isinstance(badge, Path):
        badge = _read_file(badge)
    if isinstance(badge, bytes | bytearray | memoryview):
        return _read_bytes(badge)
    if not isinstance(badge, str) and isinstance(badge, HasText):  # asking a protocol is slow
        badge = badge.text
    if not isinstance(badge, str):
        message = (
            f"a badge is handed in as JSON or JWT text, as bytes, as a pathlib.Path or as parsed "
            f"JSON, not as {kind_of(badge)}"
        )
        raise MalformedInput(message, code="not-a-source")
    return _read_text(badge)


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
        return read_start(path, MAX_IMAGE_BYTES + 1)  # one more, and it is refused as too large
    except ConfigurationError as error:
        raise MalformedInput(error.message, code=error.code) from error


def _read_bytes(badge: bytes | bytearray | memoryview) -> Source:
    size = badge.nbytes if isinstance(badge, memoryview) else len(badge)
    if size > MAX_IMAGE_BYTES:
        raise LimitExceeded(f"{size} bytes, at most {MAX_IMAGE_BYTES} are read")
    data = bytes(badge)
    carrier = detect_carrier(data)
    if carrier is not None:
        return _read_carrier(data, carrier.name)
    if is_web_page(data):
        raise _web_page(data)
    return _read_text(_decode(data))


def _web_page(data: bytes) -> NoCredential:
    link = find_badge_link(data)
    where = f"; it says that the badge is at {excerpt(link, 300)}" if link else ""
    return NoCredential(f"this is a web page and not a badge{where}", code=WEB_PAGE)


def _read_carrier(data: bytes, kind: str) -> Source:
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
        raise NoCredential(_NO_FORM, code="unknown-format") from error


def _read_text(text: str) -> Source:
    text = text.removeprefix(BYTE_ORDER_MARK).strip(" \t\r\n")
    if _FILE_NAME.fullmatch(text) and not _LINK.fullmatch(text):
        message = f"{excerpt(text)} looks like the name of a file; a file is handed in as a Path"
        raise NoCredential(message, code="is-a-file-name")
    if text.startswith(("{", "[", '"')):
        return _read_json(parse_json(text))
    if text.startswith("<"):
        data = text.encode("utf-8", "surrogatepass")
        if is_web_page(data):
            raise _web_page(data)
        return _read_carrier(data, claimed_carrier(data).name)
    if text.startswith(("eyJ", "ew")):
        return _read_token(text)
    raise _no_badge(text)


def _no_badge(text: str) -> NoCredential:
    """Make the error of a text that has no form of a badge; whatever else it is, is said."""
    if not text:
        return NoCredential("nothing in it", code="empty")
    if _LINK.fullmatch(text):
        message = f"this is a link and not a badge: {excerpt(text, 300)}"
        return NoCredential(message, code="is-a-link")
    try:
        parse_json_object(text)  # a number, say
    except InvalidJson as error:
        if error.code != "invalid-json":
            raise
        # where a letter stops being JSON helps nobody
        return NoCredential(_NO_FORM, code=error.code)
    return NoCredential(_NO_FORM, code="unknown-format")


def _read_json(value: Any) -> Source:
    """Read a credential, or what an interface of programs has put one badge into, one level."""
    wrapped = find_wrapped(value)
    if wrapped is None:
        if not isinstance(value, dict):
            raise InvalidJson("expected a JSON object", code="not-an-object")
        return _read_object(value)
    place, badge = wrapped
    found = _read_token(badge) if isinstance(badge, str) else _read_object(badge)
    return replace(found, place=place)


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
