"""The guarded transport: what keeps an httpx client to the public internet, and to its time.

httpx leaves to its transport where a request goes and how long it may take; so these two stand
here, below any client: the fetcher's own, or another one of an application.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import certifi
import httpcore
import httpx

from microcred.budget import Deadline
from microcred.errors import ConfigurationError, excerpt
from microcred.fetch.connection import PinnedBackend
from microcred.fetch.lookup import Lookup, system_lookup
from microcred.limits import MAX_FETCH_SECONDS

_PORTS: Final = {"https": 443, "http": 80}
_FAILURES: Final = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


class GuardedTransport(httpx.BaseTransport):
    """Sends each request over a connection of its own, to a public address that was judged.

    The shortest of a request's timeouts is the one deadline of all of it, from the look-up of the
    name to the last byte. Safe between threads.

    Args:
        ca_bundle: a PEM file of certificate authorities to trust in place of the system's.
        allow_loopback: also connect to this machine, and there over plain HTTP too; for tests.
        lookup: finds the addresses of a name.
    """

    def __init__(
        self,
        *,
        ca_bundle: str | os.PathLike[str] | None = None,
        allow_loopback: bool = False,
        lookup: Lookup = system_lookup,
    ):
        self._ca_bundle = ca_bundle
        self._allow_loopback = allow_loopback
        self._lookup = lookup

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; see `httpx.BaseTransport`.

        Raises:
            httpx.TransportError: no connection, no HTTP, or no answer in time.
            ResolutionFailed: code `forbidden-address`, `tls-failed`, or one of the look-up.
            ConfigurationError: code `invalid-ca-bundle`.
        """
        connection = self._connection(request)
        try:
            with _told_as_httpx():
                answer = connection.handle_request(_plain_request(request))
        except BaseException:
            connection.close()
            raise
        body = _Body(answer.iter_stream(), connection)
        return httpx.Response(answer.status, headers=answer.headers, stream=body)

    def _connection(self, request: httpx.Request) -> httpcore.HTTPConnection:
        url = request.url
        if url.scheme not in _PORTS:
            raise httpx.UnsupportedProtocol(f"{excerpt(url.scheme)} is neither https nor http")
        secure = url.scheme == "https"
        origin = httpcore.Origin(url.raw_scheme, url.raw_host, url.port or _PORTS[url.scheme])
        backend = PinnedBackend(
            self._lookup,
            Deadline(_seconds(request)),
            public=secure,
            loopback=self._allow_loopback,
        )
        tls = self._tls_context if secure else None
        return httpcore.HTTPConnection(origin, tls, network_backend=backend)

    @cached_property
    def _tls_context(self) -> ssl.SSLContext:
        """Trust the given authorities, or the system's, or certifi's where there are none."""
        try:
            context = ssl.create_default_context(cafile=self._ca_bundle)
            if self._ca_bundle is None and not context.cert_store_stats()["x509_ca"]:
                context.load_verify_locations(certifi.where())
        except (OSError, ValueError) as error:
            message = f"no certificate authorities in {excerpt(str(self._ca_bundle), 200)}"
            raise ConfigurationError(message, code="invalid-ca-bundle") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def make_client(transport: httpx.BaseTransport) -> httpx.Client:
    """Return a client that adds nothing of its own: no cookies, no proxies, no `.netrc`."""
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    return httpx.Client(transport=transport, cookies=no_cookies, trust_env=False)


class _Body(httpx.SyncByteStream):
    """A body as it comes; closing it closes the connection."""

    def __init__(self, chunks: Iterable[bytes], connection: httpcore.HTTPConnection):
        self._chunks = chunks
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        with _told_as_httpx():
            yield from self._chunks

    def close(self) -> None:
        self._connection.close()


def _plain_request(request: httpx.Request) -> httpcore.Request:
    """Return the request without its extensions, one of which would name another TLS host."""
    url = request.url
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    headers = request.headers.copy()
    headers["Connection"] = "close"
    if not isinstance(request.stream, httpx.SyncByteStream):
        raise TypeError("the body of an asynchronous client")
    return httpcore.Request(request.method, target, headers=headers.raw, content=request.stream)


def _seconds(request: httpx.Request) -> float:
    timeouts = request.extensions.get("timeout", {}).values()
    return min((seconds for seconds in timeouts if seconds is not None), default=MAX_FETCH_SECONDS)


@contextmanager
def _told_as_httpx() -> Iterator[None]:
    """Turn what httpcore raises into the error of the same name in httpx."""
    try:
        yield
    except _FAILURES as error:
        name = type(error).__name__
        raise getattr(httpx, name, httpx.TransportError)(str(error)) from error
