"""The parts of the fetcher that need no socket: addresses, memory, and a verification's share."""

from __future__ import annotations

from collections.abc import Sequence

import httpcore
import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import Deadline, Fetched, LimitedFetcher
from microcred.fetch.addresses import is_loopback_address, is_public_address
from microcred.fetch.cache import ResponseCache
from microcred.fetch.connection import TimedStream
from microcred.fetch.interface import accepts
from microcred.limits import MAX_CACHED_BYTES, MAX_CACHED_RESPONSES

JSON = ("application/json",)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"],
)
def test_public_address(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1111%eth0",
        "fec0::1",
        "ff02::1",
        "",
        "localhost",
        "8.8.8",
        "08.8.8.8",
        "134744072",
        " 8.8.8.8",
    ],
)
def test_address_that_is_not_public(address: str) -> None:
    assert not is_public_address(address)


def test_loopback_addresses() -> None:
    assert is_loopback_address("127.0.0.1")
    assert is_loopback_address("127.9.9.9")
    assert is_loopback_address("::1")
    for other in ("8.8.8.8", "0.0.0.0", "::ffff:127.0.0.1", "localhost", "::", "10.0.0.1"):
        assert not is_loopback_address(other)


def test_media_types_and_their_families() -> None:
    accept = ("application/json", "application/*+json", "text/*")
    assert accepts(accept, "application/json")
    assert accepts(accept, "application/did+json")
    assert accepts(accept, "text/plain")
    for other in ("application/jsonl", "image/png", "", "application/json; charset=utf-8"):
        assert not accepts(accept, other)


def body(size: int) -> Fetched:
    return Fetched("https://a.example/", "application/json", b"1" * size)


def test_memory_is_bounded_in_number() -> None:
    cache = ResponseCache(lambda: 0.0)
    for number in range(MAX_CACHED_RESPONSES + 10):
        cache.put(str(number), body(1), 10)
        cache.get("0")
    assert cache.get("0") is not None, "what is used stays"
    assert cache.get("1") is None
    assert cache.get(str(MAX_CACHED_RESPONSES + 9)) is not None


def test_memory_is_bounded_in_bytes() -> None:
    cache = ResponseCache(lambda: 0.0)
    half = MAX_CACHED_BYTES // 2
    for name in ("a", "b", "b", "b"):
        cache.put(name, body(half), 10)
    assert cache.get("a") is not None
    cache.put("c", body(half), 10)
    assert (cache.get("a"), cache.get("b") is None) == (body(half), True)
    cache.put("huge", body(MAX_CACHED_BYTES + 1), 10)
    assert cache.get("huge") is None
    assert cache.get("c") is not None
    cache.clear()
    assert cache.get("c") is None


def test_stream_is_not_touched_once_time_is_up() -> None:
    """A server that always has one more byte ready must not be read for ever."""
    stream = TimedStream(httpcore.MockStream([b"more"] * 9), Deadline(0))
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1)
    with pytest.raises(httpcore.WriteTimeout):
        stream.write(b"x")
    assert TimedStream(httpcore.MockStream([b"more"]), Deadline(9)).read(9) == b"more"


class Counting:
    """A fetcher over a dict that counts, and moves a clock by one second for each request."""

    def __init__(self, answers: dict[str, Fetched]):
        self.answers = answers
        self.asked: list[str] = []
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        self.asked.append(url)
        self.now += 1
        if url not in self.answers:
            raise ResolutionFailed("no", code="not-found")
        if len(self.answers[url].body) > max_bytes:
            raise ResolutionFailed("too large", code="too-large")
        return self.answers[url]


def limited_code(fetcher: LimitedFetcher, url: str) -> str:
    with pytest.raises(ResolutionFailed) as caught:
        fetcher.fetch(url, accept=JSON)
    return caught.value.code


def test_one_question_has_one_answer_within_a_verification() -> None:
    inner = Counting({"a": body(1)})
    limited = LimitedFetcher(inner)
    assert limited.fetch("a", accept=JSON) == limited.fetch("a#b", accept=JSON) == body(1)
    inner.answers["a"] = body(2)
    assert limited.fetch("a", accept=JSON) == body(1)
    assert limited_code(limited, "b") == limited_code(limited, "b") == "not-found"
    assert inner.asked == ["a", "b"]
    assert LimitedFetcher(inner).fetch("a", accept=JSON) == body(2)


def test_what_is_forgotten_is_asked_for_again() -> None:
    inner = Counting({"a": body(1), "b": body(1)})
    limited = LimitedFetcher(inner, max_fetches=3)
    limited.fetch("a", accept=JSON)
    limited.fetch("b", accept=JSON)
    limited.forget("a#x")
    inner.answers["a"] = body(2)
    assert limited.fetch("a", accept=JSON) == body(2)
    limited.forget("b")
    assert limited_code(limited, "b") == "fetch-limit"


def test_a_cache_tells_the_age_of_what_it_gives_and_forgets() -> None:
    now = [100.0]
    cache = ResponseCache(lambda: now[0])
    cache.put("https://a.example/ application/json", body(1), 60)
    cache.put("https://a.example/other application/json", body(2), 60)
    now[0] = 107.5
    found = cache.get("https://a.example/ application/json")
    assert found is not None
    assert found.age_seconds == 7.5
    cache.forget("https://a.example/ ")
    assert cache.get("https://a.example/ application/json") is None
    assert cache.get("https://a.example/other application/json") is not None


def test_number_of_fetches_is_limited() -> None:
    inner = Counting({})
    limited = LimitedFetcher(inner, max_fetches=2)
    codes = [limited_code(limited, url) for url in ("a", "b", "c", "a")]
    assert codes == ["not-found", "not-found", "fetch-limit", "not-found"]


def test_time_of_all_fetches_is_limited() -> None:
    inner = Counting({})
    limited = LimitedFetcher(inner, deadline=Deadline(2.5, inner.clock))
    codes = [limited_code(limited, str(number)) for number in range(4)]
    assert codes == ["not-found", "not-found", "not-found", "out-of-time"]


def test_bytes_of_all_fetches_are_limited() -> None:
    inner = Counting({"a": body(60), "b": body(60), "c": body(40)})
    limited = LimitedFetcher(inner, max_total_bytes=100)
    limited.fetch("a", accept=JSON)
    assert limited_code(limited, "b") == "too-large"
    limited.fetch("c", accept=JSON)
    assert limited_code(limited, "d") == "fetch-limit"


class Timed(Counting):
    """A fetcher that can be told how long it may take."""

    seconds: float = 0

    def fetch_within(
        self, seconds: float, url: str, *, accept: Sequence[str], max_bytes: int
    ) -> Fetched:
        self.seconds = seconds
        return self.fetch(url, accept=accept, max_bytes=max_bytes)


def test_time_that_is_left_is_passed_on() -> None:
    inner = Timed({"a": body(1), "b": body(1)})
    limited = LimitedFetcher(inner, deadline=Deadline(3, inner.clock))
    limited.fetch("a", accept=JSON)
    assert inner.seconds == 3
    limited.fetch("b", accept=JSON)
    assert inner.seconds == 2
