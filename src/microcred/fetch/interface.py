"""What a fetcher is; tests and applications put their own in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from microcred.limits import MAX_DOCUMENT_BYTES


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave.

    Attributes:
        url: where it came from in the end, after redirects.
        content_type: media type in lower case, without parameters; empty where none was sent.
        body: the bytes, decompressed.
    """

    url: str
    content_type: str
    body: bytes


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
