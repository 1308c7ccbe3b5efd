"""The issuer's keys and what happened to each: which one signs, until when the others did.

Every function works on a connection that its caller opened, so that a key's life changes in one
transaction with what depends on it. Nothing here has a private key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa

from microcred.errors import ConfigurationError, NotInWorkspace
from microcred.keys import Algorithm, PublicKey
from microcred.ledger.tables import BADGES, CREDENTIALS, KEY_EVENTS, KEYS, STATUS_DOCUMENTS
from microcred.registry.changes import hold_changes
from microcred.registry.committed import tell_committed
from microcred.registry.moments import last_moment
from microcred.timestamps import format_timestamp, parse_timestamp

Purpose = Literal["assertion", "did-update"]
"""What a key is for: badges and lists, or the log of a did:webvh."""

_SIGNED_AT: Final = sa.func.coalesce(BADGES.c.resigned_at, BADGES.c.issued_at)


@dataclass(frozen=True, slots=True)
class Act:
    """Who changed something, when and why.

    Attributes:
        at: dateTimeStamp in UTC, whole seconds.
        actor: a name, as given.
        reason: may be empty.
    """

    at: str
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is known of one key; its private part is elsewhere.

    Attributes:
        name: the name that people call it by; also that of its file.
        key_id: the verification method's id.
        public_key: the public key.
        created_at: when it was made or came here, dateTimeStamp.
        store: where the private part is: `pem`, `pkcs11` or `callable`.
        store_settings: what the store needs to find it; nothing secret.
        purpose: see `Purpose`.
        signs_from: when it began to sign; None for a spare key.
        retired_at: when it stopped; what it signed before stays valid.
        revoked_from: from this moment on nothing that it signed counts.
    """

    name: str
    key_id: str
    public_key: PublicKey
    created_at: str
    store: str = "pem"
    store_settings: Mapping[str, Any] = field(default_factory=dict)
    purpose: Purpose = "assertion"
    signs_from: str | None = None
    retired_at: str | None = None
    revoked_from: str | None = None

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the key."""
        return self.public_key.algorithm

    @property
    def signs(self) -> bool:
        """Whether it is the key that signs now."""
        return self.signs_from is not None and not self.ended

    @property
    def ended(self) -> bool:
        """Whether it was retired or revoked."""
        return self.retired_at is not None or self.revoked_from is not None


@dataclass(frozen=True, slots=True)
class SignedWith:
    """A badge that a key signed.

    Attributes:
        id: the credential's id.
        achievement_id: what it was given for.
        issued_at: dateTimeStamp.
        signed_at: dateTimeStamp; later than `issued_at` where it was signed again.
        kept: whether the registry has the signed credential.
    """

    id: str
    achievement_id: str
    issued_at: str
    signed_at: str
    kept: bool


def list_keys(connection: sa.Connection, purpose: Purpose = "assertion") -> list[KeyRecord]:
    """Return all keys for one purpose, the oldest first."""
    query = KEYS.select().where(KEYS.c.purpose == purpose)
    rows = connection.execute(query.order_by(KEYS.c.created_at, KEYS.c.name))
    return [_record_of(row) for row in rows]


def find_key(connection: sa.Connection, name: str, purpose: Purpose = "assertion") -> KeyRecord:
    """Return one key for a purpose by its name, or by its id.

    Raises:
        ConfigurationError: code `no-such-key`.
    """
    named = sa.or_(KEYS.c.name == name, KEYS.c.key_id == name)
    query = KEYS.select().where(KEYS.c.purpose == purpose, named)
    row = connection.execute(query).one_or_none()
    if row is None:
        names = ", ".join(key.name for key in list_keys(connection, purpose)) or "none"
        message = f"there is no key {name}; there are: {names}"
        raise NotInWorkspace(message, code="no-such-key")
    return _record_of(row)


def signing_key(connection: sa.Connection, purpose: Purpose = "assertion") -> KeyRecord:
    """Return the key that signs now.

    Whoever commits something that the key signed asks after `hold_changes`: then no rotation
    comes between.

    Raises:
        ConfigurationError: code `no-signing-key`.
    """
    query = KEYS.select().where(
        KEYS.c.purpose == purpose,
        KEYS.c.signs_from.is_not(None),
        KEYS.c.retired_at.is_(None),
        KEYS.c.revoked_from.is_(None),
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise ConfigurationError("the registry names no key that signs", code="no-signing-key")
    return _record_of(row)


def add_key(connection: sa.Connection, key: KeyRecord, act: Act, action: str = "add") -> None:
    """Add a key with its first event.

    Raises:
        ConfigurationError: code `key-exists`; its name, id or key is there already.
    """
    same = sa.or_(
        KEYS.c.name == key.name,
        KEYS.c.key_id == key.key_id,
        sa.and_(KEYS.c.public_multikey == key.public_key.multikey, KEYS.c.purpose == key.purpose),
    )
    known = connection.execute(KEYS.select().where(same)).first()
    if known is not None:
        what = "a key of that name" if known.name == key.name else f"that key, as {known.name},"
        raise ConfigurationError(f"the workspace has {what} already", code="key-exists")
    connection.execute(KEYS.insert(), _row_of(key))
    _record_event(connection, key.name, action, act, key.signs_from or act.at)


def start_signing(
    connection: sa.Connection, name: str, act: Act, purpose: Purpose = "assertion"
) -> KeyRecord:
    """Let a key sign from now on, and retire the one that did; all in the caller's transaction.

    The key that ends does so a second after the last thing that it signed: what a verifier reads
    as "signed before the key ended" must hold for all of it.

    Returns:
        The key that signed until now.

    Raises:
        ConfigurationError: no such key, one that ended (`key-ended`) or that signs already
            (`key-signs`).
    """
    hold_changes(connection)
    new = find_key(connection, name, purpose)
    if new.ended:
        raise ConfigurationError(f"the key {new.name} was retired or revoked", code="key-ended")
    if new.signs:
        raise ConfigurationError(f"the key {new.name} signs already", code="key-signs")
    old = signing_key(connection, purpose)
    ends = _end_of(connection, old, act)
    _change(connection, old.name, retired_at=ends)
    _record_event(connection, old.name, "retire", act, ends)
    signs_from = max(act.at, new.created_at)
    _change(connection, new.name, signs_from=signs_from)
    _record_event(connection, new.name, "sign", act, signs_from)
    return old


def retire_key(connection: sa.Connection, name: str, act: Act) -> KeyRecord:
    """Retire a key that does not sign: a spare one.

    Raises:
        ConfigurationError: no such key, the one that signs (`key-signs`), or one that ended
            (`key-ended`).
    """
    hold_changes(connection)
    key = find_key(connection, name)
    if key.signs:
        message = f"the key {key.name} signs: another one must take its place first"
        raise ConfigurationError(message, code="key-signs")
    if key.ended:
        raise ConfigurationError(f"the key {key.name} has ended already", code="key-ended")
    ends = max(act.at, key.created_at)
    _change(connection, key.name, retired_at=ends)
    _record_event(connection, key.name, "retire", act, ends)
    return find_key(connection, key.name)


def revoke_key(connection: sa.Connection, name: str, moment: str, act: Act) -> KeyRecord:
    """Revoke a key from a moment on. The key that signs must have been replaced before.

    Args:
        connection: open.
        name: the key's.
        moment: dateTimeStamp in UTC; from then on the key may have been in other hands.
        act: who revokes it, and why.

    Raises:
        ConfigurationError: no such key, the one that signs (`key-signs`), or one that was
            revoked from the same or an earlier moment (`key-revoked`).
    """
    hold_changes(connection)
    key = find_key(connection, name)
    if key.signs:
        message = f"the key {key.name} signs, and another must take its place first"
        raise ConfigurationError(message, code="key-signs")
    check_revocable(key, moment)
    _change(connection, key.name, revoked_from=moment)
    _record_event(connection, key.name, "revoke", act, moment)
    return find_key(connection, key.name)


def check_revocable(key: KeyRecord, moment: str) -> None:
    """Check that a key is not revoked from that moment on already.

    Raises:
        ConfigurationError: code `key-revoked`.
    """
    if key.revoked_from is not None and key.revoked_from <= moment:
        message = f"the key {key.name} is revoked from {key.revoked_from} on already"
        raise ConfigurationError(message, code="key-revoked")


def note_key_event(connection: sa.Connection, name: str, action: str, act: Act) -> None:
    """Note something that happened to a key and changes nothing about it."""
    _record_event(connection, name, action, act, act.at)


def badges_signed_with(
    connection: sa.Connection, key_id: str, *, after: SignedWith | None = None, limit: int = 1000
) -> list[SignedWith]:
    """Return badges that a key signed, the oldest first, a page at a time.

    Args:
        connection: an open one.
        key_id: the key's.
        after: the last badge of the page before.
        limit: how many badges at most.
    """
    kept = sa.exists().where(CREDENTIALS.c.badge_id == BADGES.c.id)
    columns = (BADGES.c.id, BADGES.c.achievement_id, BADGES.c.issued_at, _SIGNED_AT, kept)
    query = sa.select(*columns).where(BADGES.c.key_id == key_id)
    if after is not None:
        order = sa.tuple_(BADGES.c.issued_at, BADGES.c.id)
        query = query.where(order > sa.tuple_(sa.literal(after.issued_at), sa.literal(after.id)))
    query = query.order_by(BADGES.c.issued_at, BADGES.c.id).limit(limit)
    return [SignedWith(*row) for row in connection.execute(query)]


def count_signed_with(connection: sa.Connection, key_id: str, since: str = "") -> int:
    """Count the badges that a key signed, from a moment on."""
    query = sa.select(sa.func.count()).select_from(BADGES).where(BADGES.c.key_id == key_id)
    if since:
        query = query.where(sa.or_(BADGES.c.issued_at >= since, BADGES.c.resigned_at >= since))
    return int(connection.execute(query).scalar_one())


def events_of(connection: sa.Connection, name: str) -> list[dict[str, str]]:
    """Return what happened to a key, oldest first: action, at, actor, reason, effective_from."""
    columns = [KEY_EVENTS.c[name] for name in _EVENT_COLUMNS]
    query = sa.select(*columns).where(KEY_EVENTS.c.key_name == name).order_by(KEY_EVENTS.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


_EVENT_COLUMNS: Final = ("action", "at", "actor", "reason", "effective_from")


def _end_of(connection: sa.Connection, key: KeyRecord, act: Act) -> str:
    """Return the moment at which a key ends: after the last thing that it signed.

    A command that signed while this one waited for the registry left the moment when it was done.
    """
    # The last of each column is at the end of an index.
    queries = [
        sa.select(sa.func.max(column)).where(BADGES.c.key_id == key.key_id, column.is_not(None))
        for column in (BADGES.c.issued_at, BADGES.c.resigned_at)
    ]
    queries.append(sa.select(sa.func.max(STATUS_DOCUMENTS.c.signed_at)))
    moments = [connection.execute(query).scalar() for query in queries]
    if (last := last_moment(connection)) is not None:
        moments.append(format_timestamp(last))
    newest = max(moment for moment in (act.at, key.signs_from, *moments) if moment)
    return format_timestamp(parse_timestamp(newest).replace(microsecond=0) + timedelta(seconds=1))


def _change(connection: sa.Connection, name: str, **values: str) -> None:
    connection.execute(KEYS.update().where(KEYS.c.name == name).values(**values))


def _record_event(
    connection: sa.Connection, name: str, action: str, act: Act, effective_from: str
) -> None:
    event = {
        "key_name": name,
        "action": action,
        "at": act.at,
        "actor": act.actor,
        "reason": act.reason,
        "effective_from": effective_from,
    }
    connection.execute(KEY_EVENTS.insert(), event)
    tell_committed(connection, "keys", "key-changed", name=name, action=action)


def _row_of(key: KeyRecord) -> dict[str, Any]:
    return {
        "name": key.name,
        "key_id": key.key_id,
        "algorithm": key.algorithm,
        "public_multikey": key.public_key.multikey,
        "purpose": key.purpose,
        "store": key.store,
        "store_settings": json.dumps(dict(key.store_settings), sort_keys=True),
        "created_at": key.created_at,
        "signs_from": key.signs_from,
        "retired_at": key.retired_at,
        "revoked_from": key.revoked_from,
    }


def _record_of(row: Any) -> KeyRecord:
    return KeyRecord(
        name=row.name,
        key_id=row.key_id,
        public_key=PublicKey.from_multikey(row.public_multikey),
        created_at=row.created_at,
        store=row.store,
        store_settings=json.loads(row.store_settings),
        purpose=row.purpose,
        signs_from=row.signs_from,
        retired_at=row.retired_at,
        revoked_from=row.revoked_from,
    )
