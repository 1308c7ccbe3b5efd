"""Pictures are drawn once, by one thread, and kept up to a limit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from microcred.carriers import drawn_carrier
from microcred.carriers.kept import KeptPictures


def test_threads_that_want_the_same_draw_it_once() -> None:
    kept, together = KeptPictures(100), threading.Barrier(8)
    drawn: list[int] = []

    def draw() -> bytes:
        drawn.append(1)
        return b"picture"

    def want(_number: int) -> bytes:
        together.wait()
        return kept.get("a", draw)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(want, range(8))) == {b"picture"}
    assert len(drawn) == 1


def test_the_least_used_go_first_where_there_is_no_room() -> None:
    kept = KeptPictures(25)
    drawn: list[str] = []

    def drawing(name: str) -> bytes:
        drawn.append(name)
        return bytes(10)

    def get(name: str) -> bytes:
        return kept.get(name, lambda: drawing(name))

    for name in ("a", "b", "a", "c", "a", "b"):
        assert get(name) == bytes(10)
    assert drawn == ["a", "b", "c", "b"]


def test_one_that_is_larger_than_all_the_room_is_drawn_and_not_kept() -> None:
    kept = KeptPictures(5)
    assert kept.get("a", lambda: bytes(10)) == bytes(10)
    assert kept.get("a", lambda: bytes(3)) == bytes(3)
    assert kept.get("a", lambda: bytes(1)) == bytes(3)


def test_what_failed_is_tried_again() -> None:
    kept = KeptPictures(100)

    def fail() -> bytes:
        raise ValueError("no font")

    with pytest.raises(ValueError, match="no font"):
        kept.get("a", fail)
    assert kept.get("a", lambda: b"drawn") == b"drawn"


def test_a_default_picture_is_drawn_once() -> None:
    first = drawn_carrier("svg", "Active Listening, kept", "Hill District")
    assert drawn_carrier("svg", "Active Listening, kept", "Hill District") is first
    assert drawn_carrier("svg", "Active Listening, kept", "Lake District") != first
