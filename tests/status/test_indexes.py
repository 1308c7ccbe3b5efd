"""Indexes that give nothing away, and are given once."""

from __future__ import annotations

import timeit
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import MalformedInput
from microcred.status import IndexPermutation, random_free_index


@given(st.integers(1, 700), st.binary(min_size=16, max_size=64))
def test_every_index_is_given_once(length: int, secret: bytes) -> None:
    order = IndexPermutation(length, secret)
    assert sorted(order.index_at(n) for n in range(length)) == list(range(length))


def test_no_index_of_a_real_list_is_given_twice() -> None:
    order, _ = IndexPermutation.generate(131_072)
    given_away = {order.index_at(position) for position in range(20_000)}
    assert len(given_away) == 20_000
    assert max(given_away) < 131_072


def test_the_order_is_kept_by_its_secret() -> None:
    order, secret = IndexPermutation.generate(131_072)
    again = IndexPermutation(131_072, secret)
    another, _ = IndexPermutation.generate(131_072)
    first = [order.index_at(n) for n in range(50)]
    assert [again.index_at(n) for n in range(50)] == first
    assert [another.index_at(n) for n in range(50)] != first


def test_the_order_of_a_secret_never_changes() -> None:
    """A registry keeps the secret and how many it gave: another order would give some twice."""
    secret = bytes(range(32))
    first = [23042, 58562, 40701, 57153, 12491, 13787, 116310, 6492]
    assert [IndexPermutation(131_072, secret).index_at(n) for n in range(8)] == first
    assert [IndexPermutation(7, secret).index_at(n) for n in range(7)] == [5, 0, 4, 6, 1, 3, 2]


def test_the_first_credentials_are_spread_over_the_whole_list() -> None:
    order, _ = IndexPermutation.generate(131_072)
    first = [order.index_at(n) for n in range(1600)]
    per_sixteenth = [sum(index * 16 // 131_072 == part for index in first) for part in range(16)]
    assert all(40 < count < 180 for count in per_sixteenth), per_sixteenth  # 100 is expected
    rising = sum(a < b for a, b in pairwise(first))
    assert 650 < rising < 950  # half of them in a random order


@pytest.mark.parametrize("position", [10, 11, -1])
def test_a_full_list_has_no_further_index(position: int) -> None:
    order, _ = IndexPermutation.generate(10)
    with pytest.raises(MalformedInput) as caught:
        order.index_at(position)
    assert caught.value.code == "status-list-full"
    assert "10 indexes" in caught.value.message


@pytest.mark.parametrize(("length", "secret"), [(0, b"x" * 16), (5, b"x" * 15), (5, b"x" * 65)])
def test_a_weak_secret_is_refused(length: int, secret: bytes) -> None:
    with pytest.raises(ValueError, match="secret"):
        IndexPermutation(length, secret)


def test_the_secret_is_not_in_the_repr() -> None:
    order = IndexPermutation(5, b"sixteen byte key")
    assert "sixteen" not in repr(order)


@given(st.integers(1, 200), st.data())
def test_a_free_index_is_free(length: int, data: st.DataObject) -> None:
    used = data.draw(st.sets(st.integers(0, length - 1), max_size=length - 1))
    index = random_free_index(length, used)
    assert 0 <= index < length
    assert index not in used


def test_every_free_index_can_come() -> None:
    for used in ({0}, {0, 1, 2, 3}):
        free = set(range(5)) - used
        assert {random_free_index(5, used) for _ in range(300)} == free


def test_indexes_that_are_not_of_the_list_take_no_place() -> None:
    assert random_free_index(2, {0, 100, 200, 300}) == 1


def test_no_free_index_is_told() -> None:
    with pytest.raises(MalformedInput) as caught:
        random_free_index(3, {0, 1, 2})
    assert caught.value.code == "status-list-full"


def test_a_free_index_of_a_long_list_takes_microseconds() -> None:
    used = set(range(0, 1_048_576, 2))
    assert min(timeit.repeat(lambda: random_free_index(1_048_576, used), number=100, repeat=3)) < 1
