"""A workspace that is opened once, and shared by the threads of a process."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from microcred import Achievement, Criteria
from microcred.application import SETTINGS_FILE, KeyLife, Workspace, act_now
from microcred.application.awards import IssueOptions, issue
from microcred.application.badges import change_status, list_badges, show_badge
from microcred.application.choosing import BadgeChoice
from microcred.application.doctor.checkup import examine
from microcred.application.site import publish_site
from microcred.application.status_lists import redate, renew_lists
from microcred.authority import Principal
from microcred.errors import ConfigurationError, RegistryBusy
from microcred.ledger import Award
from microcred.registry import Connecting, Database, upgrade

LISTENING = Achievement(
    id="https://hill.example/listening",
    name="Active Listening",
    description="Listens to students so that they feel heard.",
    criteria=Criteria(narrative="Submit a recording."),
)


def connections_made(database: Database) -> list[object]:
    made: list[object] = []
    sa.event.listen(database.engine, "connect", lambda connection, _record: made.append(connection))
    return made


@pytest.fixture
def hill(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "hill", "Hill District") as workspace:
        yield workspace


def set_up(workspace: Workspace, table: str) -> None:
    file = workspace.root / SETTINGS_FILE
    file.write_text(f"{file.read_text('utf-8')}\n{table}\n", "utf-8")


def test_threads_share_one_pool(hill: Workspace) -> None:
    made = connections_made(hill.database)
    together = threading.Barrier(4)

    def look(_number: int) -> int:
        together.wait()
        return len(hill.keys())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(look, range(40))) == [1] * 40
    assert len(made) <= 4


def test_the_pool_has_the_size_that_is_set_and_tells_when_it_is_used_up(tmp_path: Path) -> None:
    Workspace.create(tmp_path, "Hill District").close()
    set_up(Workspace(tmp_path), "[registry]\nconnections = 2\nwait_seconds = 1")
    with (
        Workspace(tmp_path) as hill,
        hill.database.reading(),
        hill.database.reading(),
        pytest.raises(RegistryBusy) as caught,
        hill.database.reading(),
    ):
        pass
    assert caught.value.code == "registry-busy"


def test_a_closed_workspace_opens_again(hill: Workspace) -> None:
    before = hill.database
    hill.close()
    assert hill.database is not before
    assert len(hill.keys()) == 1


def test_another_file_under_the_same_name_is_noticed(hill: Workspace, tmp_path: Path) -> None:
    assert len(hill.keys()) == 1
    database = hill.database
    upgrade(Database(tmp_path / "empty.sqlite3"))
    (tmp_path / "empty.sqlite3").replace(hill.root / "registry.sqlite3")
    assert hill.keys() == []
    with database.reading() as connection:  # who holds the one that was opened reads the new file
        assert connection.execute(sa.text("SELECT count(*) FROM keys")).scalar() == 0


def test_a_file_that_is_gone_is_not_made_anew(hill: Workspace) -> None:
    database = hill.database
    shutil.move(hill.root / "registry.sqlite3", hill.root / "elsewhere.sqlite3")
    for read in (hill.keys, lambda: database.reading().__enter__()):
        with pytest.raises(ConfigurationError) as caught:
            read()
        assert caught.value.code == "registry-missing"
    assert not (hill.root / "registry.sqlite3").exists()


def test_a_forked_process_has_connections_of_its_own(database: Database) -> None:
    with database.reading():
        pass
    made = connections_made(database)
    child = multiprocessing.get_context("fork").Process(target=_use, args=(database,))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    with database.reading() as connection:  # its own are as they were
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
    assert made == []


def _use(database: Database) -> None:
    made = connections_made(database)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE registry_info SET value = value"))
    assert len(made) == 1


def test_an_unused_pool_costs_no_connection(registry_location: Path | str) -> None:
    database = Database(registry_location, Connecting(connections=3))
    made = connections_made(database)
    database.close()
    assert made == []


def test_nothing_wants_a_second_connection_while_it_has_one(tmp_path: Path) -> None:
    """Threads that each had one would wait for each other's second."""
    root = tmp_path / "hill"
    with Workspace.create(root, "Hill District", did="web:hill.example") as made:
        set_up(made, "[registry]\nconnections = 1\nwait_seconds = 1")
    office = Principal.operator("ann")
    with Workspace(root) as hill:
        award = Award.to("ana@school.example", LISTENING)
        (one,) = issue(hill, [award], IssueOptions(form="svg", public=True), by=office)
        chosen = BadgeChoice.of_ids(one.badge.id)
        assert change_status(hill, "suspend", chosen, by=office).changed
        assert list_badges(hill, by=office).badges
        assert show_badge(hill, one.badge.id, by=office).events
        renew_lists(hill, by=office)
        assert publish_site(hill, by=office).written
        found = examine(hill, by=office, thorough=True).faults.values()
        assert [fault.code for faults in found for fault in faults] == []
        KeyLife(hill, act_now("ann"), by=office).rotate()
        assert redate(hill, by=office).latest is None
