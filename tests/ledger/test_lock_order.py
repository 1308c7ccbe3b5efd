"""Whoever changes what a site shows waits for its turn before looking at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from microcred.keys import SigningKey
from microcred.ledger import Act, KeyRecord, add_key, retire_key, revoke_key, start_signing
from tests.holding import Holding
from tests.ledger.conftest import ISSUER, World

# SQLite holds the whole database from the beginning.
pytestmark = [
    pytest.mark.loopback,
    pytest.mark.parametrize("dialect", ["postgresql"], indirect=True),
]

TURN = "registry_info"
TABLES = (TURN, "achievements", "badges", "keys", "status_lists", "status_documents")


def act(world: World) -> Act:
    return Act(world.stamp(), "ana", "because")


def key(name: str, world: World, signs_from: str | None = None) -> KeyRecord:
    public = SigningKey.generate().public_key
    return KeyRecord(name, f"{ISSUER}#{name}", public, world.stamp(), signs_from=signs_from)


def issue(world: World) -> None:
    world.issue()


def revoke(world: World) -> None:
    world.change("revoke")


def renew(world: World) -> None:
    world.later(days=20)
    with world.database.writing() as connection:
        assert world.signer.renew(connection)


def rotate(world: World) -> None:
    with world.database.writing() as connection:
        start_signing(connection, "spare", act(world))


def retire(world: World) -> None:
    with world.database.writing() as connection:
        retire_key(connection, "spare", act(world))


def steal(world: World) -> None:
    with world.database.writing() as connection:
        revoke_key(connection, "spare", world.stamp(), act(world))


@pytest.mark.parametrize("verb", [issue, revoke, renew, rotate, retire, steal])
def test_the_turn_comes_first(world: World, verb: Callable[[World], None]) -> None:
    world.issue()
    with world.database.writing() as connection:
        add_key(connection, key("signs", world, world.stamp()), act(world))
        add_key(connection, key("spare", world), act(world))
    holding = Holding(world.database.engine, TABLES, looked_at=True)
    (held,) = holding.during(lambda: verb(world))
    assert held[0] == TURN
