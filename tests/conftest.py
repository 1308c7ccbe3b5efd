"""What every test shares: no sockets, unless a test says that it serves itself on loopback."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import PostgresUnavailableError, fresh_database, need, running_postgres

if TYPE_CHECKING:
    from microcred.registry import Database
    from tests.databases import MigratedFile, MigratedPostgres
    from tests.keys.softhsm import Token

# How fast examples are made says how busy the machine is, and nothing of what is tested.
settings.register_profile(
    "busy-machine", settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
)
settings.load_profile("busy-machine")

# Each has a database server and a browser of its own.
MOST_PROCESSES = 8
ODD_NAME = "a folder?with=odd#name.sqlite3"


def pytest_configure(config: pytest.Config) -> None:
    """Leave the slow corpora out of a whole run, which `.ci/run` plays after it."""
    if _is_whole(config) and not config.option.markexpr:
        config.option.markexpr = "not corpus"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share a whole run among processors; a part of it needs no second process to start."""
    return min(os.cpu_count() or 1, MOST_PROCESSES) if _is_whole(config) else 0


def _is_whole(config: pytest.Config) -> bool:
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS


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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> MigratedFile:
    """Return an SQLite file with the registry's tables, to be copied."""
    from tests.databases import MigratedFile  # only where a test wants one

    return MigratedFile(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> MigratedPostgres:
    """Return a PostgreSQL database with the registry's tables, to be emptied after each test."""
    from tests.databases import MigratedPostgres  # only where a test wants one

    return MigratedPostgres(postgres_server)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.loopback)])
def dialect(request: pytest.FixtureRequest) -> str:
    """Return one kind of database, and then the other."""
    return str(request.param)


@pytest.fixture
def database_location(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Return where an empty database is: an SQLite file, and then a PostgreSQL database."""
    if dialect == "sqlite":
        return tmp_path / ODD_NAME
    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def registry_location(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Path | str]:
    """Return where a database with the registry's tables is, on SQLite and then on PostgreSQL."""
    if dialect == "sqlite":
        yield request.getfixturevalue("migrated_file").copy_to(tmp_path / ODD_NAME)
        return
    postgres = request.getfixturevalue("migrated_postgres")
    yield postgres.url
    postgres.empty()


@pytest.fixture
def database(registry_location: Path | str) -> Iterator[Database]:
    """Return a database with the registry's tables, on SQLite and then on PostgreSQL."""
    from microcred.registry import Database  # only where a test wants one

    database = Database(registry_location)
    yield database
    database.close()


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Token:
    """Provide a real PKCS #11 token."""
    from tests.keys.softhsm import make_token  # only where a test wants one

    return make_token(tmp_path_factory.mktemp("softhsm"))
