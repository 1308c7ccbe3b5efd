"""What a fetcher is; tests and applications put their own in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from microcred.errors import ResolutionFailed
from microcred.limits import MAX_DOCUMENT_BYTES

SAYS_NO: Final = frozenset({"not-found", "gone"})
"""Codes of `ResolutionFailed` where the server was asked and has nothing there.

Every other code means that it could not be asked, or gave no answer that can be relied on: a
login page and a captive portal answer too.
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave.

    Attributes:
        url: where it came from in the end, after redirects.
        content_type: media type in lower case, without parameters; empty where none was sent.
        body: the bytes, decompressed.
        age_seconds: how long ago it came, where it was remembered.
    """

    url: str
    content_type: str
    body: bytes
    age_seconds: float = 0.0


class Fetcher(Protocol):
    """Gets what a URL stands for."""

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url`.

        Args:
            url: absolute; a fragment is not sent.
            accept: media types, the wanted first; `application/*+json` stands for a family.
            max_bytes: the longest body accepted, decompressed.

        Raises:
            ResolutionFailed: nothing came that can be used; the code says why.
        """
        ...


@runtime_checkable
class TimedFetcher(Protocol):
    """A fetcher that can be told how long it may take."""

    def fetch_within(
        self, seconds: float, url: str, *, accept: Sequence[str], max_bytes: int
    ) -> Fetched:
        """Get `url` as `Fetcher.fetch` does, within `seconds`."""
        ...


@runtime_checkable
class ForgetfulFetcher(Protocol):
    """A fetcher that remembers, and can be told not to."""

    def forget(self, url: str) -> None:
        """Ask anew for `url` the next time."""
        ...


def says_no(error: ResolutionFailed) -> bool:
    """Tell "the server says no" from "could not ask"."""
    return error.code in SAYS_NO


def accepts(accept: Sequence[str], content_type: str) -> bool:
    """Tell whether a media type is one of `accept`, where `*` stands for a part of a name."""
    for wanted in accept:
        head, star, tail = wanted.lower().partition("*")
        if not star and content_type == head:
            return True
        if star and content_type.startswith(head) and content_type.endswith(tail):
            return True
    return False
