"""Where an issuer's assertions may be hosted ("VerificationObject", "HostedBadge Verification").

What the issuer's profile allows is compared origin by origin: a prefix never reaches beyond the
host that it names, and an identifier with dot segments is in no prefix's scope.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from microcred.limits import MAX_URL_CHARACTERS
from microcred.open_badges_2.documents import Profile, Verification, is_web_url

_PORTS: Final = {"https": 443, "http": 80}
_DOT_SEGMENT: Final = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#]|\Z)", re.IGNORECASE)

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
    """Give the origin of a web URL; None for anything else.

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
    return (parts.hostname or "", None if port == _PORTS[parts.scheme] else port)


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
    if origin is None or origin != origin_of(prefix) or _DOT_SEGMENT.search(url):
        return False
    return url.startswith(prefix)


def _on_host(url: str, allowed: str) -> bool:
    """Compare with a host name as the specification has it, or with an origin as many write."""
    origin = origin_of(url)
    if origin is None:
        return False
    if "://" in allowed:
        return origin == origin_of(allowed)
    host, _, port = allowed.lower().partition(":")
    return origin[0] == host and (not port or port == str(_port_of(url)))


def _port_of(url: str) -> int | None:
    parts = _split(url)
    return (parts.port or _PORTS[parts.scheme]) if parts is not None else None
