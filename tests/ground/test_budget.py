"""What a piece of work may cost, wherever in it that is asked."""

from __future__ import annotations

import itertools
import threading

import pytest

from microcred.budget import (
    OUT_OF_TIME,
    Allowance,
    Budget,
    Deadline,
    check_time,
    shared_allowance,
    spending,
)
from microcred.errors import LimitExceeded
from microcred.strict_json import parse_json


def ticking(seconds: float) -> Deadline:
    """Make a deadline whose stopwatch counts how often it is looked at."""
    count = itertools.count()
    return Deadline(seconds, lambda: float(next(count)))


def test_work_ends_when_time_is_up() -> None:
    with spending(Budget(ticking(3))):
        check_time()
        check_time()
        with pytest.raises(LimitExceeded) as told:
            check_time()
    assert told.value.code == OUT_OF_TIME
    check_time()  # nothing is being spent any more


def test_a_budget_holds_in_its_own_thread_and_inside_another() -> None:
    found: list[Allowance | None] = []
    outer, inner = Budget(ticking(3)), Budget(ticking(3))
    with spending(outer):
        with spending(inner):
            assert shared_allowance() is inner.allowance
        assert shared_allowance() is outer.allowance
        thread = threading.Thread(target=lambda: found.append(shared_allowance()))
        thread.start()
        thread.join()
    assert found == [None]


def test_all_json_that_is_read_shares_what_is_left() -> None:
    own = Allowance(containers=2)
    with spending(Budget(ticking(3), Allowance(containers=3, commas=1))):
        assert parse_json("[{}]", allowance=own) == [{}]
        with pytest.raises(LimitExceeded):
            parse_json("[]", allowance=own)
        assert parse_json("[1,2]") == [1, 2]
        for text in ("{}", "[1,2]"):
            with pytest.raises(LimitExceeded) as told:
                parse_json(text)
            assert told.value.code == "too-many-values"
        assert parse_json('"[,"') == "[,"
    assert parse_json("[{}, {}]") == [{}, {}]
