"""`microcred upgrade`: an old workspace says what to do, and is copied before it is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from microcred.application import Workspace, act_now
from microcred.application.upgrading import upgrade_workspace
from microcred.errors import ConfigurationError
from microcred.timestamps import fixed_clock
from tests.operated import OFFICE
from tests.registry.test_migrating import OLD_ROW, old_database

from .conftest import DEFINITION, Shell


def make_old() -> None:
    """Put the registry that the first version made into the workspace."""
    for path in Path().glob("registry.sqlite3*"):
        path.unlink()
    old_database(Path("registry.sqlite3").resolve()).close()


def test_an_old_workspace_says_what_to_do_and_keeps_its_badges(hill: Shell) -> None:
    make_old()
    words = ("issue", DEFINITION, "--to", "ana@school.example")
    assert hill.error(*words, code=2) == "registry-outdated"
    assert "microcred upgrade" in hill(*words, code=2).stderr
    hill("upgrade")
    assert hill.json("status", OLD_ROW.id)["state"] == "active"
    assert hill.issued() == 1


def test_the_copy_is_as_it_was_and_for_the_owner_only(hill: Shell) -> None:
    make_old()
    upgraded = hill.json("upgrade")
    copy = Path(upgraded["copy"])
    assert upgraded["changed"] is True
    assert copy.name.startswith("registry-0001-")
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert tables.fetchall() == [("badges",)]
        assert connection.execute("SELECT id FROM badges").fetchall() == [(OLD_ROW.id,)]
    assert not list(Path().glob("*.part"))


def test_a_second_upgrade_has_nothing_to_do(hill: Shell) -> None:
    before = hill.files()
    assert hill.json("upgrade")["changed"] is False
    assert hill("upgrade").stdout == "There is nothing to do.\n"
    assert {name for name in hill.files() if "-wal" not in name and "-shm" not in name} == before


def test_without_room_for_the_copy_nothing_is_changed(hill: Shell) -> None:
    make_old()
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    Path("registry-0001-20260601T000000Z.sqlite3").mkdir()
    workspace = Workspace(Path.cwd(), clock=fixed_clock(moment))
    with workspace, pytest.raises(ConfigurationError) as caught:
        upgrade_workspace(workspace, act_now("ann"), by=OFFICE)
    assert caught.value.code == "cannot-write-file"
    assert hill.error("badges", code=2) == "registry-outdated"
    assert not list(Path().glob("*.part"))


def test_a_workspace_of_a_newer_version_is_left_alone(hill: Shell) -> None:
    with closing(sqlite3.connect("registry.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for words in (("upgrade",), ("badges",), ("issue", DEFINITION, "--to", "a@b.example")):
        assert hill.error(*words, code=2) == "registry-too-new"


def test_all_workspaces_of_a_folder_are_upgraded(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("hill", "lake", "moor"):
        shell("init", name, "--name", name.title())
    for name in ("hill", "moor"):
        with monkeypatch.context() as there:
            there.chdir(tmp_path / name)
            make_old()
    (tmp_path / "moor" / "microcred.toml").write_text("[issuer", "utf-8")
    done = shell.json("upgrade", "--all", tmp_path, code=2)["workspaces"]
    assert [Path(each["workspace"]).name for each in done] == ["hill", "lake", "moor"]
    assert [each.get("changed") for each in done] == [True, False, None]
    assert done[2]["error"]["code"] == "invalid-settings"
    assert shell.json("upgrade", "--all", tmp_path, code=2)["workspaces"][0]["changed"] is False
    assert shell.error("upgrade", "--all", tmp_path / "hill", code=2) == "no-workspace"
    assert shell.error("upgrade", "--all", ".", "--workspace", "hill", code=2) == "invalid-option"
