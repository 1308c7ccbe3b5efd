"""One SQL database, SQLite or PostgreSQL: connections, transactions, and its errors as ours."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from microcred.errors import ConfigurationError, RegistryBusy
from microcred.registry.engines import (
    Connecting,
    FileIdentity,
    file_of,
    identity_of,
    make_engine,
    url_of,
)
from microcred.registry.witness import Witness, watching

_BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01")
_FAULTS: Final = (
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "25006"),
        "registry-read-only",
        "the registry, or its folder, cannot be written; nothing was changed",
    ),
    (
        ("SQLITE_FULL", "SQLITE_IOERR", "53100", "58030"),
        "registry-full",
        "the registry's disk is full or failing; nothing was changed",
    ),
    (
        ("connection failed", "connection timeout expired"),
        "registry-unreachable",
        "the registry's server cannot be reached; nothing was changed",
    ),
)
"""How error codes begin, and our code and words for them.

SQLite's names have a detail appended, PostgreSQL's are SQLSTATEs: its words are in the language of
its host. The words of the last are psycopg's own, which are not translated."""


class Database:
    """A database that many processes and threads use at the same time.

    The threads of a process share one, and its pool of connections. A thread that has one of them
    asks for no second: all could then wait for each other.

    Every change is one transaction: it happens whole, or not at all. On SQLite a transaction
    that writes holds the whole database from its beginning, so that nothing read in it can have
    changed when it writes; on PostgreSQL, lock the rows that a decision stands on.

    Args:
        location: the path of an SQLite file, or a URL as SQLAlchemy writes it.
        connecting: how many connections there are, and how long one waits.
        witness: remembers how far the registry is, so that an older copy of it is known.

    Attributes:
        dialect: `sqlite` or `postgresql`.
        file: the SQLite file, or None.
        schema: of PostgreSQL, where the tables are; None where the connection says it.

    Raises:
        ConfigurationError: code `registry`, when the URL cannot be used.
    """

    def __init__(
        self,
        location: Path | str,
        connecting: Connecting | None = None,
        witness: Witness | None = None,
    ):
        self._witness = witness
        try:
            url = url_of(location)
            self.dialect: str = url.get_backend_name()
            self.file = file_of(url)
            connecting = connecting or Connecting()
            self.schema = connecting.schema
            self.engine = make_engine(url, connecting)
            self._reading = self.engine
            if self.dialect == "postgresql":
                self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ")
        except (SQLAlchemyError, ImportError, ValueError) as error:
            # The URL may hold a password: it is not shown, and nor is what could not be read of it.
            message = f"the registry cannot be opened: {type(error).__name__}"
            if isinstance(error, ImportError):
                message += f" ({error}); for PostgreSQL install 'microcred[postgres]'"
            raise ConfigurationError(message, code="registry") from None
        _OPEN.add(self)
        weakref.finalize(self, self.engine.dispose)

    @property
    def file_identity(self) -> FileIdentity | None:
        """What tells the SQLite file from another in its place; None where there is no file."""
        return None if self.file is None else identity_of(self.file)

    @property
    def exists(self) -> bool:
        """Tell whether there is anything to open: looking would make an empty SQLite file."""
        return self.file is None or self.file.exists()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Read in one transaction: everything is seen as of one moment.

        Raises:
            ConfigurationError: code `registry`, when the database refuses.
        """
        with _sql_errors(), self._reading.begin() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Change in one transaction, committed at the end, undone when anything is raised.

        Raises:
            RegistryBusy: another process held the database for too long, or the threads of this
                one had all connections.
            ConfigurationError: code `registry`, when the database refuses.
        """
        with watching(self._witness) as watch, _sql_errors(), self.engine.begin() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            watch(connection)
            yield connection

    def forget(self) -> None:
        """Overwrite what was erased in SQLite's write-ahead log too, unless a reader needs it yet.

        Raises:
            ConfigurationError: code `registry`, when the database refuses.
        """
        if self.file is not None:
            with _sql_errors(), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


_OPEN: Final[weakref.WeakSet[Database]] = weakref.WeakSet()
_INHERITED: Final[list[sa.Pool]] = []


def _connect_anew() -> None:
    """Let a forked process have connections of its own: those of its parent are not its to close.

    They are kept as they are, for the end of a connection is sent to the server, and on SQLite
    gives the parent's locks away.
    """
    for database in _OPEN:
        _INHERITED.append(database.engine.pool)
        database.engine.dispose(close=False)


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_connect_anew)


@contextmanager
def _sql_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _told(error) from error


def _told(error: SQLAlchemyError) -> ConfigurationError:
    """Return the database's error as ours, by its code."""
    if isinstance(error, sa.exc.TimeoutError):  # of the pool
        return RegistryBusy("all connections to the registry are in use; try again")
    original = error.orig if isinstance(error, DBAPIError) else error
    cause = (str(original).splitlines() or [""])[0]
    codes = (getattr(original, name, None) for name in ("sqlstate", "sqlite_errorname"))
    state = next(filter(None, codes), cause)  # without a connection there is no code
    if state.startswith(_BUSY):
        message = f"the registry is in use by others ({cause}); try again"
        return RegistryBusy(message)
    for states, code, message in _FAULTS:
        if state.startswith(states):
            return ConfigurationError(f"{message} ({cause})", code=code)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        message = f"the connection to the registry was lost ({cause}): perhaps before it was done"
        return ConfigurationError(message, code="registry-lost")
    return ConfigurationError(f"the registry refused: {cause}", code="registry")
