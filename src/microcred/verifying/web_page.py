"""Web pages, where a badge was expected: recognized, and where they say that the badge is.

Only what tells a page from a badge and leads from one to the other is read, by searching the text
once: the parsers of HTML that are at hand take the square of a page's length, if it wants them to.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from microcred.carriers import CARRIERS
from microcred.limits import MAX_PAGE_BYTES, MAX_PAGE_LINKS, MAX_URL_CHARACTERS

BADGE_LINK_TYPES: Final = (
    "application/vc",
    "application/vc+ld+json",
    "application/ld+json",
    "application/vc+jwt",
    "application/vc+sd-jwt",
    "application/dc+sd-jwt",
    "application/jwt",
    "application/json",
    *(carrier.media_type for carrier in CARRIERS.values()),
)
"""Media types of badges; of two links a page is believed that says more exactly what it has."""

WEB_PAGE: Final = "web-page"
"""The code of a page that came instead of a badge."""

_START: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE)
_PROLOG: Final = re.compile(r"<!--.*?-->|<\?.*?\?>|\s+", re.DOTALL)
_PROLOG_BYTES: Final = 4096
_TAG_CHARACTERS: Final = 2 * MAX_URL_CHARACTERS
_TAG: Final = re.compile(r"<(link|base)\s((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"\b([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE
)
_UNREAD: Final = ((b"<!--", b"-->"), (b"<script", b"</script"), (b"<style", b"</style"))
"""What begins and ends parts of a page in which a link is only text."""


def is_web_page(data: bytes) -> bool:
    """Tell whether `data` begins as HTML does, in any encoding that has ASCII in it."""
    start = data[:_PROLOG_BYTES].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    text = start.decode("latin-1")
    position = 0
    while prolog := _PROLOG.match(text, position):
        position = prolog.end()
    return _START.match(text, position) is not None


def find_badge_link(page: bytes, url: str = "") -> str | None:
    """Find the `<link rel="alternate">` of a page that leads to its badge.

    Args:
        page: HTML; no more than `MAX_PAGE_BYTES` of it is read.
        url: where the page came from, against which its links are read.

    Returns:
        The link, absolute where `url` is; None where there is none to a type of badge.
    """
    base, found = url, dict[str, str]()
    for name, attributes in _tags(_without_unread(page[:MAX_PAGE_BYTES])):
        href = attributes.get("href", "").strip()
        if name == "base" and href and base == url:
            base = _joined(url, href)
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if href and "alternate" in attributes.get("rel", "").lower().split():
            found.setdefault(kind, href)
    best = next((found[kind] for kind in BADGE_LINK_TYPES if kind in found), None)
    return None if best is None else _joined(base, best)


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # a host in brackets that is no address
        return href


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each `<link>` and `<base>` with its attributes, up to `MAX_PAGE_LINKS` of them."""
    places = re.finditer(r"<(?:link|base)\s", text, re.IGNORECASE)
    for _, place in zip(range(MAX_PAGE_LINKS), places, strict=False):
        tag = _TAG.match(text[place.start() : place.start() + _TAG_CHARACTERS])
        if tag is not None:
            attributes = {
                match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
                for match in reversed(list(_ATTRIBUTE.finditer(tag[2])))
            }
            yield tag[1].lower(), attributes


def _without_unread(page: bytes) -> str:
    for begin, end in _UNREAD:
        lower, kept, position = page.lower(), [], 0
        while (start := lower.find(begin, position)) >= 0:
            kept.append(page[position:start])
            stop = lower.find(end, start + len(begin))
            position = len(page) if stop < 0 else stop + len(end)
        page = b"".join([*kept, page[position:]])
    return page.decode("utf-8", "replace")
