"""Transactions: what a reader sees."""

from __future__ import annotations

import os
import stat
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from microcred.errors import ConfigurationError
from microcred.registry import Database, upgrade
from microcred.registry.tables import INFO


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.insert(INFO).values(name="seen", value="before"))
    query = sa.select(INFO.c.value).where(INFO.c.name == "seen")
    with database.reading() as reader:
        assert reader.execute(query).scalar_one() == "before"
        with database.writing() as connection:
            connection.execute(sa.update(INFO).where(INFO.c.name == "seen").values(value="after"))
        assert reader.execute(query).scalar_one() == "before"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_only_the_owner_reads_a_new_sqlite_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "registry.sqlite3")
    upgrade(database)
    with database.reading():
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()
    assert modes["registry.sqlite3"] == 0o600
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("url", ["postgresql://a:b@h:s3cret/b", "mysql://a:s3cret@h/b", "s3cret"])
def test_a_password_is_never_told_not_even_where_it_breaks_the_address(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(url)
    assert caught.value.code == "registry"
    assert "s3" not in "".join(traceback.format_exception(caught.value)).replace(url, "")


def test_the_mode_that_somebody_gave_a_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "registry.sqlite3"
    file.touch(mode=0o640)
    database = Database(file)
    upgrade(database)
    database.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
