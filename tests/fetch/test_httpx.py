"""The fetcher over an application's own client, and the guarded transport under one."""

from __future__ import annotations

import gzip
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from microcred.errors import ConfigurationError, ResolutionFailed
from microcred.fetch import Fetched, HttpFetcher
from microcred.fetch.transport import GuardedTransport, make_client
from tests.fetch.world import Handler, Reply, World, budget, drip

JSON = ("application/json",)
URL = "https://issuer.example/a"


class Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes]):
        self.pieces = pieces
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        self.closed = True


def fetcher(
    answer: Callable[[httpx.Request], httpx.Response], max_seconds: float = 4.0, **client: object
) -> HttpFetcher:
    own = httpx.Client(transport=httpx.MockTransport(answer), **client)  # type: ignore[arg-type]
    return HttpFetcher(own, max_seconds=max_seconds)


def streaming(pieces: Pieces, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    headers = {"content-type": "application/json"} | headers
    return lambda _: httpx.Response(200, headers=headers, stream=pieces)


def refused_code(fetcher: HttpFetcher, url: str = URL, max_bytes: int = 1 << 20) -> str:
    with budget(), pytest.raises(ResolutionFailed) as caught:
        fetcher.fetch(url, accept=JSON, max_bytes=max_bytes)
    return caught.value.code


def test_an_own_client_carries_the_requests_and_adds_nothing() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"a": 1}, headers={"cache-control": "no-store"})

    own = fetcher(
        answer, auth=("me", "secret"), cookies={"c": "1"}, headers={"X-Key": "k"}, params={"p": "1"}
    )
    assert own.fetch(URL + "#part", accept=JSON) == Fetched(URL, "application/json", b'{"a":1}')
    assert str(asked[0].url) == URL
    assert dict(asked[0].headers) == {
        "host": "issuer.example",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "user-agent": "microcred",
    }


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://b.example/", "insecure-url"),
        ("https://me:secret@b.example/", "credentials-in-url"),
        ("https://[::1", "invalid-redirect"),
        (URL, "too-many-redirects"),
    ],
)
def test_each_hop_is_judged_though_the_client_would_follow(to: str, code: str) -> None:
    own = fetcher(lambda _: httpx.Response(302, headers={"location": to}), follow_redirects=True)
    assert refused_code(own) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectError("no"), "connection-failed"),
        (httpx.ReadError("no"), "connection-failed"),
        (httpx.ProxyError("no"), "bad-response"),
        (httpx.RemoteProtocolError("no"), "bad-response"),
        (httpx.ConnectTimeout("no"), "timeout"),
        (httpx.PoolTimeout("no"), "timeout"),
        (OSError("no"), "connection-failed"),
    ],
)
def test_what_an_own_client_raises_has_a_code(error: Exception, code: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    assert refused_code(fetcher(answer)) == code


def test_bodies_of_an_own_client_are_bounded_before_and_after_decompression() -> None:
    endless = Pieces(itertools.repeat(b"1" * 65536))
    assert refused_code(fetcher(streaming(endless))) == "too-large"
    assert endless.closed
    bomb = Pieces(iter([gzip.compress(bytes(64 << 20))]))
    packed = {"content-encoding": "gzip"}
    with budget(megabytes=20):
        assert refused_code(fetcher(streaming(bomb, **packed))) == "too-large"
    assert bomb.closed
    small = Pieces(iter([gzip.compress(b'{"a":1}')]))
    assert fetcher(streaming(small, **packed)).fetch(URL, accept=JSON).body == b'{"a":1}'


def test_what_an_own_transport_has_read_already_is_taken_as_it_is() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        return httpx.Response(200, content=gzip.compress(b'{"a":1}'), headers=headers)

    assert fetcher(answer).fetch(URL, accept=JSON).body == b'{"a":1}'
    assert refused_code(fetcher(answer), max_bytes=6) == "too-large"


def drops() -> Iterator[bytes]:
    for _ in range(60):
        time.sleep(0.05)
        yield b" "


def test_an_own_client_ends_with_the_deadline_too() -> None:
    told: list[object] = []
    slow = Pieces(drops())

    def answer(request: httpx.Request) -> httpx.Response:
        told.append(request.extensions["timeout"])
        return streaming(slow)(request)

    started = time.monotonic()
    assert refused_code(fetcher(answer, max_seconds=0.3)) == "timeout"
    assert time.monotonic() - started < 1
    assert told == [
        dict.fromkeys(("connect", "read", "write", "pool"), pytest.approx(0.3, abs=0.1))
    ]
    assert slow.closed


def test_an_own_client_has_its_own_authorities(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        HttpFetcher(httpx.Client(), ca_bundle=tmp_path / "ca.pem")
    assert caught.value.code == "invalid-ca-bundle"


def test_a_host_that_only_looks_like_an_address() -> None:
    assert refused_code(HttpFetcher(), "https://1.2.3.400/") == "invalid-url"


def guarded(world: World, **options: bool) -> httpx.Client:
    settings = {"allow_loopback": True} | options
    return make_client(GuardedTransport(ca_bundle=world.ca_bundle, lookup=world.lookup, **settings))


@pytest.mark.loopback
def test_the_transport_guards_any_client(world: World) -> None:
    url = world.serve("a.example", "/", {"a": 1})
    assert guarded(world).get(url).json() == {"a": 1}
    assert world.asked[0].headers["Connection"] == "close"
    with pytest.raises(ResolutionFailed) as caught:
        guarded(world, allow_loopback=False).get(url)
    assert caught.value.code == "forbidden-address"
    plain = world.url("a.example", "/", "http")
    world.addresses["a.example"] = [["93.184.216.34"]]
    with pytest.raises(ResolutionFailed) as caught:
        guarded(world).get(plain)
    assert caught.value.code == "forbidden-address"
    with pytest.raises(httpx.UnsupportedProtocol):
        guarded(world).get("ftp://a.example/")
    assert len(world.asked) == 1


@pytest.mark.loopback
def test_the_transport_carries_a_body_and_keeps_no_cookies(world: World) -> None:
    bodies: list[bytes] = []

    def take(handler: Handler) -> None:
        bodies.append(handler.rfile.read(int(handler.headers["Content-Length"])))
        handler.wfile.write(b"HTTP/1.1 204 No Content\r\nSet-Cookie: a=b\r\n\r\n")

    world.replies["a.example", "/"] = Reply(raw=take)
    client = guarded(world)
    for number in (1, 2):
        assert client.post(world.url("a.example"), json={"n": number}).status_code == 204
    assert bodies == [b'{"n":1}', b'{"n":2}']
    assert not [asked for asked in world.asked if "Cookie" in asked.headers]


@pytest.mark.loopback
def test_no_extension_renames_the_host_of_tls(world: World) -> None:
    url = world.serve("issuer.elsewhere", "/", {})
    with pytest.raises(ResolutionFailed) as caught:
        guarded(world).get(url, extensions={"sni_hostname": "issuer.example"})
    assert caught.value.code == "tls-failed"


@pytest.mark.loopback
def test_the_shortest_timeout_is_the_deadline_of_all(world: World) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    world.replies["a.example", "/"] = Reply(
        raw=drip(itertools.chain([head], itertools.repeat(b" ")), 0.05)
    )
    started = time.monotonic()
    with pytest.raises(httpx.ReadTimeout):
        guarded(world).get(world.url("a.example"), timeout=httpx.Timeout(9, read=0.4))
    assert time.monotonic() - started < 1.5


@pytest.mark.loopback
def test_the_transport_raises_what_httpx_says_of_a_transport(world: World) -> None:
    world.replies["a.example", "/"] = Reply(raw=drip(iter([b"not HTTP\r\n\r\n"]), 0))
    with pytest.raises(httpx.RemoteProtocolError):
        guarded(world).get(world.url("a.example"))
    world.close()
    with pytest.raises(httpx.ConnectError):
        guarded(world).get(world.url("a.example"))
