"""Databases that have the registry's tables already: migrating costs more than most tests do."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql

from microcred.registry import Database, upgrade
from tests.postgres import fresh_database


class MigratedFile:
    """An SQLite file with the registry's tables, to be copied.

    Args:
        folder: where it is kept.
    """

    def __init__(self, folder: Path):
        self._file = folder / "registry.sqlite3"
        _migrate(self._file)

    def copy_to(self, file: Path) -> Path:
        """Return a copy, which only its owner reads as one that the registry makes itself."""
        shutil.copy(self._file, file)
        return file


class MigratedPostgres:
    """A PostgreSQL database with the registry's tables, which one test after the other has.

    Emptying it takes a tenth of what `CREATE DATABASE ... TEMPLATE` does: a database of PostgreSQL
    is some three hundred files.

    Args:
        server: the URL of a database of the server.
    """

    def __init__(self, server: str):
        self.url = fresh_database(server)
        _migrate(self.url)
        with self._connected() as connection:
            names = _tables(connection)
            self._empty = sql.SQL(";").join(
                [
                    sql.SQL("SET session_replication_role = replica"),  # in any order of tables
                    *(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names),
                    sql.SQL("SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"),
                ]
            )
            self._began_with = {
                name: connection.execute(_all_of(name)).fetchall() for name in names
            }

    def empty(self) -> None:
        """Make it as it was after the migrations, whoever is still connected to it."""
        with self._connected() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            for name in set(_tables(connection)) - self._began_with.keys():
                connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
            connection.execute(self._empty)
            for name, rows in self._began_with.items():
                for row in rows:
                    connection.execute(_insert(name, len(row)), row)

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self.url.replace("+psycopg", ""))


def _migrate(location: Path | str) -> None:
    with closing(Database(location)) as database:
        upgrade(database)


def _tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in found]


def _all_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))


def _insert(table: str, columns: int) -> sql.Composed:
    values = sql.SQL(", ").join([sql.Placeholder()] * columns)
    return sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(table), values)
