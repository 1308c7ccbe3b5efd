"""Where an issuer's assertions may be hosted ("VerificationObject", "HostedBadge Verification").

What the issuer's profile allows is compared origin by origin: a prefix never reaches beyond the
host that it names. Paths are compared as servers understand them, so that no other spelling of a
path is another place: `%61` is `a` (RFC 3986, "Syntax-Based Normalization"), and where servers
differ, as about `..` and an encoded slash, the URL is in no prefix's scope.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from microcred.limits import MAX_URL_CHARACTERS
from microcred.open_badges_2.documents import Profile, Verification, is_web_url

_PORTS: Final = {"https": 443, "http": 80}
_DOT_SEGMENT: Final = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#;]|\Z)", re.IGNORECASE)
_AMBIGUOUS: Final = re.compile(r"[\\\x00-\x20\x7f]|%(?:2f|5c|25|[01][0-9a-f]|7f)", re.IGNORECASE)
"""What some servers take for a separator, or decode twice."""
_ESCAPE: Final = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_UNRESERVED: Final = re.compile(rb"[A-Za-z0-9._~-]")
_RESERVED: Final = "!#$%&'()*+,/:;=?@[]~"

Origin = tuple[str, int | None]
"""Host and port; None is the usual port of the URL's scheme."""


def allows_assertion(profile: Profile, url: str) -> bool:
    """Tell whether an assertion of this issuer may have `url` as its id.

    With `startsWith` and `allowedOrigins` in the profile both must be met; without either, the
    assertion must be on the profile's own origin.
    """
    verification = profile.verification or Verification({})
    prefixes, hosts = verification.starts_with, verification.allowed_origins
    if not prefixes and not hosts:
        return _same_origin(profile, url)
    return (not prefixes or any(_starts_with(url, prefix) for prefix in prefixes)) and (
        not hosts or any(_on_host(url, host) for host in hosts)
    )


def allows_badge_class(profile: Profile, url: str) -> bool:
    """Tell whether a badge class of this issuer may have `url` as its id.

    What the profile says of assertions need not cover badge classes, so its own origin always
    does.
    """
    return _same_origin(profile, url) or allows_assertion(profile, url)


def origin_of(url: str | None) -> Origin | None:
    """Return the origin of a web URL; None for anything else.

    `http` and `https` count as one: sites that moved kept the ids of their badges. Whether plain
    HTTP is asked at all is the fetcher's decision.
    """
    parts = _split(url)
    if parts is None:
        return None
    try:
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").removesuffix(".")
    return (host, None if port == _PORTS[parts.scheme] else port)


def _split(url: str | None) -> SplitResult | None:
    if url is None or not is_web_url(url) or len(url) > MAX_URL_CHARACTERS or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.hostname else None


def _same_origin(profile: Profile, url: str) -> bool:
    origin = origin_of(url)
    return origin is not None and origin == origin_of(profile.id)


def _starts_with(url: str, prefix: str) -> bool:
    origin = origin_of(url)
    if origin is None or origin != origin_of(prefix):
        return False
    target, start = _target_of(url), _target_of(prefix)
    return target is not None and start is not None and target.startswith(start)


def _target_of(url: str) -> str | None:
    """Return what follows the authority in one spelling; None if servers may read it otherwise."""
    parts = _split(url)
    if parts is None or _AMBIGUOUS.search(parts.path) or _DOT_SEGMENT.search(parts.path):
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return _spell(f"{parts.path or '/'}{query}{fragment}")


def _spell(text: str) -> str:
    """Undo the escapes of unreserved characters, escape what is not ASCII, and all in capitals."""

    def undo(match: re.Match[str]) -> str:
        byte = unquote_to_bytes(match[0])
        return byte.decode() if _UNRESERVED.match(byte) else match[0].upper()

    return _ESCAPE.sub(undo, quote(text, safe=_RESERVED))


def _on_host(url: str, allowed: str) -> bool:
    """Compare with a host name as the specification has it, or with an origin as many write."""
    origin = origin_of(url)
    if origin is None:
        return False
    if "://" in allowed:
        return origin == origin_of(allowed)
    host, _, port = allowed.lower().partition(":")
    return origin[0] == host.removesuffix(".") and (not port or port == str(_port_of(url)))


def _port_of(url: str) -> int | None:
    parts = _split(url)
    return (parts.port or _PORTS[parts.scheme]) if parts is not None else None
