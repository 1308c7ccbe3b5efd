"""The record of what was issued."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError
from microcred.registry import IssuedBadge, Registry
from microcred.registry.badges import add_badges, count_by_holder


def badge(number: int, issued_at: str = "2026-01-01T00:00:00Z") -> IssuedBadge:
    return IssuedBadge(f"urn:example:{number}", "urn:example:a", "did:key:z#z", "png", issued_at)


def record(registry: Registry, *badges: IssuedBadge) -> None:
    with registry.database.writing() as connection:
        add_badges(connection, badges)


@pytest.fixture
def registry(database_location: Path | str) -> Iterator[Registry]:
    registry = Registry(database_location)
    registry.create()
    yield registry
    registry.close()


def test_what_was_recorded_is_found(registry: Registry) -> None:
    record(registry, badge(1), badge(2))
    assert registry.find("urn:example:2") == badge(2)
    assert registry.find("urn:example:3") is None
    assert registry.count() == 2


def test_badges_that_stand_are_counted_by_achievement_and_holder(registry: Registry) -> None:
    other = replace(badge(4), achievement_id="urn:example:b")
    gone = replace(badge(5), revoked_at="2026-02-01T00:00:00Z")
    waiting = replace(badge(6), suspended_at="2026-02-01T00:00:00Z")
    ana, ben = replace(badge(7), recipient="ana"), replace(badge(8), recipient="ben")
    again = replace(badge(9), recipient="ana")
    record(registry, badge(1), badge(2), other, gone, waiting, ana, ben, again)
    with registry.database.reading() as connection:
        counts = set(count_by_holder(connection))
    assert counts == {
        ("urn:example:a", badge(1).recipient, 2),
        ("urn:example:a", "ana", 2),
        ("urn:example:a", "ben", 1),
        ("urn:example:b", badge(4).recipient, 1),
    }


def test_making_it_again_keeps_it(registry: Registry) -> None:
    record(registry, badge(1))
    registry.create()
    assert registry.count() == 1


def test_several_at_once(registry: Registry, database_location: Path | str) -> None:
    failures: list[ConfigurationError] = []

    def work(start: int) -> None:
        own = Registry(database_location)
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
    assert registry.count() == 60


@pytest.mark.parametrize("data", [None, b"", b"this is no database, but long enough to be read"])
def test_a_missing_or_broken_database_is_an_error(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigurationError) as caught:
        record(Registry(path), badge(1))
    assert caught.value.code == "registry"


@pytest.mark.parametrize("url", ["", "nonsense", "nosuchdialect://user:secret@host/db"])
def test_a_url_that_cannot_be_used(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Registry(url)
    assert caught.value.code == "registry"
    assert "secret" not in caught.value.message
