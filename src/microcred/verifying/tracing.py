"""Remember each question to the network and its answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched, Fetcher, ForgetfulFetcher
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_TRACE_STEPS, MAX_TRACED_BODY_BYTES


class TracingFetcher:
    """Passes everything on and notes it in `trace`.

    A text of up to `MAX_TRACED_BODY_BYTES` is noted whole the first time, anything else by its
    SHA-256.
    """

    def __init__(self, fetcher: Fetcher, trace: list[Mapping[str, Any]]):
        self._fetcher = fetcher
        self._trace = trace
        self._told: set[str] = set()

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url`; see `Fetcher.fetch`."""
        try:
            fetched = self._fetcher.fetch(url, accept=accept, max_bytes=max_bytes)
        except ResolutionFailed as error:
            self._note(url=url, code=error.code, message=error.message)
            raise
        digest = hashlib.sha256(fetched.body).hexdigest()
        self._note(
            url=url,
            **{"from": fetched.url},
            content_type=fetched.content_type,
            bytes=len(fetched.body),
            sha256=digest,
            **self._body(fetched.body, digest),
        )
        return fetched

    def forget(self, url: str) -> None:
        """Ask anew for `url` the next time."""
        if isinstance(self._fetcher, ForgetfulFetcher):
            self._fetcher.forget(url)

    def _note(self, **facts: Any) -> None:
        if len(self._trace) < MAX_TRACE_STEPS:
            self._trace.append({"step": "fetch", **facts})

    def _body(self, body: bytes, digest: str) -> dict[str, str]:
        if digest in self._told or len(body) > MAX_TRACED_BODY_BYTES:
            return {}
        self._told.add(digest)
        with suppress(UnicodeDecodeError):
            return {"body": body.decode("utf-8")}
        return {}
