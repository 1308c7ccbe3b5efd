"""The guarded fetcher over real sockets on loopback: each rule has a server that breaks it."""

from __future__ import annotations

import gzip
import itertools
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest

from microcred.errors import ConfigurationError, ResolutionFailed
from microcred.fetch import Fetched, HttpFetcher, OfflineFetcher, says_no
from tests.fetch.world import Handler, Reply, World, budget, drip

JSON = ("application/json", "application/*+json")

pytestmark = pytest.mark.loopback


def refused(fetcher: HttpFetcher, url: str, max_bytes: int = 1 << 20) -> ResolutionFailed:
    with budget(), pytest.raises(ResolutionFailed) as caught:
        fetcher.fetch(url, accept=JSON, max_bytes=max_bytes)
    return caught.value


def test_a_document_comes_over_tls_under_its_name(world: World) -> None:
    url = world.serve("issuer.example", "/a?b=c", {"a": 1}, content_type="Application/JSON; x=y")
    fetched = world.fetcher().fetch(url + "#part", accept=JSON)
    assert fetched == Fetched(url, "application/json", b'{"a": 1}')
    asked = world.asked[0]
    assert (asked.host, asked.path) == ("issuer.example", "/a?b=c")
    assert asked.headers["Accept"] == "application/json, application/*+json"
    assert not {"Cookie", "Authorization", "Referer", "Origin"} & asked.headers.keys()


def test_credentials_cookies_and_proxies_of_the_environment_are_not_used(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine issuer.example login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    url = world.serve(
        "issuer.example", "/", {}, headers={"Set-Cookie": "a=b", "Cache-Control": "no-store"}
    )
    fetcher = world.fetcher()
    fetcher.fetch(url, accept=JSON)
    fetcher.fetch(url, accept=JSON)
    assert len(world.asked) == 2
    assert not [
        asked for asked in world.asked if {"Cookie", "Authorization"} & asked.headers.keys()
    ]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://issuer.example/", "insecure-url"),
        ("https://me:secret@issuer.example/", "credentials-in-url"),
        ("https://me@issuer.example/", "credentials-in-url"),
        ("https://issuer.example:443@127.0.0.1/", "credentials-in-url"),
        ("ftp://issuer.example/", "invalid-url"),
        ("file:///etc/passwd", "invalid-url"),
        ("data:application/json,{}", "invalid-url"),
        ("//issuer.example/", "invalid-url"),
        ("https:///path", "invalid-url"),
        ("https://issuer.example:0/", "invalid-url"),
        ("https://issuer.example:65536/", "invalid-url"),
        ("https://issuer.example:١/", "invalid-url"),
        ("https://issuer.example\\@evil.example/", "credentials-in-url"),
        ("https://issuer.example\\.evil.example/", "invalid-url"),
        ("https://issuer.example/a b", "invalid-url"),
        ("https://issuer.example/\r\nX: y", "invalid-url"),
        ("https://issuer.example/ü", "invalid-url"),
        ("https://ıssuer.example/", "invalid-url"),
        ("https://[fe80::1%25eth0]/", "invalid-url"),
        ("https://issuer.example/" + "a" * 3000, "invalid-url"),
        ("", "invalid-url"),
    ],
)
def test_url_that_is_not_fetched(world: World, url: str, code: str) -> None:
    error = refused(world.fetcher(allow_loopback=False), url)
    assert (error.code, says_no(error)) == (code, False)
    assert "secret" not in str(error)
    assert world.lookups == []


def test_private_address_is_not_connected_to(world: World) -> None:
    url = world.serve("issuer.example", "/", {})
    error = refused(world.fetcher(allow_loopback=False), url)
    assert error.code == "forbidden-address"
    assert world.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::1]",
        "169.254.169.254",
    ],
)
def test_numeric_and_local_host_is_judged_like_any_other(world: World, host: str) -> None:
    fetcher = HttpFetcher(ca_bundle=world.ca_bundle)
    error = refused(fetcher, f"https://{host}:{world.port}/")
    assert error.code in ("forbidden-address", "name-not-found")
    assert world.asked == []


def test_loopback_option_allows_loopback_and_nothing_else(world: World) -> None:
    world.addresses = {"meta.example": [["169.254.169.254"]], "lan.example": [["10.0.0.1"]]}
    for host in ("meta.example", "lan.example"):
        assert refused(world.fetcher(), f"https://{host}/").code == "forbidden-address"
    world.addresses["public.example"] = [["93.184.216.34"]]
    assert refused(world.fetcher(), "http://public.example/").code == "forbidden-address"


def test_plain_http_is_for_loopback_when_asked_for(world: World) -> None:
    world.serve("issuer.example", "/", {})
    url = world.url("issuer.example", "/", "http")
    assert world.fetcher().fetch(url, accept=JSON).body == b"{}"
    assert refused(world.fetcher(allow_loopback=False), url).code == "insecure-url"


def test_connection_goes_to_the_address_that_was_judged(world: World) -> None:
    """The name answers once with what is allowed and then with what is not, or the reverse."""
    url = world.serve("rebind.example", "/", {})
    world.addresses["rebind.example"] = [["127.0.0.1"], ["169.254.169.254"]]
    assert world.fetcher().fetch(url, accept=JSON).body == b"{}"
    assert world.lookups == ["rebind.example"]
    world.addresses["rebind.example"] = [["169.254.169.254"], ["127.0.0.1"]]
    assert refused(world.fetcher(), url).code == "forbidden-address"
    assert world.lookups == ["rebind.example"] * 2


def test_of_several_addresses_only_the_allowed_are_tried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    connect = httpcore.SyncBackend.connect_tcp

    def watch(backend: Any, host: str, port: int, **options: Any) -> httpcore.NetworkStream:
        tried.append(host)
        return connect(backend, host, port, **options)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", watch)
    url = world.serve("issuer.example", "/", {})
    world.addresses["issuer.example"] = [["10.0.0.1", "::ffff:127.0.0.1", "::1", "127.0.0.1"]]
    assert world.fetcher().fetch(url, accept=JSON).body == b"{}"
    assert tried == ["::1", "127.0.0.1"]


def test_certificate_is_checked_against_the_host_name(world: World) -> None:
    url = world.serve("issuer.elsewhere", "/", {})
    assert refused(world.fetcher(), url).code == "tls-failed"
    url = world.serve("issuer.example", "/", {})
    assert refused(world.fetcher(ca_bundle=None), url).code == "tls-failed"
    assert world.asked == []


def test_server_without_tls_where_tls_is_expected(world: World) -> None:
    error = refused(world.fetcher(), f"https://issuer.example:{world.plain_port}/")
    assert error.code == "tls-failed"


def test_ca_bundle_that_is_none_is_a_wrong_configuration(world: World, tmp_path: Path) -> None:
    for name in ("absent.pem", "empty.pem"):
        (tmp_path / "empty.pem").write_bytes(b"")
        with pytest.raises(ConfigurationError) as caught:
            world.fetcher(ca_bundle=tmp_path / name).fetch(world.url("a.example"), accept=JSON)
        assert caught.value.code == "invalid-ca-bundle"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed_to_another_host(world: World, status: int) -> None:
    target = world.serve("b.example", "/there", {"b": 1})
    url = world.redirect("a.example", "/", target, status)
    assert world.fetcher().fetch(url, accept=JSON).url == target


def test_relative_redirect_is_followed(world: World) -> None:
    target = world.serve("a.example", "/x/there", {})
    url = world.redirect("a.example", "/x/here", "there")
    assert world.fetcher().fetch(url, accept=JSON).url == target


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("https://169.254.169.254/latest/meta-data/", "forbidden-address"),
        ("https://metadata.example/", "forbidden-address"),
        ("http://b.example/", "forbidden-address"),
        ("https://me:secret@b.example/", "credentials-in-url"),
        ("file:///etc/passwd", "invalid-url"),
        ("https://[::1", "invalid-redirect"),
        ("javascript:alert(1)", "invalid-url"),
    ],
)
def test_each_hop_is_judged_like_the_first(world: World, to: str, code: str) -> None:
    world.addresses = {
        "metadata.example": [["169.254.169.254"]],
        "169.254.169.254": [["169.254.169.254"]],
        "b.example": [["93.184.216.34"]],
    }
    url = world.redirect("a.example", "/", to)
    assert refused(world.fetcher(), url).code == code


def test_redirect_from_https_to_http_is_not_followed(world: World) -> None:
    world.addresses["a.example"] = [["127.0.0.1"]]
    fetcher = HttpFetcher(ca_bundle=world.ca_bundle, lookup=world.lookup)
    fetcher._allow_loopback = True  # for the first hop only
    url = world.redirect("a.example", "/", world.url("b.example", "/", "http"))
    original = world.lookup

    def lookup(host: str, port: int, seconds: float) -> list[str]:
        answer = original(host, port, seconds)
        fetcher._allow_loopback = False
        return answer

    fetcher._lookup = lookup
    assert refused(fetcher, url).code == "insecure-url"


def test_redirects_come_to_an_end(world: World) -> None:
    url = world.redirect("a.example", "/", "/")
    assert refused(world.fetcher(), url).code == "too-many-redirects"
    assert len(world.asked) == 5


@pytest.mark.parametrize(
    ("status", "code", "no"),
    [
        (404, "not-found", True),
        (410, "gone", True),
        (401, "unexpected-status", False),
        (403, "unexpected-status", False),
        (204, "unexpected-status", False),
        (206, "unexpected-status", False),
        (302, "unexpected-status", False),
        (429, "server-busy", False),
        (500, "server-error", False),
        (503, "server-error", False),
    ],
)
def test_status_tells_no_from_could_not_ask(world: World, status: int, code: str, no: bool) -> None:
    url = world.serve("a.example", "/", {}, status=status)
    error = refused(world.fetcher(), url)
    assert (error.code, says_no(error)) == (code, no)


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "text/html; charset=utf-8", "image/png", "", None, "application/jsonx", "json"],
)
def test_another_content_type_is_no_answer(world: World, content_type: str | None) -> None:
    url = world.serve("a.example", "/", b"<html>", content_type=content_type)
    error = refused(world.fetcher(), url)
    assert (error.code, says_no(error)) == ("wrong-content-type", False)


def test_body_of_another_content_type_is_not_even_read(world: World) -> None:
    url = world.serve("a.example", "/", b"<" * 2000, content_type="text/html")
    world.replies["a.example", "/"].headers["Content-Length"] = "100"
    assert refused(world.fetcher(), url, max_bytes=1000).code == "wrong-content-type"
    world.replies["a.example", "/"] = Reply(raw=drip(html_without_end(), 0.05))
    assert refused(world.fetcher(), url, max_bytes=1000).code == "wrong-content-type"


def html_without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    yield from itertools.repeat(b"<" * 5000)


def test_family_of_content_types_is_accepted(world: World) -> None:
    url = world.serve("a.example", "/", {}, content_type="application/did+json")
    assert world.fetcher().fetch(url, accept=JSON).content_type == "application/did+json"


def test_body_that_is_too_large_is_not_read(world: World) -> None:
    url = world.serve("a.example", "/", b"1" * 1001)
    assert refused(world.fetcher(), url, max_bytes=1000).code == "too-large"
    assert len(world.fetcher().fetch(url, accept=JSON, max_bytes=1001).body) == 1001


def test_body_without_length_is_bounded_as_well(world: World) -> None:
    def endless(handler: Handler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
        drip(itertools.chain([head], itertools.repeat(b"1" * 65536)), 0)(handler)

    world.replies["a.example", "/"] = Reply(raw=endless)
    assert refused(world.fetcher(), world.url("a.example")).code == "too-large"


def test_gzip_is_undone(world: World) -> None:
    headers = {"Content-Encoding": "gzip"}
    url = world.serve("a.example", "/", gzip.compress(b'{"a":1}'), headers=headers)
    assert world.fetcher().fetch(url, accept=JSON).body == b'{"a":1}'
    assert world.asked[0].headers["Accept-Encoding"] == "gzip"


def test_gzip_bomb_does_not_go_off(world: World) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    assert len(bomb) < 1 << 22
    url = world.serve("a.example", "/", bomb, headers={"Content-Encoding": "gzip"})
    with budget(megabytes=40), pytest.raises(ResolutionFailed) as caught:
        world.fetcher().fetch(url, accept=JSON, max_bytes=8 << 20)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"{}"),
        ("gzip", gzip.compress(b"{}", mtime=0)[:-3]),
        ("gzip", gzip.compress(b"{}", mtime=0) + b"more"),
        ("gzip", b""),
        ("br", b"{}"),
        ("deflate", zlib.compress(b"{}")),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0)),
    ],
)
def test_wrong_content_encoding_is_refused(world: World, encoding: str, body: bytes) -> None:
    url = world.serve("a.example", "/", body, headers={"Content-Encoding": encoding})
    assert refused(world.fetcher(), url).code == "bad-content-encoding"


@pytest.mark.parametrize(
    "answer",
    [
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nz",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"",
    ],
)
def test_answer_that_is_not_http_is_refused(world: World, answer: bytes) -> None:
    world.replies["a.example", "/"] = Reply(raw=drip(iter([answer]), 0))
    error = refused(world.fetcher(), world.url("a.example"))
    assert error.code in ("bad-response", "connection-failed")


def test_header_that_comes_twice_with_two_values_counts_as_absent(world: World) -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Type: application/json\r\n"
        b"Content-Length: 2\r\n\r\n{}"
    )
    world.replies["a.example", "/"] = Reply(raw=drip(iter([answer]), 0))
    assert refused(world.fetcher(), world.url("a.example")).code == "wrong-content-type"


def slow_body() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    yield from itertools.repeat(b" ")


def slow_head() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from (f"X-{number}: y\r\n".encode() for number in itertools.count())


def test_quick_answers_without_end_are_cut_off_too(world: World) -> None:
    continues = itertools.repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n")
    world.replies["a.example", "/"] = Reply(raw=drip(continues, 0))
    started = time.monotonic()
    assert refused(world.fetcher(max_seconds=0.5), world.url("a.example")).code == "timeout"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("pieces", [slow_body, slow_head, lambda: itertools.repeat(b"")])
def test_slow_drip_ends_with_the_deadline(world: World, pieces: object) -> None:
    assert callable(pieces)
    world.replies["a.example", "/"] = Reply(raw=drip(pieces(), 0.05))
    started = time.monotonic()
    assert refused(world.fetcher(max_seconds=0.6), world.url("a.example")).code == "timeout"
    assert time.monotonic() - started < 1.5


def test_slow_drip_ends_within_the_budget_by_default(world: World) -> None:
    world.replies["a.example", "/"] = Reply(raw=drip(slow_body(), 0.1))
    assert refused(world.fetcher(), world.url("a.example")).code == "timeout"


def test_redirects_share_one_deadline(world: World) -> None:
    def slow_redirect(handler: Handler) -> None:
        time.sleep(0.25)
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    world.replies["a.example", "/"] = Reply(raw=slow_redirect)
    assert refused(world.fetcher(max_seconds=0.6), world.url("a.example")).code == "timeout"


def test_handshake_that_never_ends_is_given_up(world: World) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://a.example:{silent.getsockname()[1]}/"
        assert refused(world.fetcher(max_seconds=0.4), url).code == "timeout"


def test_port_where_nobody_listens(world: World) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refused(world.fetcher(), f"https://a.example:{port}/").code == "connection-failed"


def test_slow_name_lookup_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    waiting = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: waiting.wait(5) and [])
    fetcher = HttpFetcher(ca_bundle=world.ca_bundle, max_seconds=0.3)
    assert refused(fetcher, "https://a.example/").code == "timeout"
    waiting.set()


def test_slow_name_lookups_do_not_pile_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from microcred.fetch.lookup import system_lookup

    waiting = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: waiting.wait(5) and [])
    codes = set()
    for _ in range(40):
        with pytest.raises(ResolutionFailed) as caught:
            system_lookup("a.example", 443, 0.001)
        codes.add(caught.value.code)
    waiting.set()
    assert codes == {"timeout", "busy"}


def test_name_that_does_not_exist(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def fail(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    fetcher = HttpFetcher(ca_bundle=world.ca_bundle)
    error = refused(fetcher, "https://a.example/")
    assert (error.code, says_no(error)) == ("name-not-found", False)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        (None, 60),
        ("max-age=10", 10),
        ("public, MAX-AGE=20, s-maxage=3", 20),
        ("max-age=99999999", 300),
        ("max-age=0", 0),
        ("no-store", 0),
        ("no-cache, max-age=100", 0),
    ],
)
def test_response_is_remembered_for_its_lifetime(
    world: World, cache_control: str | None, seconds: float
) -> None:
    headers = {"Cache-Control": cache_control} if cache_control else {}
    url = world.serve("a.example", "/", {}, headers=headers)
    clock = Clock()
    fetcher = world.fetcher(clock=clock)
    fetcher.fetch(url, accept=JSON)
    if seconds:
        clock.now += seconds - 1
        fetcher.fetch(url + "#fragment", accept=JSON)
        assert len(world.asked) == 1
    clock.now += 1
    fetcher.fetch(url, accept=JSON)
    assert len(world.asked) == 2


def test_remembered_response_still_meets_the_limits_of_who_asks(world: World) -> None:
    url = world.serve("a.example", "/", b"1" * 100)
    fetcher = world.fetcher()
    fetcher.fetch(url, accept=JSON)
    assert refused(fetcher, url, max_bytes=50).code == "too-large"
    with pytest.raises(ResolutionFailed) as caught:
        fetcher.fetch(url, accept=["text/jsonl"])
    assert caught.value.code == "wrong-content-type"


def test_failure_is_not_remembered(world: World) -> None:
    url = world.url("a.example")
    fetcher = world.fetcher()
    assert refused(fetcher, url).code == "not-found"
    world.serve("a.example", "/", {})
    assert fetcher.fetch(url, accept=JSON).body == b"{}"


def test_threads_may_share_a_fetcher(world: World) -> None:
    urls = [world.serve("a.example", f"/{number}", {"n": number}) for number in range(8)]
    fetcher = world.fetcher()
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda u=url: results.append(fetcher.fetch(u, accept=JSON).body))
        for url in urls
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted(f'{{"n": {number}}}'.encode() for number in range(8))


def test_offline_fetcher_asks_nobody() -> None:
    with pytest.raises(ResolutionFailed) as caught:
        OfflineFetcher().fetch("https://a.example/", accept=JSON)
    assert (caught.value.code, says_no(caught.value)) == ("offline", False)


def test_of_an_address_the_log_has_the_host_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    url = world.serve("issuer.example", "/badges/ana?token=secret", {"a": 1})
    with caplog.at_level("DEBUG", "microcred"):
        world.fetcher().fetch(url, accept=JSON)
        refused(world.fetcher(), world.serve("issuer.example", "/page", {}, content_type="a/b"))
        refused(world.fetcher(), "http://issuer.example/badges/ana")
    told = [record for record in caplog.records if record.name == "microcred.fetching"]
    assert [vars(record)["event"] for record in told] == ["fetched", "not-fetched", "not-fetched"]
    assert vars(told[0])["facts"] | {"milliseconds": 0} == {
        "host": "issuer.example",
        "bytes": 8,
        "milliseconds": 0,
    }
    assert [vars(record)["facts"].get("code") for record in told[1:]] == [
        "wrong-content-type",
        "connection-failed",
    ]
    assert not any("ana" in record.getMessage() for record in told)
