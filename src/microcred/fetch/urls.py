"""URLs that may be fetched: HTTPS, in one spelling, without credentials (RFC 3986)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from microcred.errors import ResolutionFailed, excerpt
from microcred.limits import MAX_URL_CHARACTERS

_URL: Final = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<authority>(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?)"
    r"(?P<target>(?:/[a-z0-9._~!$&'()*+,;=:@/%-]*)?(?:\?[a-z0-9._~!$&'()*+,;=:@/?%-]*)?)"
    r"(?:#.*)?\Z",
    re.ASCII | re.IGNORECASE,
)
_CREDENTIALS: Final = re.compile(r"[a-z]+://[^/?#]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchUrl:
    """A URL taken apart.

    Attributes:
        scheme: `https` or `http`.
        host: lower case; an IPv6 address without its brackets.
        port: 443 or 80 where the URL has none.
        authority: host and port, as the URL has them.
        target: path and query, as sent; never empty.
        text: the URL without its fragment.
    """

    scheme: str
    host: str
    port: int
    authority: str
    target: str
    text: str


def parse_fetch_url(text: str) -> FetchUrl:
    """Take apart a URL that may be fetched.

    Raises:
        ResolutionFailed: code `invalid-url` or `credentials-in-url`.
    """
    match = _URL.match(text) if len(text) <= MAX_URL_CHARACTERS else None
    if match is None:
        if _CREDENTIALS.match(text[:MAX_URL_CHARACTERS]):
            message = "a URL with a user name or password is not fetched"
            raise ResolutionFailed(message, code="credentials-in-url")
        message = f"not an http or https URL that can be fetched: {excerpt(text, 200)}"
        raise ResolutionFailed(message, code="invalid-url")
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or (443 if scheme == "https" else 80))
    if not 0 < port < 65536:
        message = f"no such port in {excerpt(text, 200)}"
        raise ResolutionFailed(message, code="invalid-url")
    target = match["target"]
    if not target.startswith("/"):
        target = "/" + target
    authority = match["authority"].lower()
    whole = f"{scheme}://{authority}{target}"
    return FetchUrl(scheme, host.strip("[]"), port, authority, target, whole)


def redirect_target(url: FetchUrl, location: str) -> str:
    """Return the absolute URL that a redirect from `url` leads to; it is not yet judged.

    Raises:
        ResolutionFailed: it leads to no URL (`invalid-redirect`).
    """
    try:
        return urljoin(url.text, location)
    except ValueError as error:
        message = f"{excerpt(url.text, 200)} redirects to {excerpt(location, 200)}"
        raise ResolutionFailed(message, code="invalid-redirect") from error
