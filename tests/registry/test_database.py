"""Transactions: what a reader sees."""

from __future__ import annotations

import sqlalchemy as sa

from microcred.registry import Database
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
