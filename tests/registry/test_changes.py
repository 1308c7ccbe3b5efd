"""Numbers of changes: without gaps, in the order of committing."""

from __future__ import annotations

import threading

import pytest

from microcred.registry import Database
from microcred.registry.changes import add_changes, last_change
from tests.changes import Change, changes_since


def test_each_subject_has_a_number_of_its_own(database: Database) -> None:
    with database.writing() as connection:
        assert last_change(connection) == 0
        assert add_changes(connection, []) == 0
        assert add_changes(connection, [("badge", "a"), ("list", "1"), ("badge", "a")]) == 2
        assert add_changes(connection, [("badge", "a")]) == 3
    with database.reading() as connection:
        assert changes_since(connection, 1) == [Change(2, "list", "1"), Change(3, "badge", "a")]
        assert last_change(connection) == 3


def test_a_number_that_was_not_committed_is_given_again(database: Database) -> None:
    def fail() -> None:
        with database.writing() as connection:
            raise KeyError(add_changes(connection, [("badge", "a")]))

    with pytest.raises(KeyError):
        fail()
    with database.writing() as connection:
        assert add_changes(connection, [("badge", "b")]) == 1


def test_who_comes_second_waits_and_gets_the_next_number(database: Database) -> None:
    seen: list[int] = []

    def second() -> None:
        with database.writing() as connection:
            seen.append(add_changes(connection, [("badge", "second")]))

    thread = threading.Thread(target=second)
    with database.writing() as connection:
        add_changes(connection, [("badge", "first")])
        thread.start()
        thread.join(0.3)
        assert seen == []
    thread.join(30)
    assert seen == [2]


def test_many_at_once_leave_no_gap(database: Database) -> None:
    def work(name: str) -> None:
        for turn in range(10):
            with database.writing() as connection:
                add_changes(connection, [("badge", f"{name}-{turn}"), ("list", name)])

    threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        numbers = [change.number for change in changes_since(connection, 0)]
    assert numbers == list(range(1, 101))
