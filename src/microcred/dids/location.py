"""Where did:web and did:webvh keep their documents: from the identifier to an HTTPS URL.

Sources: did:web Method Specification, "Read (Resolve)"; did:webvh 1.0, "The DID to HTTPS
Transformation". Both decode percent-encoding once and judge what comes out.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn
from urllib.parse import quote, unquote

from microcred.errors import MalformedInput, excerpt

_DOMAIN: Final = re.compile(r"([^:]+?)(?:%3[Aa]([0-9]{1,5}))?\Z", re.ASCII)
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z", re.ASCII | re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z", re.ASCII | re.IGNORECASE)


def document_url(identifier: str, file_name: str) -> str:
    """Return the URL of a file for `host[%3Aport][:path…]`; `.well-known` where there is no path.

    Raises:
        MalformedInput: code `invalid-did`; an IP address, a wrong port or host name, or a path
            that leads somewhere else.
    """
    domain, *segments = identifier.split(":")
    match = _DOMAIN.match(domain)
    if match is None:
        _refuse(identifier, "has no domain name")
    host = _decode(match[1], identifier)
    _check_host(host, identifier)
    port = match[2]
    if port is not None and not 0 < int(port) < 65536:
        _refuse(identifier, "has a port that does not exist")
    path = "/".join(_segment(segment, identifier) for segment in segments) or ".well-known"
    origin = f"{host.lower()}:{int(port)}" if port else host.lower()
    return f"https://{origin}/{path}/{file_name}"


def _check_host(host: str, identifier: str) -> None:
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.match(label) for label in labels):
        _refuse(identifier, "has no valid domain name; write international names as xn--…")
    if _NUMBER.match(labels[-1]):
        _refuse(identifier, "has an IP address where a domain name belongs")


def _segment(segment: str, identifier: str) -> str:
    decoded = _decode(segment, identifier)
    if decoded in ("", ".", "..") or decoded != decoded.strip():
        _refuse(identifier, "has a path segment that is empty or leads elsewhere")
    if any(character in "/\\" or ord(character) < 32 for character in decoded):
        _refuse(identifier, "has a path segment with a separator or control character")
    return quote(decoded, safe="")


def _decode(text: str, identifier: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        _refuse(identifier, "has percent-encoding that is not UTF-8")


def _refuse(identifier: str, reason: str) -> NoReturn:
    message = f"the DID identifier {excerpt(identifier, 200)} {reason}"
    raise MalformedInput(message, code="invalid-did")
