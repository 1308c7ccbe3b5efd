"""The one door: index, signature and record of a badge, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from microcred.drawing import draw_badge_png
from microcred.errors import MicrocredError, UnusableKey
from microcred.issuing import Recipient, Signer
from microcred.keys import SigningKey
from microcred.ledger import (
    Act,
    IssuanceSettings,
    Issued,
    IssuedBadge,
    KeyRecord,
    Selection,
    Terms,
    add_key,
)
from microcred.ledger.achievements import find_picture
from microcred.ledger.badges import count_badges, find_run, select_badges
from microcred.ledger.credentials import KeptCredential, find_credentials
from microcred.ledger.issuing_badges import Job, issue_badges, sign_here
from microcred.ledger.keeping import content_digest
from microcred.ledger.recipients import RecipientHash, recipient_hash
from microcred.ledger.resigning import Resigning
from microcred.ledger.status_lists import find_editions, find_pairs
from microcred.ledger.tables import ACHIEVEMENTS, KEYS, STATUS_LISTS
from microcred.models import Achievement
from microcred.prediction import predict
from microcred.registry import Database
from microcred.registry.moments import last_moment
from microcred.timestamps import format_timestamp
from microcred.verifying.source import read_source
from tests.changes import changes_since

from .conftest import ACHIEVEMENT, ISSUER, SITE, World, award


def badges_of(database: Database) -> list[IssuedBadge]:
    with database.reading() as connection:
        return list(select_badges(connection, Selection()))


def kept_of(world: World, badge_id: str) -> list[KeptCredential]:
    with world.database.reading() as connection:
        return list(find_credentials(connection, [badge_id]))


def changes_of(world: World) -> list[tuple[int, str, str]]:
    with world.database.reading() as connection:
        found = changes_since(connection, 0)
    return [(change.number, change.kind, change.subject) for change in found]


def test_a_badge_says_where_its_status_is_and_the_lists_are_there(world: World) -> None:
    (issued,) = world.issue()
    index = str(issued.badge.status_index)
    assert json.loads(issued.data)["credentialStatus"] == [
        {
            "id": f"{SITE}/status/1/{purpose}.json#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": index,
            "statusListCredential": f"{SITE}/status/1/{purpose}.json",
        }
        for purpose in ("revocation", "suspension")
    ]
    report = world.verify(issued.data)
    assert report.verdict == "valid"
    assert world.statuses(issued.data) == ["not-revoked", "not-suspended"]


def test_what_is_recorded(world: World) -> None:
    (issued,) = world.issue(award("ana", valid_until="2030-01-01T00:00:00Z"))
    (badge,) = badges_of(world.database)
    document = json.loads(issued.data)
    with world.database.reading() as connection:
        recipient = recipient_hash(connection).of(" mailto:ANA@school.example")
        assert find_run(connection, "run-1") == world.run
        kept = connection.execute(sa.select(ACHIEVEMENTS.c.document)).scalar_one()
    assert json.loads(kept) == ACHIEVEMENT.to_document()
    assert badge == issued.badge
    assert badge == IssuedBadge(
        id=document["id"],
        achievement_id="urn:example:listening",
        key_id="did:web:hill.example#key-1",
        format="json",
        issued_at="2026-06-01T12:00:00Z",
        recipient=recipient,
        valid_until="2030-01-01T00:00:00Z",
        run_id="run-1",
        list_id=1,
        status_index=badge.status_index,
        content_digest=content_digest(document),
    )
    assert changes_of(world) == [(1, "list", "1"), (2, "achievement", "urn:example:listening")]


def test_a_digest_tells_a_content_again_however_it_was_signed(world: World) -> None:
    (issued,) = world.issue(public=True)
    token = read_source(issued.signed.jwt).document
    assert content_digest(token) == issued.badge.content_digest
    written_otherwise = json.loads(json.dumps(json.loads(issued.data), indent=8, sort_keys=True))
    assert content_digest(written_otherwise) == issued.badge.content_digest
    assert content_digest(token | {"name": "Other"}) != issued.badge.content_digest


def test_no_two_badges_have_one_index(world: World) -> None:
    issued = world.issue(*[award(f"p{number}") for number in range(60)])
    issued += world.issue(*[award(f"q{number}") for number in range(60)])
    indexes = [item.badge.status_index for item in issued]
    assert len(set(indexes)) == 120
    assert indexes != sorted(indexes, key=lambda index: index or 0)
    assert {item.badge.list_id for item in issued} == {1}


def test_a_full_list_opens_the_next_within_a_batch(world: World) -> None:
    world.issue()
    with world.database.writing() as connection:
        connection.execute(sa.update(STATUS_LISTS).values(given=131_072 - 2))
    issued = world.issue(*[award(f"p{number}") for number in range(5)])
    assert [item.badge.list_id for item in issued] == [1, 1, 2, 2, 2]
    assert world.statuses(issued[4].data) == ["not-revoked", "not-suspended"]
    with world.database.reading() as connection:
        assert [pair.given for pair in find_pairs(connection)] == [131_072, 3]
    world.issue()
    with world.database.reading() as connection:
        assert [pair.given for pair in find_pairs(connection)] == [131_072, 4]
        assert len(find_editions(connection)) == 4


def test_a_new_web_address_has_lists_of_its_own(world: World) -> None:
    (old,) = world.issue()
    world.settings = IssuanceSettings(site_url="https://hill.example/Badges")
    world.issue()
    world.settings = IssuanceSettings(site_url="https://hill.example/badges")
    (new,) = world.issue()
    assert (old.badge.list_id, new.badge.list_id) == (1, 3)
    url = json.loads(new.data)["credentialStatus"][0]["statusListCredential"]
    assert url == "https://hill.example/badges/status/3/revocation.json"


def test_without_a_web_address_there_is_no_status(world: World) -> None:
    world.settings = IssuanceSettings()
    (issued,) = world.issue()
    assert "credentialStatus" not in json.loads(issued.data)
    assert (issued.badge.list_id, issued.badge.status_index) == (None, None)
    assert world.statuses(issued.data) == ["no-status"]


def test_a_status_can_be_left_out(world: World) -> None:
    (issued,) = world.issue(with_status=False)
    assert "credentialStatus" not in json.loads(issued.data)
    with world.database.reading() as connection:
        assert find_pairs(connection) == []


def test_a_revocation_list_beside_the_bit_strings_brings_its_context(world: World) -> None:
    world.settings = IssuanceSettings(site_url=SITE, revocation_list=True)
    (issued,) = world.issue()
    document = json.loads(issued.data)
    assert document["credentialStatus"][2] == {
        "id": f"{SITE}/status/revoked.json",
        "type": "1EdTechRevocationList",
    }
    assert document["@context"][-1] == "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    assert world.statuses(issued.data) == ["not-revoked", "not-suspended", "not-revoked"]
    assert world.verify(issued.data).verdict == "valid"


@pytest.mark.parametrize("revocation_list", [False, True])
def test_other_verifiers_find_the_status_too(world: World, revocation_list: bool) -> None:
    world.settings = IssuanceSettings(site_url=SITE, revocation_list=revocation_list)
    (issued,) = world.issue()
    report = world.verify(issued.data)
    predictions = predict(read_source(issued.data), report)
    said = {(item.verifier, item.code): item.accepts for item in predictions}
    assert False not in said.values()
    assert said["DCC verifier-core", "no-objection"]


@pytest.mark.parametrize(
    ("form", "suite", "document", "token"),
    [
        ("json", None, True, False),
        ("json", "eddsa-jcs-2022", True, False),
        ("jwt", "vc-jwt", False, True),
        ("png", None, True, False),
    ],
)
def test_hashed_badges_are_kept_as_they_were_signed(
    world: World, form: str, suite: str | None, document: bool, token: bool
) -> None:
    picture = draw_badge_png("a", "b") if form == "png" else None
    (issued,) = world.issue(award(picture=picture), form=form, suite=suite)
    (kept,) = kept_of(world, issued.badge.id)
    assert (kept.document is not None, kept.token is not None) == (document, token)
    assert world.verify(kept.document or kept.token).verdict == "valid"
    with world.database.reading() as connection:
        found = find_picture(connection, kept.picture) if kept.picture else None
    assert found == (("image/png", picture) if picture else None)


def test_a_licence_says_who_it_is_for(world: World) -> None:
    (issued,) = world.issue(award(subject={"license_number": "MA-1234"}))
    assert kept_of(world, issued.badge.id) == []


@pytest.mark.parametrize(
    ("recipient", "kept"),
    [
        (Recipient.email("ana@school.example"), True),
        (Recipient.email("ana@school.example", hashed=False), False),
        (Recipient.did("did:example:ana"), False),
    ],
)
def test_what_says_who_it_is_for_is_kept_only_when_asked(
    world: World, recipient: Recipient, kept: bool
) -> None:
    (issued,) = world.issue(award(recipient=recipient))
    assert bool(kept_of(world, issued.badge.id)) == kept
    world.settings = IssuanceSettings(site_url=SITE, personal_data=True)
    (clear,) = world.issue(award(recipient=recipient))
    assert kept_of(world, clear.badge.id)
    world.settings = IssuanceSettings(site_url=SITE)
    (public,) = world.issue(award(recipient=recipient), public=True)
    assert kept_of(world, public.badge.id)


@pytest.mark.parametrize(
    ("form", "suite"), [("json", None), ("jwt", "vc-jwt"), ("png", None), ("png", "vc-jwt")]
)
def test_a_public_badge_is_signed_in_both_forms(world: World, form: str, suite: str | None) -> None:
    picture = draw_badge_png("a", "b") if form == "png" else None
    (issued,) = world.issue(award(picture=picture), form=form, suite=suite, public=True)
    (kept,) = kept_of(world, issued.badge.id)
    for text in (kept.document, kept.token):
        report = world.verify(text)
        assert report.verdict == "valid"
        assert report.credential is not None
        assert report.credential["id"] == issued.badge.id
    assert world.verify(issued.data).source == form
    assert (3, "badge", issued.badge.id) in changes_of(world)


def test_an_rsa_key_signs_tokens_only(database: Database) -> None:
    world = World(database, "RSA")
    (issued,) = world.issue(form="jwt", public=True)
    entries = json.loads(json.dumps(issued.signed.document))["credentialStatus"]
    assert entries[0]["statusListCredential"] == f"{SITE}/status/1/revocation.jwt"
    (kept,) = kept_of(world, issued.badge.id)
    assert kept.document is None
    assert world.verify(issued.data).verdict == "valid"
    assert world.statuses(issued.data) == ["not-revoked", "not-suspended"]


def test_a_recorded_badge_is_signed_again_at_its_index(world: World) -> None:
    (first,) = world.issue(award(badge_id="urn:uuid:1", valid_from="2026-05-01T00:00:00Z"))
    world.later(days=1)
    again, other = world.issue(
        award(badge_id="urn:uuid:1", valid_from="2026-05-01T00:00:00Z"), award("bo")
    )
    assert again.badge == replace(
        first.badge,
        content_digest=content_digest(json.loads(again.data)),
        resigned_at="2026-06-02T12:00:00Z",
    )
    entries = [json.loads(item.data)["credentialStatus"] for item in (first, again)]
    assert entries[0] == entries[1]
    assert other.badge.status_index != first.badge.status_index
    assert json.loads(again.data)["validFrom"] == "2026-05-01T00:00:00Z"
    (kept,) = kept_of(world, "urn:uuid:1")
    assert kept.signed_at == "2026-06-02T12:00:00Z"
    assert len(badges_of(world.database)) == 2


def test_the_registry_knows_the_time_of_all_that_was_signed(world: World) -> None:
    """Signing takes time, and a badge may be dated before: a key must not end in between."""

    def slowly(terms: Terms, hashes: RecipientHash, jobs: Sequence[Job]) -> list[Issued]:
        world.later(seconds=9)
        return sign_here(terms, hashes, jobs)

    dated = award(valid_from="2026-05-01T00:00:00Z")
    with world.database.writing() as connection:
        (issued,) = issue_badges(connection, world.terms(), [dated], sign=slowly)
        (proof,) = json.loads(issued.data)["proof"]
        known = last_moment(connection)
    assert known is not None
    assert format_timestamp(known) == proof["created"] == "2026-06-01T12:00:09Z"


def test_a_badge_that_cannot_be_signed_leaves_nothing(world: World) -> None:
    wrong = Recipient.email("bo@school.example")
    wrong.identifiers[0].identity_type = "no such type"
    with pytest.raises(MicrocredError) as caught:
        world.issue(award(), award(recipient=wrong, place="row 2"))
    assert caught.value.__notes__ == ["row 2"]
    with world.database.reading() as connection:
        assert count_badges(connection) == 0
        assert find_pairs(connection) == []
        assert find_run(connection, "run-1") is None
    assert changes_of(world) == []


@pytest.mark.parametrize("ended", ["retired_at", "revoked_from"])
def test_a_key_that_was_replaced_meanwhile_signs_nothing(world: World, ended: str) -> None:
    key = KeyRecord("key-1", world.key.key_id, world.key.public_key, "2026-01-01T00:00:00Z")
    with world.database.writing() as connection:
        add_key(connection, key, Act("2026-01-01T00:00:00Z", "ana"))
    (issued,) = world.issue()
    with world.database.writing() as connection:
        connection.execute(sa.update(KEYS).values({ended: "2026-06-01T12:00:00Z"}))
    with pytest.raises(UnusableKey) as caught:
        world.issue()
    assert caught.value.code == "key-ended"
    assert len(badges_of(world.database)) == 1
    before = world.published()
    with pytest.raises(UnusableKey) as caught:
        world.change("revoke", issued.badge.id)
    assert caught.value.code == "key-ended"
    assert world.published() == before
    older = KeyRecord("key-0", f"{ISSUER}#key-0", SigningKey.generate().public_key, "2025-01-01")
    again = Resigning(older, Signer(world.key), world.clock)
    with pytest.raises(UnusableKey) as caught, world.database.writing() as connection:
        again.sign_kept(connection, None, 10)
    assert caught.value.code == "key-ended"


def test_an_achievement_that_changed_is_told_once(world: World) -> None:
    world.issue()
    world.issue()
    other = Achievement(**{**ACHIEVEMENT.model_dump(), "description": "Listens well."})
    world.issue(award(achievement=other))
    kinds = [kind for _, kind, _ in changes_of(world)]
    assert kinds == ["list", "achievement", "achievement"]


def test_the_registry_names_nobody(world: World) -> None:
    world.issue(award("zebedee"))
    texts: list[Any] = []
    with world.database.reading() as connection:
        for name in sa.inspect(connection).get_table_names():
            texts += connection.execute(sa.text(f'SELECT * FROM "{name}"')).all()
    assert "zebedee" not in repr(texts)


def test_a_recipients_hash_will_do_where_the_identifier_is_not_known(world: World) -> None:
    (issued,) = world.issue(award(identifier=None, recipient_hash="ab" * 32))
    assert issued.badge.recipient == "ab" * 32
