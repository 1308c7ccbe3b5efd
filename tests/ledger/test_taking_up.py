"""A registry that was put back learns what was published since, and gives no index twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from microcred.ledger.status_events import status_events_of
from microcred.ledger.status_lists import find_pairs, set_indexes
from microcred.ledger.taking_up import PublishedStatuses, learn_statuses, never_reuse
from microcred.registry import Database
from microcred.registry.changes import hold_changes
from tests.databases import MigratedFile
from tests.ledger.conftest import SITE, World, award

BASE = f"{SITE}/status/1/"
LENGTH = 131072


@pytest.fixture
def copied(world: World, tmp_path: Path, migrated_file: MigratedFile) -> Iterator[World]:
    """A world whose clock is the other's, with an empty registry."""
    database = Database(migrated_file.copy_to(tmp_path / "other.sqlite3"))
    yield World(database)
    database.close()


def learn(world: World, *published: PublishedStatuses) -> tuple[dict[str, str], int, list[int]]:
    with world.database.writing() as connection:
        hold_changes(connection)
        learnt = learn_statuses(connection, published, world.stamp(), "bo")
        world.signer.sign(connection, learnt.lists)
    return dict(learnt.changed), learnt.unknown, learnt.lists


def revoked(world: World, *indexes: int) -> PublishedStatuses:
    return PublishedStatuses(BASE, "revocation", LENGTH, frozenset(indexes))


def suspended(world: World, *indexes: int) -> PublishedStatuses:
    return PublishedStatuses(BASE, "suspension", LENGTH, frozenset(indexes))


def index_of(badge: object) -> int:
    index = getattr(badge, "status_index")  # noqa: B009
    assert isinstance(index, int)
    return index


def test_a_badge_that_was_published_as_revoked_is_revoked(world: World) -> None:
    (ana, bea) = world.issue(award("ana"), award("bea"))
    world.later(days=1)
    changed, unknown, lists = learn(world, revoked(world, index_of(ana.badge)))
    assert (changed, unknown, lists) == ({ana.badge.id: "revoke"}, 0, [1])
    assert world.statuses(ana.signed) == ["revoked", "not-suspended"]
    assert world.statuses(bea.signed) == ["not-revoked", "not-suspended"]
    with world.database.reading() as connection:
        (event,) = status_events_of(connection, ana.badge.id)
    assert (event.action, event.at, event.actor) == ("revoke", world.stamp(), "bo")


def test_what_a_list_does_not_show_stays_revoked(world: World) -> None:
    (ana,) = world.issue(award("ana"))
    world.change("revoke", ana.badge.id)
    world.later(days=1)
    assert learn(world, revoked(world))[0] == {}
    assert world.statuses(ana.signed) == ["revoked", "not-suspended"]


def test_a_suspension_follows_what_was_published_both_ways(world: World) -> None:
    (ana, bea) = world.issue(award("ana"), award("bea"))
    world.change("suspend", ana.badge.id)
    world.later(days=1)
    changed, _, _ = learn(world, suspended(world, index_of(bea.badge)))
    assert changed == {bea.badge.id: "suspend", ana.badge.id: "reinstate"}
    assert world.statuses(ana.signed) == ["not-revoked", "not-suspended"]
    assert world.statuses(bea.signed)[-1] == "suspended"


def test_statuses_of_badges_that_were_lost_are_kept_in_every_later_edition(world: World) -> None:
    (ana,) = world.issue(award("ana"))
    lost = (index_of(ana.badge) + 1) % LENGTH
    assert learn(world, revoked(world, lost))[1] == 1
    world.later(days=1)
    world.change("revoke", ana.badge.id)
    with world.database.reading() as connection:
        found = set(set_indexes(connection, 1, "revocation"))
    assert found == {lost, index_of(ana.badge)}
    assert learn(world, revoked(world))[1] == 1, "revoked is final"


def test_a_list_that_was_lost_is_taken_up_and_gives_no_index(world: World) -> None:
    world.issue(award("ana"))
    lost = PublishedStatuses(f"{SITE}/status/2/", "revocation", LENGTH, frozenset({5}))
    _, unknown, lists = learn(world, lost)
    assert (unknown, lists) == (1, [2])
    with world.database.reading() as connection:
        pair = find_pairs(connection, [2])[0]
    assert (pair.base_url, pair.given) == (f"{SITE}/status/2/", LENGTH)
    assert f"{SITE}/status/2/revocation.json" in world.published()


def test_no_badge_gets_a_place_in_a_list_of_before(world: World, copied: World) -> None:
    (before,) = world.issue(award("ana"))
    with world.database.writing() as connection:
        hold_changes(connection)
        prefix = never_reuse(connection)
    (after,) = world.issue(award("bea"))
    assert after.badge.list_id != before.badge.list_id
    entries = after.signed.document["credentialStatus"]
    assert entries[0]["statusListCredential"].startswith(f"{SITE}/status/{prefix}")
    assert world.statuses(after.signed) == ["not-revoked", "not-suspended"]
    (copy,) = copied.issue(award("ana"))
    assert copy.badge.list_id == 1, "another registry goes on as it is"
