"""A disk, a database and a connection that fail: a clear error, nothing half done, then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from microcred.errors import ConfigurationError, RegistryBusy
from microcred.ledger import Selection, change_status, issue_badges
from microcred.ledger.badges import select_badges
from microcred.ledger.status_lists import find_editions
from microcred.registry import Connecting, Database, upgrade
from microcred.registry.changes import last_change
from tests.postgres import fresh_database

from .conftest import World, award

Work = Callable[[World], Any]


def issue(world: World) -> None:
    world.issue(*[award(f"p{number}") for number in range(5)], public=True)


def revoke(world: World) -> None:
    # A reason that needs more room than the last page of any table has left.
    world.change("revoke", achievement_id="urn:example:listening", reason="why " * 2000)


def state_of(database: Database) -> list[Any]:
    """Return all that a change could have changed."""
    with database.reading() as connection:
        badges = sorted(select_badges(connection, Selection()), key=lambda badge: badge.id)
        return [badges, find_editions(connection), last_change(connection)]


both = pytest.mark.parametrize("work", [issue, revoke])


def refused(world: World, work: Work, code: str) -> ConfigurationError:
    """Do what is refused with a code, and changes nothing."""
    with pytest.raises(ConfigurationError) as caught:
        work(world)
    assert caught.value.code == code
    return caught.value


@contextmanager
def another_database(world: World, database: Database) -> Iterator[None]:
    own, world.database = world.database, database
    try:
        yield
    finally:
        database.close()
        world.database = own


@pytest.fixture
def filled(world: World) -> World:
    issue(world)
    return world


@pytest.fixture
def sqlite_world(tmp_path: Path) -> Iterator[World]:
    database = Database(tmp_path / "registry.sqlite3")
    upgrade(database)
    world = World(database)
    issue(world)
    yield world
    database.close()


@both
def test_a_read_only_database(sqlite_world: World, work: Work) -> None:
    before = state_of(sqlite_world.database)
    file = sqlite_world.database.file
    with another_database(sqlite_world, Database(f"sqlite:///file:{file}?mode=ro&uri=true")):
        refused(sqlite_world, work, "registry-read-only")
    assert state_of(sqlite_world.database) == before
    work(sqlite_world)


@both
def test_a_full_disk(sqlite_world: World, work: Work) -> None:
    before = state_of(sqlite_world.database)
    assert sqlite_world.database.file is not None
    small = Database(sqlite_world.database.file)

    def bound(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(small.engine, "connect", bound)
    with another_database(sqlite_world, small):
        error = refused(sqlite_world, work, "registry-full")
    assert "full" in error.message
    assert state_of(sqlite_world.database) == before
    work(sqlite_world)


@both
def test_a_locked_database(filled: World, work: Work, registry_location: Path | str) -> None:
    impatient = Database(registry_location, Connecting(wait_seconds=0.2))
    before = state_of(filled.database)
    with filled.database.writing() as connection:
        connection.execute(sa.text("UPDATE registry_info SET value = value"))
        with (
            another_database(filled, impatient),
            pytest.raises(RegistryBusy) as caught,
        ):
            work(filled)
    assert caught.value.code == "registry-busy"
    assert state_of(filled.database) == before
    work(filled)


@pytest.mark.loopback
def test_a_server_that_is_down() -> None:
    world = World(Database("postgresql://postgres@127.0.0.1:1/gone"))
    error = refused(world, issue, "registry-unreachable")
    assert "cannot be reached" in error.message
    world.database.close()


@pytest.mark.loopback
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_connection_lost_in_the_middle_of_a_change(postgres_server: str, moment: str) -> None:
    location = fresh_database(postgres_server)
    database, other = Database(location), Database(location)
    upgrade(database)
    world = World(database)
    issue(world)
    before = state_of(database)

    def lose(connection: sa.Connection) -> None:
        pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with other.writing() as killer:
            killer.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    def change(world: World) -> None:
        with world.database.writing() as connection:
            if moment == "before":
                lose(connection)
            issue_badges(connection, world.terms(), [award()])
            meant = Selection(achievement_id="urn:example:listening")
            change_status(connection, world.signer, "revoke", meant, actor="bo")
            if moment == "after":
                lose(connection)

    refused(world, change, "registry-lost")
    assert state_of(other) == before
    issue(world)
    revoke(world)
    database.close()
    other.close()
