"""A registry that was put back to an earlier state is known, and refuses to go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError
from microcred.registry import Database
from microcred.registry.changes import hold_changes
from microcred.registry.witness import FileWitness, Seen, read_seen
from tests.databases import MigratedFile


@pytest.fixture
def witness(tmp_path: Path) -> FileWitness:
    return FileWitness(tmp_path / "seen.json")


def act(database: Database) -> None:
    with database.writing() as connection:
        hold_changes(connection)
        hold_changes(connection)  # is the same act


def undone(database: Database) -> None:
    with database.writing() as connection:
        hold_changes(connection)
        raise RuntimeError


def acts(database: Database) -> int:
    with database.reading() as connection:
        return read_seen(connection).acts


def test_each_act_is_counted_once_and_noted(
    registry_location: Path | str, witness: FileWitness
) -> None:
    database = Database(registry_location, witness=witness)
    for count in (1, 2, 3):
        act(database)
        last = witness.last()
        assert last is not None
        assert (acts(database), last.acts) == (count, count)
    database.close()


def test_an_act_that_was_undone_is_not_noted(
    registry_location: Path | str, witness: FileWitness
) -> None:
    database = Database(registry_location, witness=witness)
    act(database)
    with pytest.raises(RuntimeError):
        undone(database)
    last = witness.last()
    assert last is not None
    assert (acts(database), last.acts) == (1, 1)
    with database.writing():
        pass
    assert witness.last() == last
    database.close()


def test_an_older_copy_refuses_every_act_and_stays_as_it_is(
    tmp_path: Path, migrated_file: MigratedFile, witness: FileWitness
) -> None:
    sqlite_registry = migrated_file.copy_to(tmp_path / "registry.sqlite3")
    database = Database(sqlite_registry, witness=witness)
    act(database)
    database.close()
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(sqlite_registry, copy)
    database = Database(sqlite_registry, witness=witness)
    act(database)
    database.close()
    older = Database(copy, witness=witness)
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="is at act 1 and was at 2") as caught:
            act(older)
        assert caught.value.code == "registry-restored"
    assert acts(older) == 1
    older.close()


def test_another_registry_is_refused_too(
    registry_location: Path | str, witness: FileWitness
) -> None:
    witness.note(Seen("another", 1))
    database = Database(registry_location, witness=witness)
    with pytest.raises(ConfigurationError, match="another one") as caught:
        act(database)
    assert caught.value.code == "registry-restored"
    database.close()


def test_a_copy_that_is_held_is_read_and_not_written(
    registry_location: Path | str, witness: FileWitness
) -> None:
    database = Database(registry_location, witness=witness)
    with database.reading() as connection:
        seen = read_seen(connection)
    witness.note(Seen(seen.registry, 7, held=True))
    with pytest.raises(ConfigurationError) as caught, database.writing():
        pass
    assert caught.value.code == "registry-held"
    assert acts(database) == seen.acts
    database.close()


def test_what_comes_late_does_not_turn_a_witness_back(witness: FileWitness) -> None:
    witness.note(Seen("one", 5))
    witness.note(Seen("one", 4))
    assert witness.last() == Seen("one", 5)
    witness.note(Seen("other", 1))
    assert witness.last() == Seen("other", 1)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"registry": "a", "acts": "many"}'])
def test_a_damaged_witness_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "seen.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        FileWitness(path).last()
    assert caught.value.code == "damaged-witness"
