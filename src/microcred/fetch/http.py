"""The guarded fetcher: everything that microcred gets from the network comes through here.

HTTPS only; every hop of a redirect is judged like the first; connections go only to public
addresses and only to the address that was judged; one deadline for everything; bodies bounded
before and after decompression; content types checked; no cookies, no credentials, no proxies
from the environment.

httpx and TLS are loaded when something is first asked for: they cost more to import than checking
a badge that needs no network.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from microcred.budget import Deadline
from microcred.errors import ConfigurationError, ResolutionFailed, excerpt
from microcred.fetch.answers import check_content
from microcred.fetch.cache import ResponseCache
from microcred.fetch.interface import Fetched
from microcred.fetch.lookup import Lookup, system_lookup
from microcred.fetch.urls import FetchUrl, parse_fetch_url, redirect_target
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_FETCH_SECONDS, MAX_REDIRECTS
from microcred.log import tell

if TYPE_CHECKING:
    import httpx


class HttpFetcher:
    """Fetches over HTTPS, guarded. Safe between threads.

    Args:
        client: sends the requests in place of the guarded client: through a proxy, say. Which
            addresses it connects to and whom its TLS trusts is then its own matter; all else is
            judged here as ever, and none of its cookies, headers and credentials are sent.
        ca_bundle: a PEM file of certificate authorities to trust in place of the system's.
        allow_loopback: also connect to this machine, and there over plain HTTP too; for tests.
        max_seconds: one fetch, from the look-up to the last byte, redirects and all.
        lookup: finds the addresses of a name.
        clock: a monotonic clock in seconds, for the lifetimes of the cache.

    Raises:
        ConfigurationError: code `invalid-ca-bundle`; a client has authorities of its own.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        ca_bundle: str | os.PathLike[str] | None = None,
        allow_loopback: bool = False,
        max_seconds: float = MAX_FETCH_SECONDS,
        lookup: Lookup = system_lookup,
        clock: Callable[[], float] = time.monotonic,
    ):
        if client is not None and ca_bundle is not None:
            message = "a client trusts its own certificate authorities, and no ca_bundle beside"
            raise ConfigurationError(message, code="invalid-ca-bundle")
        self._own_client = client
        self._ca_bundle = ca_bundle
        self._allow_loopback = allow_loopback
        self._max_seconds = max_seconds
        self._lookup = lookup
        self._cache = ResponseCache(clock)

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url`; see `Fetcher.fetch`.

        Raises:
            ResolutionFailed: the code says why; `says_no` sorts the codes.
        """
        return self.fetch_within(self._max_seconds, url, accept=accept, max_bytes=max_bytes)

    def fetch_within(
        self, seconds: float, url: str, *, accept: Sequence[str], max_bytes: int
    ) -> Fetched:
        """Get `url` in at most so many seconds, and never more than `max_seconds`.

        Raises:
            ResolutionFailed: see `fetch`.
        """
        start = parse_fetch_url(url)
        key = f"{start.text} {' '.join(accept)}"
        fetched = self._cache.get(key)
        if fetched is None:
            deadline = Deadline(min(seconds, self._max_seconds))
            fetched, lifetime = self._follow_and_tell(start, deadline, accept, max_bytes)
            self._cache.put(key, fetched, lifetime)
        check_content(fetched, accept, max_bytes)
        return fetched

    def forget(self, url: str) -> None:
        """Ask anew for `url` the next time, whatever was remembered of it."""
        self._cache.forget(f"{parse_fetch_url(url).text} ")

    def _follow_and_tell(
        self, url: FetchUrl, deadline: Deadline, accept: Sequence[str], max_bytes: int
    ) -> tuple[Fetched, float]:
        """Ask as `_follow` does; of the address the log has the host alone."""
        began = time.monotonic()
        try:
            fetched, lifetime = self._follow(url, deadline, accept, max_bytes)
        except ResolutionFailed as error:
            tell("fetching", "not-fetched", host=url.host, code=error.code)
            raise
        taken = round((time.monotonic() - began) * 1000)
        size = len(fetched.body)
        tell("fetching", "fetched", logging.DEBUG, host=url.host, bytes=size, milliseconds=taken)
        return fetched, lifetime

    def _follow(
        self, url: FetchUrl, deadline: Deadline, accept: Sequence[str], max_bytes: int
    ) -> tuple[Fetched, float]:
        """Ask, and follow redirects; every hop goes through the same checks."""
        from microcred.fetch.exchange import ask  # noqa: PLC0415 - paid when something is asked

        for _ in range(MAX_REDIRECTS + 1):
            self._check_scheme(url)
            answer = ask(self._client, url, deadline, accept, max_bytes)
            if not isinstance(answer, str):
                return answer
            url = parse_fetch_url(redirect_target(url, answer))
        message = f"more than {MAX_REDIRECTS} redirects, the last to {excerpt(url.text, 200)}"
        raise ResolutionFailed(message, code="too-many-redirects")

    def _check_scheme(self, url: FetchUrl) -> None:
        if url.scheme != "https" and not self._allow_loopback:
            message = f"{excerpt(url.text, 200)} is plain HTTP; only HTTPS is fetched"
            raise ResolutionFailed(message, code="insecure-url")

    @cached_property
    def _client(self) -> httpx.Client:
        from microcred.fetch.transport import GuardedTransport, make_client  # noqa: PLC0415

        return self._own_client or make_client(
            GuardedTransport(
                ca_bundle=self._ca_bundle,
                allow_loopback=self._allow_loopback,
                lookup=self._lookup,
            )
        )
