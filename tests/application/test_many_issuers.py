"""Many issuers on one PostgreSQL, a schema each, that never see each other's rows."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from microcred import Achievement, Criteria
from microcred.application import SETTINGS_FILE, NewIssuer, Workspace, act_now
from microcred.application.awards import issue
from microcred.application.badges import find_badge
from microcred.application.upgrading import upgrade_workspace, workspaces_in
from microcred.authority import Principal
from microcred.errors import ConfigurationError
from microcred.ledger import Award
from microcred.registry import Connecting, Database
from tests.operated import OFFICE
from tests.postgres import fresh_database

pytestmark = pytest.mark.loopback

LISTENING = Achievement(
    id="https://hill.example/achievements/listening",
    name="Active Listening",
    description="Listens to students so that they feel heard.",
    criteria=Criteria(narrative="A recording, and a reflection."),
)


@pytest.fixture
def server(postgres_server: str) -> str:
    return fresh_database(postgres_server)


def begin(root: Path, server: str, name: str) -> Workspace:
    issuer = NewIssuer(name.title(), did=f"web:{name}.example", registry=server, schema=name)
    return Workspace.create_for(root / name, issuer, None, act_now("ann"))


def give(workspace: Workspace, *people: str) -> list[str]:
    awards = [Award.to(person, LISTENING) for person in people]
    issued = issue(workspace, awards, by=Principal.operator("ann"))
    return [one.badge.id for one in issued]


def rows(server: str, schema: str, table: str) -> int:
    with psycopg.connect(server.replace("+psycopg", "")) as connection:
        found = connection.execute(f'SELECT count(*) FROM "{schema}"."{table}"').fetchone()
    assert found is not None
    return int(found[0])


def test_two_issuers_never_see_each_others_rows(server: str, tmp_path: Path) -> None:
    with begin(tmp_path, server, "hill") as hill, begin(tmp_path, server, "lake") as lake:
        (first, second), (third,) = (
            give(hill, "a@b.example", "c@d.example"),
            give(lake, "a@b.example"),
        )
        assert [rows(server, schema, "badges") for schema in ("hill", "lake")] == [2, 1]
        assert find_badge(hill, third) is None
        assert find_badge(lake, first) is None
        assert find_badge(hill, second) is not None
        assert len(hill.keys()) == len(lake.keys()) == 1
        assert hill.keys()[0].key_id != lake.keys()[0].key_id
        # Each counts its own lists and changes from the beginning.
        assert [rows(server, schema, "status_lists") for schema in ("hill", "lake")] == [1, 1]
    with psycopg.connect(server.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)


def test_all_are_upgraded(server: str, tmp_path: Path) -> None:
    for name in ("hill", "lake"):
        begin(tmp_path, server, name).close()
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP SCHEMA lake CASCADE")  # as before its first upgrade
    changed = []
    for root in workspaces_in(tmp_path):
        with Workspace(root) as workspace:
            changed.append(upgrade_workspace(workspace, act_now("ann"), by=OFFICE).changed)
    assert changed == [False, True]
    assert rows(server, "lake", "badges") == 0


def test_the_options_of_a_url_are_honoured(server: str) -> None:
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA moor")
    options = "-csearch_path%3Dmoor%20-cstatement_timeout%3D7000"
    database = Database(f"{server}?options={options}", Connecting(wait_seconds=3))
    with database.reading() as connection:
        shown = [
            connection.execute(sa.text(f"SHOW {name}")).scalar()
            for name in ("search_path", "statement_timeout", "lock_timeout")
        ]
    database.close()
    assert shown == ["moor", "7s", "3s"]


@pytest.mark.parametrize("schema", ["Hill", "a b", "x;drop", "pg_catalog", ""])
def test_a_schema_is_a_plain_name(server: str, tmp_path: Path, schema: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(server, Connecting(schema=schema))
    assert caught.value.code == "registry"
    Workspace.create(tmp_path, "Hill").close()
    file = tmp_path / SETTINGS_FILE
    file.write_text(f'{file.read_text("utf-8")}[registry]\nschema = "{schema}"\n', "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        Workspace(tmp_path)
    assert caught.value.code == "invalid-settings"


def test_a_file_has_no_schema(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(tmp_path / "registry.sqlite3", Connecting(schema="hill"))
    assert caught.value.code == "registry"
