"""Eight processes issue into one registry: no index is given twice, no change is lost."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa

from microcred.issuing import Issuer
from microcred.keys import SigningKey
from microcred.ledger import Run, Selection, Terms, issue_badges
from microcred.ledger.badges import select_badges
from microcred.ledger.status_lists import find_pairs, open_pair
from microcred.ledger.tables import STATUS_LISTS
from microcred.models import Profile
from microcred.registry import Database
from tests.changes import changes_since

from .conftest import ISSUER, SETTINGS, SITE, award

# The processes are asked for over a socket of this machine.
pytestmark = pytest.mark.loopback

PROCESSES = 8
BATCHES = 6
BADGES = 5


def issue_batches(location: Path | str, number: int, together: Barrier) -> None:
    """Issue as one process of several; every second batch is public, so that it has changes."""
    key = SigningKey.generate("Ed25519", key_id=f"{ISSUER}#key-1")
    issuer = Issuer(Profile(id=ISSUER, name="Hill District"), key, suite="eddsa-jcs-2022")
    run = Run(f"run-{number}", "mint", "2026-06-01T12:00:00Z", "ana")
    database = Database(location)
    together.wait(60)
    for batch in range(BATCHES):
        terms = Terms(issuer=issuer, settings=SETTINGS, run=run, public=bool(batch % 2))
        awards = [award(f"p{number}-{batch}-{place}") for place in range(BADGES)]
        with database.writing() as connection:
            issue_badges(connection, terms, awards)
    database.close()


def run_together(location: Path | str) -> None:
    # Forked from a server that has nothing open, and has loaded this module once for all.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    together = context.Barrier(PROCESSES)
    processes = [
        context.Process(target=issue_batches, args=(location, number, together))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * PROCESSES


def test_no_index_is_given_twice(database: Database, registry_location: Path | str) -> None:
    run_together(registry_location)
    with database.reading() as connection:
        badges = list(select_badges(connection, Selection()))
        pairs = find_pairs(connection)
        changes = changes_since(connection, 0)
    total = PROCESSES * BATCHES * BADGES
    assert len(badges) == total
    assert len({(badge.list_id, badge.status_index) for badge in badges}) == total
    assert [(pair.id, pair.given) for pair in pairs] == [(1, total)]
    assert [change.number for change in changes] == list(range(1, len(changes) + 1))
    public = {change.subject for change in changes if change.kind == "badge"}
    assert public == {badge.id for badge in badges if badge.public}


def test_a_list_that_fills_meanwhile_is_followed_by_one_other(
    database: Database, registry_location: Path | str
) -> None:
    free = 40
    with database.writing() as connection:
        pair = open_pair(connection, f"{SITE}/status/", 131_072, "2026-06-01T12:00:00Z")
        connection.execute(sa.update(STATUS_LISTS).values(given=pair.length - free))
    run_together(registry_location)
    total = PROCESSES * BATCHES * BADGES
    with database.reading() as connection:
        assert [pair.given for pair in find_pairs(connection)] == [131_072, total - free]
        badges = list(select_badges(connection, Selection()))
    assert len({(badge.list_id, badge.status_index) for badge in badges}) == total
