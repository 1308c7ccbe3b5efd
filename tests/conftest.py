"""What every test shares: no sockets, unless a test says that it serves itself on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.postgres import PostgresUnavailableError, fresh_database, need, running_postgres

if TYPE_CHECKING:
    from microcred.registry import Database
    from tests.keys.softhsm import Token


@pytest.fixture(autouse=True)
def _no_sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("loopback"):
        return

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a test opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Provide the URL of a PostgreSQL that runs for the session."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except PostgresUnavailableError as error:
            need(error)
            raise
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.loopback)])
def database_location(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Provide where an empty database is: an SQLite file, and then a PostgreSQL database."""
    if request.param == "sqlite":
        return tmp_path / "a folder?with=odd#name.sqlite3"
    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def database(database_location: Path | str) -> Iterator[Database]:
    """Provide a database with the registry's tables, on SQLite and then on PostgreSQL."""
    from microcred.registry import Database, upgrade  # only where a test wants one

    database = Database(database_location)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Token:
    """Provide a real PKCS #11 token."""
    from tests.keys.softhsm import make_token  # only where a test wants one

    return make_token(tmp_path_factory.mktemp("softhsm"))
