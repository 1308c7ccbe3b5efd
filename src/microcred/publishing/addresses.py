"""Where things stand on a site: from ids, which anybody may have chosen, to folders and URLs.

An id always gives the same folder, two ids never share one, and none leads out of the site.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final
from urllib.parse import unquote, urlsplit

BADGES: Final = "badges"
ACHIEVEMENTS: Final = "achievements"
ENDORSEMENTS: Final = "endorsements"
ELSEWHERE: Final = "elsewhere"
"""Holds what belongs to other addresses than the site's."""

PAGE: Final = "index.html"

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_HASHED: Final = re.compile(r"(?:.*-)?[a-z2-7]{20}\Z")
_OWN_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_~@.+%:-]{1,200}\Z")
_MAX_SEGMENTS: Final = 4
_RESERVED: Final = frozenset(
    {BADGES, ENDORSEMENTS, ELSEWHERE, "catalogue", "check", "evidence", "status"}
)
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
"""What Windows has instead of a file of that name."""

_SLUG_CHARACTERS: Final = 40
_HASH_BYTES: Final = 13  # the first 100 bits of them are kept: 20 characters in base 32


def badge_folder(badge_id: str) -> str:
    """Return the folder of a badge, relative to the site: `badges/NAME`."""
    return f"{BADGES}/{_name_of(badge_id)}"


def endorsement_file(endorsement_id: str) -> str:
    """Return the file of an endorsement, relative to the site: `endorsements/NAME.json`."""
    return f"{ENDORSEMENTS}/{_name_of(endorsement_id)}.json"


def achievement_folder(achievement_id: str, site_url: str | None) -> str:
    """Return the folder of an achievement, relative to the site: `achievements/NAME`.

    An id that is an address on the site, `{site}/listening` or `{site}/achievements/listening`, is
    taken as it is: whoever looks it up finds the page. That is so where it can be the place of
    nothing else, in small letters, digits and hyphens.
    """
    site = normal_url(site_url) if site_url else None
    path = achievement_id.removeprefix(site) if site else achievement_id
    if path != achievement_id and _is_own(path.split("/")):
        return path
    return f"{ACHIEVEMENTS}/{_name_of(achievement_id)}"


def _is_own(segments: list[str]) -> bool:
    """Say whether a path below the site can only be the one of the id that has it."""
    if len(segments) > _MAX_SEGMENTS or not all(map(_OWN_NAME.match, segments)):
        return False
    if any(map(_DEVICE.match, segments)):
        return False
    if segments[0] != ACHIEVEMENTS:
        return segments[0] not in _RESERVED
    name = segments[-1]
    return len(segments) == 2 and not _UUID.match(name) and not _HASHED.match(name)


def badge_page_url(site_url: str, badge_id: str) -> str:
    """Return the address of a public badge's page."""
    return f"{normal_url(site_url)}{badge_folder(badge_id)}/"


def achievement_page_url(site_url: str, achievement_id: str) -> str:
    """Return the address of an achievement's page."""
    return f"{normal_url(site_url)}{achievement_folder(achievement_id, site_url)}/"


def normal_url(site_url: str) -> str:
    """Return a site's address with the slash at the end that relative links need."""
    return site_url if site_url.endswith("/") else f"{site_url}/"


def path_of(url: str, site_url: str | None) -> str:
    """Return the file for an address, relative to the site.

    What is not below the site's own address gets a place in `elsewhere/`, by host and path.
    """
    site = normal_url(site_url) if site_url else None
    if site and url.startswith(site):
        path = url.removeprefix(site)
        if _is_plain(path):
            return unquote(path)
    parts = urlsplit(url)
    host = parts.netloc.replace(":", "_")
    path = parts.path.lstrip("/")
    if _is_plain(f"{host}/{path}"):
        return f"{ELSEWHERE}/{host}/{unquote(path)}"
    return f"{ELSEWHERE}/{_name_of(url)}"


def _is_plain(path: str) -> bool:
    """Say whether a path of a URL is one of a file as it stands."""
    segments = path.split("/")
    decoded = [unquote(segment) for segment in segments]
    return all(map(_SEGMENT.match, segments)) and not any(
        segment in (".", "..") or "/" in segment or not _SEGMENT.match(segment)
        for segment in decoded
    )


def _name_of(identifier: str) -> str:
    """Return a UUID as it stands; else what can be read of the id, and a hash of the whole."""
    uuid = identifier.removeprefix("urn:uuid:")
    if uuid != identifier and _UUID.match(uuid):
        return uuid
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).digest()
    hashed = base64.b32encode(digest[:_HASH_BYTES]).decode().lower()[:20]
    last = re.split(r"[/:#?]", identifier.rstrip("/"))[-1].lower()
    slug = re.sub(r"[^a-z0-9]+", "-", last)[:_SLUG_CHARACTERS].strip("-")
    return f"{slug}-{hashed}" if slug else hashed
