"""Revoked, suspended, reinstated: as recorded, and as a verifier finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from microcred.errors import ConfigurationError, MalformedInput, Refused, UnusableKey
from microcred.keys import SigningKey
from microcred.ledger import Act, IssuanceSettings, IssuedBadge, KeyRecord, add_key
from microcred.ledger import events_of as key_events
from microcred.ledger.redating import redate
from microcred.ledger.status_events import StatusChange, status_events_of
from microcred.ledger.status_lists import find_editions, open_pair, take_indexes
from microcred.registry.changes import last_change
from microcred.status.bitstring import decode_bitstring
from microcred.timestamps import format_timestamp
from tests.changes import changes_since

from .conftest import SETTINGS, SITE, World, award


def events_of(world: World, badge_id: str) -> list[StatusChange]:
    with world.database.reading() as connection:
        return status_events_of(connection, badge_id)


def new_changes(world: World, since: int) -> list[tuple[str, str]]:
    with world.database.reading() as connection:
        return [(item.kind, item.subject) for item in changes_since(connection, since)]


def last(world: World) -> int:
    with world.database.reading() as connection:
        return last_change(connection)


def ids_of(badges: list[IssuedBadge]) -> list[str]:
    return [badge.id for badge in badges]


def code_of(world: World, action: str, *ids: str) -> str:
    with pytest.raises(Refused) as caught:
        world.change(action, *ids)  # type: ignore[arg-type]
    return caught.value.code


def test_a_revoked_badge_is_found_revoked_and_its_neighbours_are_not(world: World) -> None:
    issued = world.issue(*[award(f"p{number}") for number in range(20)])
    since = last(world)
    world.later(hours=1)
    outcome = world.change("revoke", issued[7].badge.id, reason="Issued in error.")
    assert ids_of(outcome.changed) == [issued[7].badge.id]
    assert (outcome.at, outcome.unchanged, outcome.lists) == ("2026-06-01T13:00:00Z", [], [1])
    assert world.verify(issued[7].data).verdict == "invalid"
    assert [world.statuses(item.data)[0] for item in issued] == [
        "revoked" if place == 7 else "not-revoked" for place in range(20)
    ]
    assert events_of(world, issued[7].badge.id) == [
        StatusChange("revoke", "2026-06-01T13:00:00Z", "bo", "Issued in error.")
    ]
    assert new_changes(world, since) == [("list", "1")]


def test_both_proof_formats_of_a_list_say_the_same(world: World) -> None:
    (issued,) = world.issue(form="jwt", suite="vc-jwt")
    world.change("revoke", issued.badge.id)
    published = world.published()
    document = json.loads(published[f"{SITE}/status/1/revocation.json"])
    report = world.verify(published[f"{SITE}/status/1/revocation.jwt"])
    assert report.outcome("proof") == "passed"
    assert report.credential is not None
    del document["proof"]
    of_the_token = json.loads(json.dumps(document).replace("/revocation.json", "/revocation.jwt"))
    assert {name: report.credential[name] for name in document} == of_the_token


def test_a_suspension_comes_and_goes(world: World) -> None:
    (issued,) = world.issue()
    world.later(hours=1)
    world.change("suspend", issued.badge.id, reason="Under review.")
    assert world.statuses(issued.data) == ["not-revoked", "suspended"]
    assert world.verify(issued.data).verdict == "invalid"
    world.later(hours=1)
    (badge,) = world.change("reinstate", issued.badge.id).changed
    assert (badge.state, badge.suspended_at) == ("active", None)
    assert world.statuses(issued.data) == ["not-revoked", "not-suspended"]
    assert [event.action for event in events_of(world, issued.badge.id)] == ["suspend", "reinstate"]


def test_a_revocation_is_final(world: World) -> None:
    (issued,) = world.issue()
    world.change("suspend", issued.badge.id)
    world.change("revoke", issued.badge.id)
    before = world.published()
    assert code_of(world, "reinstate", issued.badge.id) == "revoked-is-final"
    assert code_of(world, "suspend", issued.badge.id) == "revoked-is-final"
    assert world.published() == before
    assert world.statuses(issued.data) == ["revoked", "suspended"]


def test_doing_it_again_changes_nothing(world: World) -> None:
    (issued,) = world.issue()
    world.change("revoke", issued.badge.id)
    before, since = world.published(), last(world)
    world.later(hours=1)
    outcome = world.change("revoke", issued.badge.id)
    assert (outcome.changed, ids_of(outcome.unchanged)) == ([], [issued.badge.id])
    assert world.published() == before
    assert new_changes(world, since) == []
    assert len(events_of(world, issued.badge.id)) == 1


def test_one_id_that_is_not_there_stops_all(world: World) -> None:
    (issued,) = world.issue()
    assert code_of(world, "revoke", issued.badge.id, "urn:uuid:none") == "no-such-badge"
    assert world.statuses(issued.data)[0] == "not-revoked"


def test_many_by_run_achievement_key_or_recipient(world: World) -> None:
    issued = world.issue(award("ana"), award("bo"))
    recipient = issued[0].badge.recipient
    assert recipient is not None
    assert world.change("suspend", run_id="none").changed == []
    outcome = world.change("suspend", recipients=frozenset({recipient}))
    assert ids_of(outcome.changed) == [issued[0].badge.id]
    outcome = world.change("suspend", run_id="run-1")
    assert ids_of(outcome.changed) == [issued[1].badge.id]
    outcome = world.change("reinstate", achievement_id="urn:example:listening")
    assert len(outcome.changed) == 2
    world.change("revoke", issued[0].badge.id)
    outcome = world.change("suspend", key_id=world.key.key_id, run_id="run-1")
    assert ids_of(outcome.changed) == [issued[1].badge.id]
    assert ids_of(outcome.unchanged) == [issued[0].badge.id]


def test_more_badges_than_one_statement_can_name(world: World) -> None:
    issued = world.issue(*[award(f"p{number}") for number in range(1100)], suite="eddsa-jcs-2022")
    ids = [item.badge.id for item in issued]
    assert len(world.change("revoke", *ids).changed) == 1100
    assert world.statuses(issued[1099].data)[0] == "revoked"


def test_a_public_badge_and_its_list_are_changes_of_the_site(world: World) -> None:
    (issued,) = world.issue(public=True)
    since = last(world)
    world.change("suspend", issued.badge.id)
    assert new_changes(world, since) == [("badge", issued.badge.id), ("list", "1")]


def test_a_badge_without_a_list_is_revoked_in_the_record_only(world: World) -> None:
    world.settings = IssuanceSettings()
    (issued,) = world.issue()
    outcome = world.change("revoke", issued.badge.id)
    assert [badge.state for badge in outcome.changed] == ["revoked"]
    assert outcome.lists == []


def test_a_revocation_list_names_the_revoked_and_no_reason(world: World) -> None:
    world.settings = IssuanceSettings(site_url=SITE, revocation_list=True)
    issued = world.issue(award("ana"), award("bo"))
    world.change("revoke", issued[0].badge.id, reason="Copied from Bo.")
    assert world.statuses(issued[0].data) == ["revoked", "not-suspended", "revoked"]
    assert world.statuses(issued[1].data) == ["not-revoked", "not-suspended", "not-revoked"]
    assert "Copied" not in str(world.published())


def editions_at(world: World) -> set[str]:
    with world.database.reading() as connection:
        return {item.signed_at for item in find_editions(connection)}


def test_a_clock_a_little_behind_another_breaks_no_order(world: World) -> None:
    (issued,) = world.issue()
    world.later(days=2)
    world.change("suspend", issued.badge.id)
    world.later(seconds=-60)
    assert world.change("reinstate", issued.badge.id).at == "2026-06-03T12:00:00Z"
    assert editions_at(world) == {"2026-06-03T12:00:00Z"}
    assert world.verify(issued.data).verdict == "valid"


@pytest.mark.parametrize("work", ["issue", "revoke", "renew"])
def test_a_clock_that_was_set_back_is_refused(world: World, work: str) -> None:
    (issued,) = world.issue()
    world.later(days=2)
    world.change("suspend", issued.badge.id)
    world.later(seconds=-61)
    before = editions_at(world)
    doing: dict[str, Callable[[], Any]] = {
        "issue": world.issue,
        "revoke": lambda: world.change("revoke", issued.badge.id),
        "renew": lambda: renew_all(world),
    }
    with pytest.raises(ConfigurationError) as caught:
        doing[work]()
    assert caught.value.code == "clock-behind"
    assert editions_at(world) == before
    world.later(seconds=61)
    doing[work]()


def renew_all(world: World) -> None:
    with world.database.writing() as connection:
        world.signer.sign(connection, [1])


def test_after_the_clock_was_ahead_lists_are_dated_again(world: World) -> None:
    act = Act(world.stamp(), "ana", "a dead battery")
    key = KeyRecord("key-1", world.key.key_id, world.key.public_key, act.at, signs_from=act.at)
    with world.database.writing() as connection:
        add_key(connection, key, act)
    (kept,) = world.issue()
    world.later(days=400)
    (ahead,) = world.issue(award("bo"))
    renew_all(world)
    world.later(days=-400)
    assert world.verify(kept.data).verdict != "valid"  # its list is of next year
    with world.database.writing() as connection:
        done = redate(connection, world.signer, act)
        told = key_events(connection, "key-1")[-1]
    assert (told["action"], told["at"], told["reason"]) == ("redate", act.at, "a dead battery")
    assert done is not None
    assert format_timestamp(done.latest) == "2027-07-06T12:00:00Z"
    assert (done.lists, done.badges) == ([1], [ahead.badge.id])
    assert editions_at(world) == {"2026-06-01T12:00:00Z"}
    assert world.verify(kept.data).verdict == "valid"
    world.change("revoke", ahead.badge.id)
    with world.database.writing() as connection:
        assert redate(connection, world.signer, act) is None


def test_lists_are_signed_anew_when_half_of_their_time_is_left(world: World) -> None:
    (issued,) = world.issue()
    world.later(days=15)

    def renew() -> list[int]:
        with world.database.writing() as connection:
            return world.signer.renew(connection)

    since = last(world)
    assert renew() == []
    world.later(seconds=1)
    assert renew() == [1]
    assert new_changes(world, since) == [("list", "1")]
    assert renew() == []
    world.later(days=20)
    assert world.verify(issued.data).verdict == "valid"


def test_an_expired_list_leaves_a_badge_undetermined_until_renewed(world: World) -> None:
    (issued,) = world.issue()
    world.later(days=31)
    assert world.verify(issued.data).verdict != "valid"
    with world.database.writing() as connection:
        world.signer.renew(connection)
    assert world.verify(issued.data).verdict == "valid"


def test_a_list_has_the_times_of_the_settings(world: World) -> None:
    from datetime import timedelta

    world.settings = IssuanceSettings(
        site_url=SITE, valid=timedelta(days=7), ttl=timedelta(hours=2)
    )
    world.issue()
    document = json.loads(world.published()[f"{SITE}/status/1/revocation.json"])
    assert document["validFrom"] == "2026-06-01T12:00:00Z"
    assert document["validUntil"] == "2026-06-08T12:00:00Z"
    assert document["credentialSubject"]["ttl"] == 7_200_000
    assert document["issuer"] == "did:web:hill.example"


def lengths(world: World) -> list[int]:
    """Return how many statuses each published list has."""
    lists = [
        json.loads(text)["credentialSubject"]
        for url, text in sorted(world.published().items())
        if url.startswith(f"{SITE}/status/") and url.endswith("n.json")
    ]
    return [len(decode_bitstring(each["encodedList"])) * 8 for each in lists]


def test_a_list_keeps_the_length_that_it_began_with(world: World) -> None:
    world.settings = IssuanceSettings(site_url=SITE, list_length=262_144)
    (issued,) = world.issue()
    assert lengths(world) == [262_144, 262_144]
    world.settings = SETTINGS
    world.change("revoke", issued.badge.id)
    assert lengths(world) == [262_144, 262_144]
    assert world.statuses(issued.data) == ["revoked", "not-suspended"]


def test_a_longer_list_gives_every_index(world: World) -> None:
    with world.database.writing() as connection:
        pair = open_pair(connection, f"{SITE}/status/", 131_080, world.stamp())
        places = take_indexes(connection, pair, 200_000)
    assert sorted(places) == list(range(131_080))


def test_badges_that_expect_an_embedded_proof_keep_it(world: World) -> None:
    (issued,) = world.issue()
    before = world.published()
    world.key = SigningKey.generate("RSA", key_id=world.key.key_id)
    with pytest.raises(UnusableKey) as caught:
        world.change("revoke", issued.badge.id)
    assert caught.value.code == "list-suite"
    assert world.published() == before


def test_badges_that_name_a_token_find_it_after_another_kind_of_key_signs(world: World) -> None:
    first = world.key
    world.key = SigningKey.generate("RSA", key_id=f"{first.did}#rsa")
    (issued,) = world.issue(form="jwt")
    world.earlier_keys, world.key = [world.key], first
    (other,) = world.issue(award("bo"))
    world.change("revoke", issued.badge.id)
    assert world.statuses(issued.data) == ["revoked", "not-suspended"]
    assert world.statuses(other.data) == ["not-revoked", "not-suspended"]


def test_a_slip_in_the_action_changes_nothing(world: World) -> None:
    (issued,) = world.issue(award("ana"))
    world.change("suspend", issued.badge.id)
    before = world.statuses(issued.data)
    with pytest.raises(MalformedInput) as caught:
        world.change("revok", issued.badge.id)  # type: ignore[arg-type]
    assert caught.value.code == "unknown-action"
    assert world.statuses(issued.data) == before == ["not-revoked", "suspended"]
