"""One SQL database, SQLite or PostgreSQL: connections, transactions, and its errors as ours."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from microcred.errors import ConfigurationError, MalformedInput, RegistryBusy, excerpt

_WAIT_SECONDS: Final = 30
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
_DRIVERS: Final = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class Database:
    """A database that many processes use at the same time.

    Every change is one transaction: it happens whole, or not at all. On SQLite a transaction
    that writes holds the whole database from its beginning, so that nothing read in it can have
    changed when it writes; on PostgreSQL, lock the rows that a decision stands on.

    Args:
        location: the path of an SQLite file, or a URL as SQLAlchemy writes it.

    Attributes:
        dialect: `sqlite` or `postgresql`.
        file: the SQLite file, or None.

    Raises:
        ConfigurationError: code `registry`, when the URL cannot be used.
    """

    def __init__(self, location: Path | str):
        try:
            url = _url_of(location)
            self.dialect: str = url.get_backend_name()
            is_file = self.dialect == "sqlite" and url.database not in (None, "", ":memory:")
            self.file = Path(url.database or "") if is_file else None
            self.engine = _engine(url)
            self._reading = self.engine
            if self.dialect == "postgresql":
                self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ")
        except (SQLAlchemyError, ImportError, ValueError) as error:
            # The URL may hold a password: it is not shown, and nor is what could not be read of it.
            message = f"the registry cannot be opened: {type(error).__name__}"
            if isinstance(error, ImportError):
                message += f" ({error}); for PostgreSQL install 'microcred[postgres]'"
            raise ConfigurationError(message, code="registry") from None

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
            RegistryBusy: another process held the database for too long.
            ConfigurationError: code `registry`, when the database refuses.
        """
        with _sql_errors(), self.engine.begin() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
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


def _check_texts(
    _connection: sa.Connection,
    _cursor: Any,
    _statement: str,
    _parameters: Any,
    context: Any,
    _many: bool,
) -> None:
    """Refuse what no text is, at the one place that every text comes through.

    PostgreSQL keeps no NUL, SQLite keeps what is after it where few look, and neither keeps half a
    character, as file names and arguments in bytes that are no UTF-8 bring it.
    """
    for row in getattr(context, "compiled_parameters", None) or ():  # not of our own SQL
        for name, value in row.items():
            if isinstance(value, str) and ("\0" in value or not _is_unicode(value)):
                message = f"{name} is not Unicode text without NUL: {excerpt(value)}"
                raise MalformedInput(message, code="not-unicode")


def _is_unicode(text: str) -> bool:
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _url_of(location: Path | str) -> sa.URL:
    if isinstance(location, Path):
        return sa.URL.create("sqlite", database=str(location))
    url = sa.make_url(location)
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def _engine(url: sa.URL) -> sa.Engine:
    engine = _engine_of_dialect(url)
    sa.event.listen(engine, "before_cursor_execute", _check_texts)
    return engine


def _engine_of_dialect(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "postgresql":
        options = f"-c lock_timeout={_WAIT_SECONDS * 1000}"
        return sa.create_engine(url, pool_pre_ping=True, connect_args={"options": options})
    if url.get_backend_name() != "sqlite":
        message = "a registry is kept in SQLite or PostgreSQL"
        raise ConfigurationError(message, code="registry")
    engine = sa.create_engine(url, connect_args={"timeout": _WAIT_SECONDS, "isolation_level": None})
    if url.database not in (None, "", ":memory:"):
        sa.event.listen(engine, "do_connect", lambda *_: _make_private(url.database or ""))
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_private(file: str) -> None:
    """Make a new database readable by its owner only; SQLite gives its other files the same mode.

    It holds the key of the recipients' hashes, and what is written about people's work.
    """
    with suppress(OSError):  # it is there already, or SQLite says what is wrong
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # Readers go on while somebody writes. What was committed is on the disk: a badge that was
    # handed out is never forgotten.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # What is deleted or erased is overwritten, not only unlinked.
    connection.execute("PRAGMA secure_delete = ON")


@contextmanager
def _sql_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _told(error) from error


def _told(error: SQLAlchemyError) -> ConfigurationError:
    """Return the database's error as ours, by its code."""
    original = error.orig if isinstance(error, DBAPIError) else error
    cause = (str(original).splitlines() or [""])[0]
    state = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    state = state or cause  # without a connection there is no code
    if state.startswith(_BUSY):
        message = f"the registry is in use by another command ({cause}); try again"
        return RegistryBusy(message)
    for states, code, message in _FAULTS:
        if state.startswith(states):
            return ConfigurationError(f"{message} ({cause})", code=code)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        message = f"the connection to the registry was lost ({cause}): perhaps before it was done"
        return ConfigurationError(message, code="registry-lost")
    return ConfigurationError(f"the registry refused: {cause}", code="registry")
