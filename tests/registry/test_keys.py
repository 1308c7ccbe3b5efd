"""The life of the issuer's keys, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from microcred.errors import ConfigurationError
from microcred.keys import SigningKey
from microcred.ledger import (
    Act,
    KeyRecord,
    add_key,
    badges_signed_with,
    events_of,
    find_key,
    list_keys,
    retire_key,
    revoke_key,
    signing_key,
    start_signing,
)
from microcred.ledger.tables import BADGES, CREDENTIALS, KEYS, STATUS_DOCUMENTS, STATUS_LISTS
from microcred.registry import Database
from microcred.registry.moments import take_moment
from microcred.timestamps import parse_timestamp

AT = "2026-03-01T10:00:00Z"
LATER = "2026-03-02T10:00:00Z"


def act(at: str = LATER) -> Act:
    return Act(at, "ana", "because")


def key(name: str, signs_from: str | None = None) -> KeyRecord:
    local = SigningKey.generate()
    return KeyRecord(name, f"did:web:hill.example#{name}", local.public_key, AT,
                     signs_from=signs_from)  # fmt: skip


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        call()
    return caught.value.code


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    """Provide a registry with a key that signs, and a spare one."""
    with database.writing() as connection:
        add_key(connection, key("key-1", AT), act(AT), "generate")
        add_key(connection, key("key-2"), act(AT), "generate")
        yield connection


def badge(connection: sa.Connection, badge_id: str, issued_at: str, name: str = "key-1") -> None:
    row = {"id": badge_id, "achievement_id": "urn:x:a", "format": "json", "issued_at": issued_at}
    connection.execute(BADGES.insert(), row | {"key_id": f"did:web:hill.example#{name}"})


def test_the_key_that_signs_and_the_spare_one(connection: sa.Connection) -> None:
    assert signing_key(connection).name == "key-1"
    assert [(k.name, k.signs, k.ended) for k in list_keys(connection)] == [
        ("key-1", True, False),
        ("key-2", False, False),
    ]
    assert find_key(connection, "did:web:hill.example#key-2") == find_key(connection, "key-2")
    assert refused(lambda: find_key(connection, "key-3")) == "no-such-key"


def test_a_rotation_retires_the_key_before(connection: sa.Connection) -> None:
    assert start_signing(connection, "key-2", act()).name == "key-1"
    old, new = list_keys(connection)
    assert (old.signs, old.signs_from, old.retired_at) == (False, AT, "2026-03-02T10:00:01Z")
    assert (new.signs, new.signs_from, new.retired_at) == (True, LATER, None)
    assert signing_key(connection) == new
    assert refused(lambda: start_signing(connection, "key-1", act())) == "key-ended"
    assert refused(lambda: start_signing(connection, "key-2", act())) == "key-signs"


@pytest.mark.parametrize(
    ("issued_at", "retired_at"),
    [
        ("2026-03-01T11:00:00Z", "2026-03-02T10:00:01Z"),
        (LATER, "2026-03-02T10:00:01Z"),
        ("2026-03-02T10:30:00Z", "2026-03-02T10:30:01Z"),
    ],
)
def test_a_key_ends_after_the_last_badge_whatever_the_clock_says(
    issued_at: str, retired_at: str, connection: sa.Connection
) -> None:
    badge(connection, "urn:x:1", issued_at)
    start_signing(connection, "key-2", act())
    assert find_key(connection, "key-1").retired_at == retired_at


def test_a_key_ends_after_whatever_was_done_while_the_change_waited(
    connection: sa.Connection,
) -> None:
    take_moment(connection, parse_timestamp("2026-03-02T10:00:07Z"))
    start_signing(connection, "key-2", act())
    assert find_key(connection, "key-1").retired_at == "2026-03-02T10:00:08Z"


def test_a_key_ends_after_the_last_badge_that_it_signed_again(connection: sa.Connection) -> None:
    badge(connection, "urn:x:1", AT)
    connection.execute(BADGES.update().values(resigned_at="2026-03-02T10:30:00Z"))
    start_signing(connection, "key-2", act())
    assert find_key(connection, "key-1").retired_at == "2026-03-02T10:30:01Z"


def test_a_key_ends_after_the_last_status_list(connection: sa.Connection) -> None:
    pair = {"id": 1, "base_url": "x", "length": 8, "secret": "", "given": 0, "opened_at": AT}
    connection.execute(STATUS_LISTS.insert(), pair)
    signed = {"signed_at": "2026-03-02T12:00:00Z", "valid_until": "2026-04-02T12:00:00Z"}
    row = {"list_id": 1, "purpose": "revocation", "document": "{}", "token": "x"}
    connection.execute(STATUS_DOCUMENTS.insert(), row | signed)
    start_signing(connection, "key-2", act())
    assert find_key(connection, "key-1").retired_at == "2026-03-02T12:00:01Z"


def test_no_span_is_negative_whatever_the_clock_says(connection: sa.Connection) -> None:
    early = act("2026-02-01T00:00:00Z")
    start_signing(connection, "key-2", early)
    old, new = find_key(connection, "key-1"), find_key(connection, "key-2")
    assert old.retired_at is not None and old.signs_from is not None  # noqa: PT018
    assert old.retired_at > old.signs_from
    assert new.signs_from == new.created_at


def test_the_key_that_signs_is_neither_retired_nor_revoked(connection: sa.Connection) -> None:
    assert refused(lambda: retire_key(connection, "key-1", act())) == "key-signs"
    assert refused(lambda: revoke_key(connection, "key-1", AT, act())) == "key-signs"
    assert retire_key(connection, "key-2", act()).retired_at == LATER
    assert refused(lambda: retire_key(connection, "key-2", act())) == "key-ended"


def test_a_revocation_can_move_back_only(connection: sa.Connection) -> None:
    start_signing(connection, "key-2", act())
    assert revoke_key(connection, "key-1", "2026-03-02T00:00:00Z", act()).revoked_from == (
        "2026-03-02T00:00:00Z"
    )
    for moment in ("2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z"):
        code = refused(lambda at=moment: revoke_key(connection, "key-1", at, act()))  # type: ignore[misc]
        assert code == "key-revoked"
    assert revoke_key(connection, "key-1", AT, act()).revoked_from == AT
    assert find_key(connection, "key-1").retired_at == "2026-03-02T10:00:01Z"


def test_every_change_is_an_event(connection: sa.Connection) -> None:
    start_signing(connection, "key-2", act())
    revoke_key(connection, "key-1", AT, Act("2026-03-03T00:00:00Z", "ben", "laptop stolen"))
    told = [(e["action"], e["at"], e["actor"], e["reason"], e["effective_from"])
            for e in events_of(connection, "key-1")]  # fmt: skip
    assert told == [
        ("generate", AT, "ana", "because", AT),
        ("retire", LATER, "ana", "because", "2026-03-02T10:00:01Z"),
        ("revoke", "2026-03-03T00:00:00Z", "ben", "laptop stolen", AT),
    ]
    assert [e["action"] for e in events_of(connection, "key-2")] == ["generate", "sign"]


def test_the_badges_of_a_key(connection: sa.Connection) -> None:
    badge(connection, "urn:x:2", "2026-03-01T12:00:00Z")
    badge(connection, "urn:x:1", "2026-03-01T11:00:00Z")
    badge(connection, "urn:x:3", "2026-03-01T10:00:00Z", "key-2")
    row = {"badge_id": "urn:x:1", "document": "{}", "signed_at": AT}
    connection.execute(CREDENTIALS.insert(), row)
    found = badges_signed_with(connection, "did:web:hill.example#key-1")
    assert [(b.id, b.achievement_id, b.kept) for b in found] == [
        ("urn:x:1", "urn:x:a", True),
        ("urn:x:2", "urn:x:a", False),
    ]


def test_a_key_is_there_once(connection: sa.Connection) -> None:
    known = find_key(connection, "key-1")
    for other in (
        key("key-1"),
        KeyRecord("key-3", known.key_id, key("key-3").public_key, AT),
        KeyRecord("key-3", "did:web:hill.example#key-3", known.public_key, AT),
    ):
        code = refused(lambda other=other: add_key(connection, other, act()))  # type: ignore[misc]
        assert code == "key-exists"


def test_keys_of_a_did_log_are_apart(connection: sa.Connection) -> None:
    local = SigningKey.generate()
    update = KeyRecord("update-1", local.key_id, local.public_key, AT, purpose="did-update",
                       signs_from=AT)  # fmt: skip
    add_key(connection, update, act())
    assert [k.name for k in list_keys(connection)] == ["key-1", "key-2"]
    assert list_keys(connection, "did-update") == [update]
    assert signing_key(connection, "did-update") == update


def test_without_a_key_that_signs(connection: sa.Connection) -> None:
    connection.execute(KEYS.update().values(signs_from=None))
    assert refused(lambda: signing_key(connection)) == "no-signing-key"
