"""A real PostgreSQL on a free port of this machine, for the tests that want one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)


class PostgresUnavailableError(Exception):
    """There is no PostgreSQL here that could be started; the message says why."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server with an empty folder; give the URL of its `postgres` database.

    Raises:
        PostgresUnavailableError: it is not installed.
    """
    pg_ctl = shutil.which("pg_ctl") or next(
        (str(folder / "pg_ctl") for folder in reversed(_PROGRAMS)), None
    )
    if pg_ctl is None:
        raise PostgresUnavailableError("no PostgreSQL server is installed (Debian: postgresql)")
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        data, port = Path(folder) / "data", _free_port()
        as_user = _unprivileged(Path(folder))
        # What it holds need not outlive the machine.
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} {quick}"
        _run([*as_user, str(Path(pg_ctl).with_name("initdb")), "-D", str(data), "-U", "postgres",
              "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
        _run([*as_user, pg_ctl, "-D", str(data), "-w", "-l", f"{folder}/log", "-o", options,
              "start"])  # fmt: skip
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run([*as_user, pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop"])


def fresh_database(server: str) -> str:
    """Make an empty database; give its URL."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server.rpartition('/')[0]}/{name}"


def need(error: Exception) -> None:
    """Skip for want of a real part; in continuous integration fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{error} (and the variable CI is set)", pytrace=False)
    pytest.skip(str(error))


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user that Debian made for it."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
