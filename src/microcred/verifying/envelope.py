"""Envelopes: a token inside JSON-LD (VC Data Model 2.0, "Enveloped Verifiable Credentials").

An envelope is signed by nobody. What is in it is found by its media type, and the two must agree
on what it is: a credential or a presentation, a JWT or an SD-JWT.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from microcred.document import as_list, is_presentation, types_of
from microcred.errors import LimitExceeded, MalformedInput, excerpt
from microcred.findings import Fault
from microcred.limits import MAX_ESCAPES
from microcred.models.context_urls import CREDENTIALS_V2

_CREDENTIAL: Final = "EnvelopedVerifiableCredential"
_PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_DATA_URL: Final = re.compile(r"data:(?P<type>[^,]*),(?P<data>.*)", re.DOTALL | re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(
    r"(?:application/)?(?:(?P<content>vc|vp|dc)(?:[+-]ld(?:\+json)?)?\+)?(?P<form>jwt|sd-jwt|cose)",
    re.ASCII | re.IGNORECASE,
)
"""The media types of what is enveloped, of older drafts too; `application/jwt` tells the form."""


def is_envelope(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is an envelope of either kind."""
    return not {_CREDENTIAL, _PRESENTATION}.isdisjoint(types_of(document))


def token_in(envelope: Mapping[str, Any]) -> str:
    """Return the JWT or SD-JWT in an envelope.

    Raises:
        MalformedInput: `invalid-envelope`, there is none; `unsupported-envelope`, it is of a kind
            that is not read here.
        LimitExceeded: a `data:` URL that takes long to read.
    """
    url = envelope.get("id")
    match = _DATA_URL.fullmatch(url) if isinstance(url, str) else None
    media_type, *parameters = (
        part.strip().lower() for part in (match["type"] if match else "").split(";")
    )
    named = _MEDIA_TYPE.fullmatch(media_type) if media_type.startswith("application/") else None
    if match is None or not named:
        message = f"an envelope's id must be a data: URL with a JWT, found {excerpt(url)}"
        raise MalformedInput(message, code="invalid-envelope", pointer="/id")
    if named["form"] == "cose":
        message = "the envelope holds a credential in COSE, which is not read here"
        raise MalformedInput(message, code="unsupported-envelope", pointer="/id")
    return _decode(match, is_base64="base64" in parameters)


def _decode(url: re.Match[str], *, is_base64: bool) -> str:
    """Return the text in a `data:` URL."""
    data = url["data"]
    if data.count("%") > MAX_ESCAPES:
        message = f"a data: URL with more than {MAX_ESCAPES} percent signs"
        raise LimitExceeded(message, pointer="/id")
    text = unquote(data)
    if not is_base64:
        return text
    try:
        return b64decode(text, validate=True).decode("ascii")
    except ValueError as error:  # of either step
        message = f"an envelope's id is not base64 of a JWT: {excerpt(url[0])}"
        raise MalformedInput(message, code="invalid-envelope", pointer="/id") from error


def envelope_faults(
    envelope: Mapping[str, Any], content: Mapping[str, Any], form: str, token_type: object
) -> list[Fault]:
    """List what is wrong with an envelope around a token that could be read.

    Args:
        envelope: as received.
        content: the credential or presentation in the token.
        form: `jwt` or `sd-jwt`.
        token_type: the `typ` in the token's header.
    """
    return [
        *_check_context(envelope),
        *_check_kind(envelope, content),
        *_check_media_type(envelope, content, form, token_type),
    ]


def _check_context(envelope: Mapping[str, Any]) -> Iterator[Fault]:
    contexts = as_list(envelope.get("@context"))
    if contexts[:1] != [CREDENTIALS_V2]:
        found = excerpt(contexts[0]) if contexts else "none"
        message = f"an envelope's first context is {CREDENTIALS_V2!r}, found {found}"
        yield Fault("/@context", "wrong-context", message)


def _check_kind(envelope: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Fault]:
    expected = _PRESENTATION if is_presentation(content) else _CREDENTIAL
    if as_list(envelope.get("type")) != [expected]:
        message = f"expected {expected!r} by what is inside, found {excerpt(envelope.get('type'))}"
        yield Fault("/type", "envelope-mismatch", message)


def _check_media_type(
    envelope: Mapping[str, Any], content: Mapping[str, Any], form: str, token_type: object
) -> Iterator[Fault]:
    """Check what the `data:` URL and the token's `typ` say of the token."""
    media_type = str(envelope.get("id")).partition(":")[2].partition(",")[0].partition(";")[0]
    expected = "vp" if is_presentation(content) else "vc"
    for name in (media_type.strip(), str(token_type)):
        said = _MEDIA_TYPE.fullmatch(name)
        if said is None:
            continue  # a typ of something else, which the proof check refuses
        kind = (said["content"] or expected).lower().replace("dc", "vc")
        if kind != expected or said["form"].lower() != form:
            message = f"{excerpt(name)} is no name for the {form} that is inside"
            yield Fault("/id", "media-type-mismatch", message)
            return
