"""Remember each question to the network and its answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched, Fetcher
from microcred.limits import MAX_DOCUMENT_BYTES


class TracingFetcher:
    """Passes everything on and notes it in `trace`, the body as its SHA-256 only."""

    def __init__(self, fetcher: Fetcher, trace: list[Mapping[str, Any]]):
        self._fetcher = fetcher
        self._trace = trace

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url`; see `Fetcher.fetch`."""
        try:
            fetched = self._fetcher.fetch(url, accept=accept, max_bytes=max_bytes)
        except ResolutionFailed as error:
            self._trace.append(
                {"step": "fetch", "url": url, "code": error.code, "message": error.message}
            )
            raise
        self._trace.append(
            {
                "step": "fetch",
                "url": url,
                "from": fetched.url,
                "content_type": fetched.content_type,
                "bytes": len(fetched.body),
                "sha256": hashlib.sha256(fetched.body).hexdigest(),
            }
        )
        return fetched
