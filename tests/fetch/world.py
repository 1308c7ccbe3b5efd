"""A small world on loopback: HTTPS hosts with a certificate authority of their own."""

from __future__ import annotations

import contextlib
import http.server
import ipaddress
import json
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from microcred.fetch import HttpFetcher

HOSTS = ("a", "b", "issuer", "keys", "rebind")
"""Names that the certificate holds, below `example`."""

Handler = http.server.BaseHTTPRequestHandler


@dataclass
class Reply:
    """What a host answers at a path; `raw` writes to the socket by itself."""

    body: bytes = b""
    content_type: str | None = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[Handler], None] | None = None


@dataclass
class Asked:
    """A request that arrived."""

    host: str
    path: str
    headers: dict[str, str]


class World:
    """Hosts by name, all on one port of this machine; a test changes `replies` and `addresses`."""

    def __init__(self, folder: Path):
        self.ca_bundle = folder / "ca.pem"
        self.replies: dict[tuple[str, str], Reply] = {}
        self.addresses: dict[str, list[list[str]]] = {}
        self.asked: list[Asked] = []
        self.lookups: list[str] = []
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(make_certificates(folder, self.ca_bundle))
        self._server = self._start(tls=True)
        self._plain = self._start(tls=False)
        self.port, self.plain_port = self._server.server_port, self._plain.server_port

    def url(self, host: str, path: str = "/", scheme: str = "https") -> str:
        port = self.port if scheme == "https" else self.plain_port
        return f"{scheme}://{host}:{port}{path}"

    def serve(self, host: str, path: str, content: Any, **options: Any) -> str:
        """Answer at a path with JSON, or with bytes as they are; give its URL."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.replies[host, path] = Reply(body, **options)
        return self.url(host, path)

    def redirect(self, host: str, path: str, to: str, status: int = 302) -> str:
        reply = Reply(content_type=None, status=status, headers={"Location": to})
        self.replies[host, path] = reply
        return self.url(host, path)

    def lookup(self, host: str, port: int, seconds: float) -> list[str]:
        """Answer with the next of the host's `addresses`, and from then on with the last."""
        self.lookups.append(host)
        answers = self.addresses.get(host, [["127.0.0.1"]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def fetcher(self, **options: Any) -> HttpFetcher:
        settings: dict[str, Any] = {
            "ca_bundle": self.ca_bundle,
            "allow_loopback": True,
            "lookup": self.lookup,
        }
        return HttpFetcher(**settings | options)

    def close(self) -> None:
        for server in (self._server, self._plain):
            server.shutdown()
            server.server_close()

    def _start(self, *, tls: bool) -> http.server.ThreadingHTTPServer:
        server = _Server(("127.0.0.1", 0), _handler_for(self))
        if tls:
            server.socket = self._tls.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests want."""


def _handler_for(world: World) -> type[Handler]:
    class WorldHandler(Handler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802  # the name is the base class's
            host = self.headers["Host"].partition(":")[0]
            world.asked.append(Asked(host, self.path, dict(self.headers)))
            reply = world.replies.get((host, self.path), Reply(b"{}", status=404))
            self.close_connection = True
            if reply.raw:
                reply.raw(self)
                return
            self.send_response(reply.status)
            if reply.content_type is not None:
                self.send_header("Content-Type", reply.content_type)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_GET  # noqa: N815  # likewise

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    return WorldHandler


def drip(pieces: Iterator[bytes], pause_seconds: float) -> Callable[[Handler], None]:
    """Write pieces with a pause after each, until the client has had enough."""

    def write(handler: Handler) -> None:
        with contextlib.suppress(OSError):
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(pause_seconds)

    return write


@contextlib.contextmanager
def budget(seconds: float = 5.0, megabytes: int = 300, *, traced: bool = True) -> Iterator[None]:
    """Hold what is inside to a time and a peak of memory.

    Tracing memory makes Python code several times slower; without it only time is held to.
    """
    if traced:
        tracemalloc.start()
    started = time.perf_counter()
    try:
        yield
        taken = time.perf_counter() - started
        peak = tracemalloc.get_traced_memory()[1] if traced else 0
    finally:
        tracemalloc.stop()
    assert taken < seconds
    assert peak < megabytes * 1024 * 1024


def make_certificates(folder: Path, ca_bundle: Path) -> Path:
    """Make an authority, and a certificate for `HOSTS` below `example`, for localhost and IPs."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A test's own authority")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hosts of a test")])
    now = datetime.now(UTC)
    day = timedelta(days=1)
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    key_identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca = (
        x509.CertificateBuilder(ca_name, ca_name, ca_key.public_key(), 1, now - day, now + day)
        .add_extension(constraints, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(key_identifier, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [
        *(x509.DNSName(f"{name}.example") for name in HOSTS),
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_identifier)
    certificate = (
        x509.CertificateBuilder(ca_name, name, key.public_key(), 2, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(authority, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    ca_bundle.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    chain = folder / "server.pem"
    chain.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return chain
