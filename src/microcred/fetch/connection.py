"""Connections that go to the address that was checked, and end when time is up.

The name is looked up once; the addresses found are judged, and the socket is opened to one of
them by number. A name that answers differently the next time changes nothing. TLS still names
the host and checks its certificate against that name, since only the connecting is pinned.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any, Final

import httpcore

from microcred.budget import Deadline
from microcred.errors import ResolutionFailed, excerpt
from microcred.fetch.addresses import is_loopback_address, is_public_address
from microcred.fetch.lookup import Lookup

_MAX_ADDRESSES_TRIED: Final = 4


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to judged addresses only.

    Args:
        lookup: finds the addresses of a name.
        deadline: ends every wait.
        public: addresses of the public internet are allowed.
        loopback: addresses of this machine are allowed.
    """

    def __init__(self, lookup: Lookup, deadline: Deadline, *, public: bool, loopback: bool):
        self._lookup = lookup
        self._deadline = deadline
        self._public = public
        self._loopback = loopback
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the deadline is stricter
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Look up `host`, judge what was found, and connect by number."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._allowed_addresses(host, port)[:_MAX_ADDRESSES_TRIED]:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, timeout=self._deadline.remaining()
                )
                return TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _allowed_addresses(self, host: str, port: int) -> list[str]:
        found = self._lookup(host, port, self._deadline.remaining())
        allowed = [address for address in found if self._is_allowed(address)]
        if not allowed:
            message = (
                f"{excerpt(host, 200)} is at no address of the public internet; "
                "private, local and reserved addresses are not connected to"
            )
            raise ResolutionFailed(message, code="forbidden-address")
        return allowed

    def _is_allowed(self, address: str) -> bool:
        if self._loopback and is_loopback_address(address):
            return True
        return self._public and is_public_address(address)


class TimedStream(httpcore.NetworkStream):
    """A stream whose every operation ends with the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline):
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read what has come."""
        if self._deadline.is_over():
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, timeout=self._deadline.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write all of `buffer`."""
        if self._deadline.is_over():
            raise httpcore.WriteTimeout
        self._stream.write(buffer, timeout=self._deadline.remaining())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Begin TLS with the host name, whatever address the stream goes to.

        Raises:
            ResolutionFailed: no TLS connection came about (`tls-failed`).
        """
        try:
            stream = self._stream.start_tls(
                ssl_context, server_hostname, timeout=self._deadline.remaining()
            )
        except httpcore.ConnectError as error:
            message = f"no TLS with {excerpt(server_hostname, 200)}: {error}"
            raise ResolutionFailed(message, code="tls-failed") from error
        return TimedStream(stream, self._deadline)

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the socket knows."""
        return self._stream.get_extra_info(info)
