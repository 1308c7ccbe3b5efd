"""Transactions: what a reader sees."""

from __future__ import annotations

import os
import stat
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from microcred.errors import ConfigurationError, MalformedInput
from microcred.ledger.achievements import find_picture, keep_picture
from microcred.ledger.tables import CREDENTIALS, PICTURES
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


def test_what_is_named_must_be_there(database: Database) -> None:
    row = {"badge_id": "urn:x:1", "signed_at": "2026-01-01T00:00:00Z"}
    with pytest.raises(ConfigurationError) as caught, database.writing() as connection:
        connection.execute(sa.insert(CREDENTIALS), row)
    assert caught.value.code == "registry"


def test_a_picture_is_kept_once(database: Database) -> None:
    with database.writing() as connection:
        digests = {keep_picture(connection, "png", data) for data in (b"a", b"b", b"a")}
    with database.writing() as connection:
        assert keep_picture(connection, "png", b"a") in digests
        assert find_picture(connection, keep_picture(connection, "svg", b"c")) == (
            "image/svg+xml",
            b"c",
        )
        count = connection.execute(sa.select(sa.func.count()).select_from(PICTURES)).scalar_one()
    assert (len(digests), count) == (2, 3)


@pytest.mark.parametrize("text", ["a\0b", "\0", "a\udcff"])
def test_what_is_no_text_is_refused_with_its_place(database: Database, text: str) -> None:
    rows = [{"name": "one", "value": "1"}, {"name": "two", "value": text}]
    with pytest.raises(MalformedInput) as caught, database.writing() as connection:
        connection.execute(sa.insert(INFO), rows)
    assert caught.value.code == "not-unicode"
    assert caught.value.message.startswith("value is")
    with pytest.raises(MalformedInput), database.reading() as connection:
        connection.execute(sa.select(INFO).where(INFO.c.name == sa.bindparam("who")), {"who": text})
    with database.reading() as connection:
        assert connection.execute(sa.select(INFO).where(INFO.c.name == "one")).first() is None
