"""A key that takes long to sign lets nobody wait, and loses nothing when it is ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from microcred.errors import Conflict, UnusableKey
from microcred.keys import CallableKey
from microcred.ledger import Act, KeyRecord, Selection, add_key
from microcred.ledger.badges import select_badges
from microcred.ledger.issuing_slowly import issue_slowly

from .conftest import World, award


class Slow:
    """Signs as a key does, and does something meanwhile."""

    def __init__(self, world: World):
        key = world.key
        self.meanwhile: Callable[[], object] = lambda: None
        self.real = key
        world.key = CallableKey(key.public_key, self.sign, key_id=key.key_id)

    def sign(self, data: bytes) -> bytes:
        self.meanwhile()
        return self.real.sign(data)


def indexes(world: World) -> list[int]:
    with world.database.reading() as connection:
        return sorted(badge.status_index or 0 for badge in select_badges(connection, Selection()))


def test_others_write_while_it_signs(world: World) -> None:
    world.issue()  # opens the lists
    slow, written = Slow(world), list[int]()

    def write() -> None:
        with world.database.writing():
            written.append(1)

    slow.meanwhile = write
    issued = issue_slowly(world.database, world.terms(), [award(), award()])
    assert len(written) >= 2
    assert len({one.badge.status_index for one in issued}) == 2
    assert len(indexes(world)) == 3
    assert all(world.verify(one.signed).verdict == "valid" for one in issued)


def test_what_ends_while_it_signs_records_nothing_and_uses_no_place_twice(world: World) -> None:
    world.issue()
    slow = Slow(world)

    def end() -> None:
        raise KeyboardInterrupt

    slow.meanwhile = end
    with pytest.raises(KeyboardInterrupt):
        issue_slowly(world.database, world.terms(), [award()])
    assert len(indexes(world)) == 1
    slow.meanwhile = lambda: None
    issue_slowly(world.database, world.terms(), [award()])
    found = indexes(world)
    assert len(found) == len(set(found)) == 2


def test_a_key_that_was_replaced_meanwhile_issues_nothing(world: World) -> None:
    world.issue()
    slow, done = Slow(world), list[int]()

    def rotate() -> None:
        if not done:
            done.append(1)
            began, ended = "2026-01-01T00:00:00Z", "2026-06-01T12:00:01Z"
            record = KeyRecord(
                "key-1", world.key.key_id, world.key.public_key, began, retired_at=ended
            )
            with world.database.writing() as connection:
                add_key(connection, record, Act(ended, "ana"))

    slow.meanwhile = rotate
    with pytest.raises(UnusableKey) as caught:
        issue_slowly(world.database, world.terms(), [award()])
    assert caught.value.code == "key-ended"
    assert len(indexes(world)) == 1


def test_a_badge_that_another_process_recorded_meanwhile_is_not_recorded_twice(
    world: World,
) -> None:
    world.issue()
    slow, done = Slow(world), list[int]()
    noted = award(badge_id="urn:uuid:0f6a5f4e-0c1f-4a52-9d6c-3f0a5a1f2a71")

    def issue_too() -> None:
        if not done:
            done.append(1)
            world.issue(noted)

    slow.meanwhile = issue_too
    with pytest.raises(Conflict) as caught:
        issue_slowly(world.database, world.terms(), [noted])
    assert caught.value.code == "changed-meanwhile"
    assert len(indexes(world)) == 2


def test_no_awards_are_no_badges(world: World) -> None:
    assert issue_slowly(world.database, world.terms(), []) == []
