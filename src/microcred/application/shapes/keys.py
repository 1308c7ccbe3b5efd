"""Keys as JSON: what is known of them, and what was done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NotRequired, cast

from typing_extensions import TypedDict

from microcred.application.key_life import Revocation, Rotation
from microcred.application.shapes.site import SiteAfterJson
from microcred.keys import Algorithm
from microcred.ledger import KeyRecord, SignedWith


class KeyJson(TypedDict):
    """What is known of a key; nothing of its private part."""

    name: str
    """The name that people call it by."""
    id: str
    """The verification method's id."""
    algorithm: Algorithm
    public_key_multibase: str
    """The public key as a Multikey."""
    store: str
    """Where the private part is: `pem`, `pkcs11` or `callable`."""
    created_at: str
    """When it was made or came here; a dateTimeStamp, like all moments here."""
    signs: bool
    """Whether it is the key that signs now."""
    signs_from: NotRequired[str]
    """When it began to sign; not there for a spare key."""
    retired_at: NotRequired[str]
    """When it stopped; what it signed before stays valid."""
    revoked_from: NotRequired[str]
    """From this moment on nothing that it signed counts."""


class KeyEventJson(TypedDict):
    """Something that happened to a key."""

    action: str
    """What, as `generate`, `import`, `sign`, `retire` or `revoke`."""
    at: str
    """When it was done."""
    actor: str
    """Who did it."""
    reason: str
    """Why; may be empty."""
    effective_from: str
    """The moment that it counts from."""


class ListedKeyJson(KeyJson):
    """A key in a list of keys."""

    history: NotRequired[list[KeyEventJson]]
    """What happened to it, the oldest first, where that was asked for."""


class KeysJson(TypedDict):
    """All keys that sign badges, or did, or may, the oldest first."""

    keys: list[ListedKeyJson]


class ChangedKeyJson(KeyJson, SiteAfterJson):
    """A key that is new here, or was retired."""


class RotationJson(SiteAfterJson):
    """The two keys of a rotation."""

    old: KeyJson
    """The key that signed, as it is now."""
    new: KeyJson
    """The key that signs from now on."""


class SignedWithJson(TypedDict):
    """A badge that a revoked key signed."""

    id: str
    """The credential's id."""
    achievement: str
    """The id of what it was given for."""
    issued_at: str
    affected: bool
    """Whether it was signed since the key counts no more, so that no verifier takes it."""
    kept: bool
    """Whether the registry has the signed credential."""


class RevokedKeyJson(SiteAfterJson):
    """A key that was revoked."""

    key: KeyJson
    """The key, as it is now."""
    replaced_by: NotRequired[KeyJson]
    """The key that was made to sign in its place, where it was the one that did."""
    count: int
    """How many badges it signed."""
    badges: list[SignedWithJson]
    """All of them, the oldest first."""


class PlannedRevocationJson(TypedDict):
    """What revoking a key would come to; nothing was changed."""

    dry_run: Literal[True]
    name: str
    """The name of the key."""
    revoked_from: str | None
    """From which moment on nothing that it signed would count."""
    signs: bool
    """Whether it is the key that signs, so that a fresh one would take its place."""
    count: int
    """How many badges it signed."""
    badges: list[SignedWithJson]
    """All of them, the oldest first."""


class ExportedKeyJson(TypedDict):
    """A part of a key that was written out."""

    name: str
    """The name of the key."""
    id: str
    """The verification method's id."""
    private: bool
    """Whether it is the private part."""
    key: NotRequired[str]
    """The public part itself, where it is in no file."""
    file: NotRequired[str]
    """Where it is."""


def key_json(key: KeyRecord) -> KeyJson:
    """Return what is known of a key as JSON."""
    described: KeyJson = {
        "name": key.name,
        "id": key.key_id,
        "algorithm": key.algorithm,
        "public_key_multibase": key.public_key.multikey,
        "store": key.store,
        "created_at": key.created_at,
        "signs": key.signs,
    }
    if key.signs_from is not None:
        described["signs_from"] = key.signs_from
    if key.retired_at is not None:
        described["retired_at"] = key.retired_at
    if key.revoked_from is not None:
        described["revoked_from"] = key.revoked_from
    return described


def keys_json(
    keys: Iterable[KeyRecord], events: Mapping[str, Sequence[Mapping[str, str]]]
) -> KeysJson:
    """Return keys as JSON.

    Args:
        keys: the keys.
        events: what happened to each by its name, as `events_of` returns it, where that was
            asked for.
    """
    return {"keys": [_listed_key_json(key, events.get(key.name)) for key in keys]}


def _listed_key_json(key: KeyRecord, events: Sequence[Mapping[str, str]] | None) -> ListedKeyJson:
    if events is None:
        # A key is one of a list that leaves out what it may.
        return cast("ListedKeyJson", key_json(key))
    return {**key_json(key), "history": [_event_json(event) for event in events]}


def _event_json(event: Mapping[str, str]) -> KeyEventJson:
    return {
        "action": event["action"],
        "at": event["at"],
        "actor": event["actor"],
        "reason": event["reason"],
        "effective_from": event["effective_from"],
    }


def rotation_json(rotation: Rotation) -> RotationJson:
    """Return the two keys of a rotation as JSON."""
    return {"old": key_json(rotation.old), "new": key_json(rotation.new)}


def revoked_key_json(revocation: Revocation, badges: Iterable[SignedWith]) -> RevokedKeyJson:
    """Return a key that was revoked as JSON.

    Args:
        revocation: what was done.
        badges: all that the key signed.
    """
    signed = _signed_with_json(revocation, badges)
    key = key_json(revocation.key)
    if (successor := revocation.replaced_by) is None:
        return {"key": key, "count": revocation.count, "badges": signed}
    replaced_by = key_json(successor)
    return {"key": key, "replaced_by": replaced_by, "count": revocation.count, "badges": signed}


def planned_revocation_json(
    planned: Revocation, badges: Iterable[SignedWith]
) -> PlannedRevocationJson:
    """Return what revoking a key would come to as JSON.

    Args:
        planned: what would be done.
        badges: all that the key signed.
    """
    return {
        "dry_run": True,
        "name": planned.key.name,
        "revoked_from": planned.key.revoked_from,
        "signs": planned.replaces,
        "count": planned.count,
        "badges": _signed_with_json(planned, badges),
    }


def _signed_with_json(revocation: Revocation, badges: Iterable[SignedWith]) -> list[SignedWithJson]:
    revoked_from = revocation.key.revoked_from or ""
    return [
        {
            "id": badge.id,
            "achievement": badge.achievement_id,
            "issued_at": badge.issued_at,
            "affected": badge.signed_at >= revoked_from,
            "kept": badge.kept,
        }
        for badge in badges
    ]


def exported_key_json(
    key: KeyRecord, data: bytes, file: Path | None, *, private: bool
) -> ExportedKeyJson:
    """Return a part of a key that was written out as JSON.

    Args:
        key: the key.
        data: the part, as it was written.
        file: where it is; None for one that is to stand in the JSON itself.
        private: whether it is the private part.
    """
    described: ExportedKeyJson = {"name": key.name, "id": key.key_id, "private": private}
    if file is None:
        described["key"] = data.decode()
    else:
        described["file"] = str(file)
    return described
