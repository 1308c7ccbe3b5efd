"""The engines of SQLAlchemy for a registry: their pool of connections, and how each begins."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from microcred.errors import ConfigurationError, MalformedInput, excerpt

_DRIVERS: Final = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_SCHEMA: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}\Z")
_MEMORY: Final = (None, "", ":memory:")

FileIdentity = tuple[int, int]
"""Device and number of a file: another file under the same name has others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """How a process connects to a registry.

    Attributes:
        connections: how many its threads share, at most.
        wait_seconds: how long one waits for a free connection, and for what another holds.
        schema: of PostgreSQL, where its tables are; None for the one that the server chooses.
    """

    connections: int = 10
    wait_seconds: float = 30
    schema: str | None = None


def is_schema(name: str) -> bool:
    """Tell whether a text is the name of a schema, as it needs no quotes."""
    return _SCHEMA.match(name) is not None


def url_of(location: Path | str) -> sa.URL:
    """Return the URL of an SQLite file or of a database, with the driver that is used."""
    if isinstance(location, Path):
        return sa.URL.create("sqlite", database=str(location))
    url = sa.make_url(location)
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def file_of(url: sa.URL) -> Path | None:
    """Return the file of a database in SQLite; None for one in memory, and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in _MEMORY:
        return None
    name = url.database or ""
    return Path(unquote(name.removeprefix("file:")) if _is_uri(url) else name)


def _is_uri(url: sa.URL) -> bool:
    """Tell whether a file is named as SQLite's own URIs do, with a mode for example."""
    return "uri" in url.query


def identity_of(file: Path) -> FileIdentity | None:
    """Return what tells a file from another one that takes its place; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def make_engine(url: sa.URL, connecting: Connecting) -> sa.Engine:
    """Make the engine of a registry; nothing is connected yet.

    Raises:
        ConfigurationError: code `registry`; it is neither SQLite nor PostgreSQL, or the schema is
            none.
    """
    kind = url.get_backend_name()
    if kind not in ("postgresql", "sqlite"):
        message = "a registry is kept in SQLite or PostgreSQL"
        raise ConfigurationError(message, code="registry")
    make = _postgresql if kind == "postgresql" else _sqlite
    engine = make(url, connecting)
    sa.event.listen(engine, "before_cursor_execute", _check_texts)
    return engine


def _postgresql(url: sa.URL, connecting: Connecting) -> sa.Engine:
    options = [_options_of(url), f"-c lock_timeout={round(connecting.wait_seconds * 1000)}"]
    if connecting.schema is not None:
        if not is_schema(connecting.schema):
            message = f"{excerpt(connecting.schema)} is not the name of a schema"
            raise ConfigurationError(message, code="registry")
        options.append(f"-c search_path={connecting.schema}")
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"options": " ".join(filter(None, options))},
        **_pool(connecting),
    )


def _options_of(url: sa.URL) -> str:
    """Return the `options` that a URL has of its own; ours are added to them."""
    given = url.query.get("options", "")
    return given if isinstance(given, str) else " ".join(given)


def _sqlite(url: sa.URL, connecting: Connecting) -> sa.Engine:
    if connecting.schema is not None:
        message = "a schema is PostgreSQL's; a registry in SQLite is a file of its own"
        raise ConfigurationError(message, code="registry")
    file = file_of(url)
    arguments = {"timeout": connecting.wait_seconds, "isolation_level": None}
    pool = {} if file is None else _pool(connecting)
    engine = sa.create_engine(url, connect_args=arguments, **pool)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    if file is not None:
        _keep_to_file(engine, file)
        if not _is_uri(url):
            sa.event.listen(engine, "do_connect", lambda *_: _make_private(file))
    return engine


def _pool(connecting: Connecting) -> dict[str, Any]:
    return {
        "pool_size": connecting.connections,
        "max_overflow": 0,
        "pool_timeout": connecting.wait_seconds,
    }


def _keep_to_file(engine: sa.Engine, file: Path) -> None:
    """Let no connection be used for a file that is not there any more, or is another one now."""

    def remember(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = identity_of(file)

    def compare(
        _connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        found = identity_of(file)
        if found is None:
            raise registry_missing(file)
        if found != record.info["file"]:
            raise DisconnectionError  # the pool connects anew

    sa.event.listen(engine, "connect", remember)
    sa.event.listen(engine, "checkout", compare)


def registry_missing(file: Path | None) -> ConfigurationError:
    """Make the error of a registry whose file is not there."""
    message, data = f"there is no registry at {file}", {"file": str(file)}
    return ConfigurationError(message, code="registry-missing", data=data)


def _make_private(file: Path) -> None:
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
