"""The fetcher that does not reach the network."""

from __future__ import annotations

from collections.abc import Sequence

from microcred.errors import ResolutionFailed, excerpt
from microcred.fetch.interface import Fetched
from microcred.limits import MAX_DOCUMENT_BYTES


class OfflineFetcher:
    """Refuses every request with code `offline`."""

    def fetch(
        self,
        url: str,
        *,
        accept: Sequence[str],  # noqa: ARG002  # the interface has it
        max_bytes: int = MAX_DOCUMENT_BYTES,  # noqa: ARG002
    ) -> Fetched:
        """Refuse.

        Raises:
            ResolutionFailed: always, code `offline`.
        """
        message = f"{excerpt(url, 200)} was not asked for: the network is not used"
        raise ResolutionFailed(message, code="offline")
