"""The guarded fetcher: everything that microcred gets from the network comes through here.

HTTPS only; every hop of a redirect is judged like the first; connections go only to public
addresses and only to the address that was judged; one deadline for everything; bodies bounded
before and after decompression; content types checked; no cookies, no credentials, no proxies
from the environment.
"""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import certifi
import httpcore

from microcred.budget import Deadline
from microcred.errors import (
    ConfigurationError,
    MicrocredError,
    ResolutionFailed,
    UnusableAnswer,
    excerpt,
)
from microcred.fetch.answers import describe_media_type
from microcred.fetch.body import read_body, too_large
from microcred.fetch.cache import ResponseCache, lifetime_seconds
from microcred.fetch.connection import PinnedBackend
from microcred.fetch.interface import Fetched, accepts
from microcred.fetch.lookup import Lookup, system_lookup
from microcred.fetch.urls import FetchUrl, parse_fetch_url, redirect_target
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_FETCH_SECONDS, MAX_REDIRECTS

_USER_AGENT: Final = "microcred"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_STATUS_CODES: Final = {404: "not-found", 410: "gone", 429: "server-busy"}


class HttpFetcher:
    """Fetches over HTTPS, guarded. Safe between threads.

    Args:
        ca_bundle: a PEM file of certificate authorities to trust in place of the system's.
        allow_loopback: also connect to this machine, and there over plain HTTP too; for tests.
        max_seconds: one fetch, from the look-up to the last byte, redirects and all.
        lookup: finds the addresses of a name.
        clock: a monotonic clock in seconds, for the lifetimes of the cache.
    """

    def __init__(
        self,
        *,
        ca_bundle: str | os.PathLike[str] | None = None,
        allow_loopback: bool = False,
        max_seconds: float = MAX_FETCH_SECONDS,
        lookup: Lookup = system_lookup,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._ca_bundle = ca_bundle
        self._allow_loopback = allow_loopback
        self._max_seconds = max_seconds
        self._lookup = lookup
        self._cache = ResponseCache(clock)
        self._tls: ssl.SSLContext | None = None
        self._tls_lock = threading.Lock()

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
            fetched, lifetime = self._follow(start, deadline, accept, max_bytes)
            self._cache.put(key, fetched, lifetime)
        _check_content(fetched, accept, max_bytes)
        return fetched

    def forget(self, url: str) -> None:
        """Ask anew for `url` the next time, whatever was remembered of it."""
        self._cache.forget(f"{parse_fetch_url(url).text} ")

    def _follow(
        self, url: FetchUrl, deadline: Deadline, accept: Sequence[str], max_bytes: int
    ) -> tuple[Fetched, float]:
        """Ask, and follow redirects; every hop goes through the same checks."""
        for _ in range(MAX_REDIRECTS + 1):
            self._check_scheme(url)
            answer = self._ask(url, deadline, accept, max_bytes)
            if not isinstance(answer, str):
                return answer
            url = parse_fetch_url(redirect_target(url, answer))
        message = f"more than {MAX_REDIRECTS} redirects, the last to {excerpt(url.text, 200)}"
        raise ResolutionFailed(message, code="too-many-redirects")

    def _check_scheme(self, url: FetchUrl) -> None:
        if url.scheme != "https" and not self._allow_loopback:
            message = f"{excerpt(url.text, 200)} is plain HTTP; only HTTPS is fetched"
            raise ResolutionFailed(message, code="insecure-url")

    def _ask(
        self, url: FetchUrl, deadline: Deadline, accept: Sequence[str], max_bytes: int
    ) -> tuple[Fetched, float] | str:
        """Send one request; give the answer with its lifetime, or where a redirect leads."""
        backend = PinnedBackend(
            self._lookup,
            deadline,
            public=url.scheme == "https",
            loopback=self._allow_loopback,
        )
        origin = httpcore.Origin(url.scheme.encode(), url.host.encode(), url.port)
        tls = self._tls_context() if url.scheme == "https" else None
        try:
            with httpcore.HTTPConnection(origin, tls, network_backend=backend) as connection:
                return _exchange(connection, url, accept, max_bytes)
        except MicrocredError:
            raise
        except httpcore.TimeoutException as error:
            message = f"{excerpt(url.text, 200)} did not answer in time"
            raise ResolutionFailed(message, code="timeout") from error
        except (httpcore.NetworkError, OSError) as error:
            message = f"no connection to {excerpt(url.text, 200)}"
            raise ResolutionFailed(message, code="connection-failed") from error
        except Exception as error:
            message = f"{excerpt(url.text, 200)} does not speak HTTP as it should"
            raise ResolutionFailed(message, code="bad-response") from error

    def _tls_context(self) -> ssl.SSLContext:
        with self._tls_lock:
            if self._tls is None:
                self._tls = _make_tls_context(self._ca_bundle)
            return self._tls


def _exchange(
    connection: httpcore.HTTPConnection, url: FetchUrl, accept: Sequence[str], max_bytes: int
) -> tuple[Fetched, float] | str:
    request_url = httpcore.URL(
        scheme=url.scheme.encode(),
        host=url.host.encode(),
        port=url.port,
        target=url.target.encode(),
    )
    headers: list[tuple[bytes | str, bytes | str]] = [
        ("Host", url.authority),
        ("Accept", ", ".join(accept)),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", _USER_AGENT),
        ("Connection", "close"),
    ]
    with connection.stream("GET", request_url, headers=headers) as response:
        received = _text_headers(response.headers)
        if response.status in _REDIRECTS and "location" in received:
            return received["location"]
        _check_status(url, response.status)
        length = received.get("content-length", "")
        if length.isdigit() and len(length) < 20 and int(length) > max_bytes:
            raise too_large(max_bytes)
        content_type = received.get("content-type", "").partition(";")[0].strip().lower()
        encoding = received.get("content-encoding", "").strip().lower()
        _check_content(Fetched(url.text, content_type, b""), accept, max_bytes)
        body = read_body(response.iter_stream(), encoding, max_bytes)
        lifetime = lifetime_seconds(received.get("cache-control", ""))
        return Fetched(url.text, content_type, body), lifetime


def _text_headers(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name; one that comes twice with two values counts as absent.

    Whoever sends two content types or two locations cannot be relied on for either.
    """
    values: dict[str, set[str]] = {}
    for name, value in headers:
        values.setdefault(name.decode("latin-1").lower(), set()).add(value.decode("latin-1"))
    return {name: found.pop() for name, found in values.items() if len(found) == 1}


def _check_status(url: FetchUrl, status: int) -> None:
    if status == 200:
        return
    code = _STATUS_CODES.get(status, "server-error" if status >= 500 else "unexpected-status")
    message = f"{excerpt(url.text, 200)} answers with status {status}"
    raise ResolutionFailed(message, code=code)


def _check_content(fetched: Fetched, accept: Sequence[str], max_bytes: int) -> None:
    if not accepts(accept, fetched.content_type):
        found = describe_media_type(fetched.content_type)
        message = f"{excerpt(fetched.url, 200)} gave {found}, expected {accept[0]}"
        raise UnusableAnswer(message, code="wrong-content-type")
    if len(fetched.body) > max_bytes:
        raise too_large(max_bytes)


def _make_tls_context(ca_bundle: str | os.PathLike[str] | None) -> ssl.SSLContext:
    """Trust the given authorities, or the system's, or certifi's where the system has none."""
    try:
        context = ssl.create_default_context(cafile=ca_bundle)
        if ca_bundle is None and not context.cert_store_stats()["x509_ca"]:
            context.load_verify_locations(certifi.where())
    except (OSError, ValueError) as error:
        message = f"no certificate authorities in {excerpt(str(ca_bundle), 200)}"
        raise ConfigurationError(message, code="invalid-ca-bundle") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
