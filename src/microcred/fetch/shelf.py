"""The fetcher that has documents in memory, in place of those on the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from microcred.fetch.interface import Fetched, Fetcher
from microcred.limits import MAX_DOCUMENT_BYTES


class ShelfFetcher:
    """Answers with documents that are at hand; asks another fetcher for the rest.

    Args:
        documents: what is at each absolute URL.
        rest: gets what is not among them, or is larger than what is asked for.
    """

    def __init__(self, documents: Mapping[str, bytes], rest: Fetcher):
        self._documents = documents
        self._rest = rest

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url`; see `Fetcher.fetch`.

        Raises:
            ResolutionFailed: see the other fetcher.
        """
        found = self._documents.get(url.partition("#")[0])
        if found is None or len(found) > max_bytes:
            return self._rest.fetch(url, accept=accept, max_bytes=max_bytes)
        plain = (media_type for media_type in accept if "*" not in media_type)
        return Fetched(url, next(plain, "application/json"), found)
