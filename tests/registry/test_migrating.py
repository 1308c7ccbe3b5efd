"""Tables of earlier and newer versions: brought up to date, or a clear answer."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import microcred.program.flow.tables  # noqa: F401  # its tables are among those of METADATA
from microcred.errors import ConfigurationError
from microcred.ledger import IssuedBadge
from microcred.ledger.badges import find_badges
from microcred.ledger.tables import BADGES, STATUS_LISTS
from microcred.registry import METADATA, Database, check_revision, upgrade
from microcred.registry.revision import read_revision, revisions

OLD_TABLE = """CREATE TABLE badges (id VARCHAR NOT NULL, achievement_id VARCHAR NOT NULL,
    key_id VARCHAR NOT NULL, format VARCHAR NOT NULL, issued_at VARCHAR NOT NULL,
    PRIMARY KEY (id))"""
OLD_INDEX = "ix_badges_achievement_id"
OLD_ROW = IssuedBadge("urn:x:1", "urn:x:a", "did:key:z#z", "png", "2026-01-01T00:00:00Z")


def old_database(location: Path | str) -> Database:
    """Make the table of the first workspaces, with a badge in it."""
    database = Database(location)
    with database.writing() as connection:
        connection.execute(sa.text(OLD_TABLE))
        connection.execute(
            sa.text("CREATE INDEX ix_badges_achievement_id ON badges (achievement_id)")
        )
        connection.execute(
            sa.text(
                "INSERT INTO badges VALUES ('urn:x:1', 'urn:x:a', 'did:key:z#z', 'png', "
                "'2026-01-01T00:00:00Z')"
            )
        )
    return database


def code_of_check(database: Database) -> str:
    with pytest.raises(ConfigurationError) as caught:
        check_revision(database)
    return caught.value.code


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_an_empty_database_has_no_tables(database_location: Path | str) -> None:
    database = Database(database_location)
    assert code_of_check(database) == "registry-missing"
    copied: list[str] = []
    assert upgrade(database, copied.append)
    check_revision(database)
    assert not upgrade(database, copied.append)
    assert copied == []
    database.close()


def test_several_that_make_the_tables_at_once_make_them_once(
    database_location: Path | str,
) -> None:
    def make(_number: int) -> bool:
        database = Database(database_location)
        try:
            return upgrade(database)
        finally:
            database.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(make, range(4))) == [False, False, False, True]


def test_an_old_database_says_what_to_do_and_keeps_its_badges(
    database_location: Path | str,
) -> None:
    database = old_database(database_location)
    assert code_of_check(database) == "registry-outdated"
    assert upgrade(database)
    check_revision(database)
    database.close()
    with closing(Database(database_location)) as again, again.reading() as connection:
        assert find_badges(connection, ["urn:x:1"]) == {"urn:x:1": OLD_ROW}


def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert code_of_check(database) == "registry-too-new"
    with pytest.raises(ConfigurationError) as caught:
        upgrade(database)
    assert caught.value.code == "registry-too-new"


def test_an_upgrade_that_fails_leaves_the_old_tables(
    database_location: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = old_database(database_location)
    with database.writing() as connection:  # in the way of what the migration makes last
        connection.execute(sa.text("CREATE TABLE status_events (id INTEGER)"))
    with pytest.raises(ConfigurationError):
        upgrade(database)
    assert code_of_check(database) == "registry-outdated"
    with database.reading() as connection:
        tables = set(sa.inspect(connection).get_table_names())
    assert tables - {"alembic_version"} == {"badges", "status_events"}
    database.close()


def test_no_two_badges_share_an_index(database: Database) -> None:
    row = {"achievement_id": "urn:x:a", "key_id": "k", "format": "json", "issued_at": "x"}
    with database.writing() as connection:
        connection.execute(
            STATUS_LISTS.insert(),
            {"id": 1, "base_url": "x", "length": 8, "secret": "", "given": 0, "opened_at": "x"},
        )
        connection.execute(BADGES.insert(), row | {"id": "a", "list_id": 1, "status_index": 5})
    with pytest.raises(ConfigurationError), database.writing() as connection:
        connection.execute(BADGES.insert(), row | {"id": "b", "list_id": 1, "status_index": 5})


def test_what_a_failed_change_did_is_undone(database: Database) -> None:
    row = {"achievement_id": "urn:x:a", "key_id": "k", "format": "json", "issued_at": "x"}
    with pytest.raises(ConfigurationError), database.writing() as connection:
        connection.execute(BADGES.insert(), [row | {"id": "a"}, row | {"id": "a"}])
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(BADGES)).scalar() == 0


def test_a_check_at_opening_does_not_load_alembic(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    database = Database(path)
    upgrade(database)
    database.close()
    code = (
        "import sys; from pathlib import Path\n"
        "from microcred.registry import Database, check_revision\n"
        "check_revision(Database(Path(sys.argv[1])))\n"
        "print('alembic' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True
    )
    assert run.stdout == "False\n"


def test_looking_for_a_registry_does_not_make_one(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    assert code_of_check(Database(path)) == "registry-missing"
    assert not path.exists()


def test_the_revisions_are_those_of_the_migrations(database: Database) -> None:
    from alembic.script import ScriptDirectory

    folder = resources.files("microcred.registry").joinpath("migrations")
    scripts = ScriptDirectory(str(folder)).walk_revisions()
    assert revisions() == tuple(sorted(script.revision for script in scripts))
    with database.reading() as connection:
        assert read_revision(connection) == revisions()[-1]


def test_each_migration_follows_the_one_before_it() -> None:
    from alembic.script import ScriptDirectory

    folder = resources.files("microcred.registry").joinpath("migrations")
    scripts = {
        each.revision: each.down_revision for each in ScriptDirectory(str(folder)).walk_revisions()
    }
    assert [scripts[each] for each in revisions()] == [None, *revisions()[:-1]]
