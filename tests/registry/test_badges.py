"""The record of what was issued."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.event import listen

from microcred.errors import ConfigurationError
from microcred.ledger import IssuedBadge, Selection
from microcred.ledger.badges import (
    add_badges,
    count_badges,
    count_by_holder,
    find_badges,
    page_of_badges,
    select_badges,
)
from microcred.registry import Database, upgrade


def badge(number: int, issued_at: str = "2026-01-01T00:00:00Z") -> IssuedBadge:
    return IssuedBadge(f"urn:example:{number}", "urn:example:a", "did:key:z#z", "png", issued_at)


def record(database: Database, *badges: IssuedBadge) -> None:
    with database.writing() as connection:
        add_badges(connection, badges)


def find(database: Database, badge_id: str) -> IssuedBadge | None:
    with database.reading() as connection:
        return find_badges(connection, [badge_id]).get(badge_id)


def count(database: Database) -> int:
    with database.reading() as connection:
        return count_badges(connection)


def test_what_was_recorded_is_found(database: Database) -> None:
    record(database, badge(1), badge(2))
    assert find(database, "urn:example:2") == badge(2)
    assert find(database, "urn:example:3") is None
    assert count(database) == 2


def test_badges_that_stand_are_counted_by_achievement_and_holder(database: Database) -> None:
    other = replace(badge(4), achievement_id="urn:example:b")
    gone = replace(badge(5), revoked_at="2026-02-01T00:00:00Z")
    waiting = replace(badge(6), suspended_at="2026-02-01T00:00:00Z")
    ana, ben = replace(badge(7), recipient="ana"), replace(badge(8), recipient="ben")
    again = replace(badge(9), recipient="ana")
    record(database, badge(1), badge(2), other, gone, waiting, ana, ben, again)
    with database.reading() as connection:
        counts = set(count_by_holder(connection))
    assert counts == {
        ("urn:example:a", badge(1).recipient, 2),
        ("urn:example:a", "ana", 2),
        ("urn:example:a", "ben", 1),
        ("urn:example:b", badge(4).recipient, 1),
    }


def test_a_badge_is_in_one_state(database: Database) -> None:
    """One that was suspended before it was revoked is revoked."""
    moment = "2026-02-01T00:00:00Z"
    badges = {
        "active": badge(1),
        "suspended": replace(badge(2), suspended_at=moment),
        "revoked": replace(badge(3), suspended_at=moment, revoked_at=moment),
    }
    record(database, *badges.values())
    for state, expected in badges.items():
        assert expected.state == state
        with database.reading() as connection:
            found = list(select_badges(connection, Selection(state=expected.state)))
        assert found == [expected]


def test_a_selection_is_what_fits_all_of_it(database: Database) -> None:
    mine = [replace(badge(number), recipient="h1") for number in (1, 2)]
    others = [replace(badge(number), recipient="h2") for number in (3, 4)]
    record(database, *mine, *others)
    ids = frozenset({mine[0].id, others[0].id})
    both = Selection(ids=ids, recipients=frozenset({"h1"}))
    with database.reading() as connection:
        assert list(select_badges(connection, both)) == [mine[0]]
        assert page_of_badges(connection, both) == [mine[0]]
        assert list(select_badges(connection, Selection(ids=frozenset()))) == []


def test_more_ids_than_one_statement_can_name(database: Database) -> None:
    badges = [badge(number) for number in range(1200)]
    record(database, *badges)
    ids = frozenset(item.id for item in badges)
    statements: list[str] = []
    with database.reading() as connection:
        listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
        assert len(list(select_badges(connection, Selection(ids=ids)))) == 1200
    assert len(statements) == 3


def test_making_it_again_keeps_it(database: Database) -> None:
    record(database, badge(1))
    upgrade(database)
    assert count(database) == 1


def test_several_at_once(database: Database, registry_location: Path | str) -> None:
    failures: list[ConfigurationError] = []

    def work(start: int) -> None:
        own = Database(registry_location)
        try:
            for number in range(start, start + 10):
                record(own, badge(number))
        except ConfigurationError as error:
            failures.append(error)
        own.close()

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 60, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count(database) == 60


@pytest.mark.parametrize("data", [None, b"", b"this is no database, but long enough to be read"])
def test_a_missing_or_broken_database_is_an_error(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigurationError) as caught:
        record(Database(path), badge(1))
    assert caught.value.code == "registry"


@pytest.mark.parametrize("url", ["", "nonsense", "nosuchdialect://user:secret@host/db"])
def test_a_url_that_cannot_be_used(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(url)
    assert caught.value.code == "registry"
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(achievement_id="urn:example:a"),
        Selection(run_id="run-1"),
        Selection(key_id="did:key:z#z"),
        Selection(recipients=frozenset({"ana"})),
        Selection(state="revoked"),
        Selection(state="suspended"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(selection: Selection, tmp_path: Path) -> None:
    """Nothing is sorted, and no more is read than is shown."""
    database = Database(tmp_path / "registry.sqlite3")
    upgrade(database)
    asked: list[tuple[str, Any]] = []

    def remember(*given: Any) -> None:
        asked.append((given[2], given[3]))

    with database.reading() as connection:
        listen(database.engine, "before_cursor_execute", remember)
        page_of_badges(connection, selection, after=badge(1), limit=3)
        ((statement, parameters),) = asked
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = " / ".join(row[3] for row in plan)
    database.close()
    assert steps.count("USING INDEX ix_badges_") == 1, steps
    assert "TEMP B-TREE" not in steps
