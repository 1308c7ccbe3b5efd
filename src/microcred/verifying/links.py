"""Follow a link to a badge: the one place where that is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from microcred.errors import UnusableAnswer, excerpt
from microcred.fetch import Fetcher, same_origin
from microcred.limits import MAX_IMAGE_BYTES
from microcred.verifying.web_page import (
    BADGE_LINK_TYPES,
    WEB_PAGE,
    find_badge_link,
    is_web_page,
)

_BADGE_TYPES: Final = (
    *BADGE_LINK_TYPES,
    "application/*+json",
    "application/*jwt",
    "text/plain",
)
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Followed:
    """What a link led to.

    Attributes:
        data: a badge, or whatever else is there.
        url: where it came from in the end.
        page: the badge's page that led there; None where the link led to it at once.
    """

    data: bytes
    url: str
    page: str | None = None

    @property
    def remark(self) -> str:
        """Say how this was come by, where that was not by the link alone."""
        if self.page is None:
            return ""
        other = "" if same_origin(self.page, self.url) else ", which is another site"
        return f"{excerpt(self.page, 200)} is a web page; it leads to {self.url}{other}"


def follow_link(link: str, fetcher: Fetcher) -> Followed:
    """Get the badge that a link leads to: at once, or over one page about it.

    A page is asked for the badge with `<link rel="alternate" type="application/json" href="…">`;
    what it names is not asked again.

    Raises:
        ResolutionFailed: it could not be had; code `web-page` for a page without a badge.
    """
    answer = fetcher.fetch(link, accept=_BADGE_TYPES + _PAGE_TYPES, max_bytes=MAX_IMAGE_BYTES)
    if not is_web_page(answer.body):
        return Followed(answer.body, answer.url)
    badge = find_badge_link(answer.body, answer.url)
    if badge is None or not badge.startswith("https://"):
        found = "names no file of a badge" if badge is None else f"leads to {excerpt(badge, 200)}"
        message = f"{excerpt(answer.url, 200)} is a web page and {found}"
        raise UnusableAnswer(message, code=WEB_PAGE)
    named = fetcher.fetch(badge, accept=_BADGE_TYPES, max_bytes=MAX_IMAGE_BYTES)
    if is_web_page(named.body):
        message = f"{excerpt(badge, 200)}, where a page says that the badge is, is a web page too"
        raise UnusableAnswer(message, code=WEB_PAGE)
    return Followed(named.body, named.url, page=answer.url)
