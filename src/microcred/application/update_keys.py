"""The keys that sign the log of a did:webvh, and the beginning of such a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.application.private_keys import PrivateKeys
from microcred.dids.authoring import ListedKey, did_document
from microcred.dids.webvh.authoring import begin_log
from microcred.keys import LocalKey, PublicKey, SigningKey
from microcred.ledger import Act, KeyRecord, add_key
from microcred.ledger.did_log import append_did_log

UPDATE_PURPOSE: Final = "did-update"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A new did:webvh.

    Attributes:
        did: its id.
        entry: the first entry of its log.
        update_keys: the one that signed the entry, and the one that it announces.
    """

    did: str
    entry: str
    update_keys: tuple[KeyRecord, KeyRecord]

    def record(self, connection: sa.Connection, act: Act) -> None:
        """Write it into a registry."""
        for key in self.update_keys:
            add_key(connection, key, act, "generate")
        append_did_log(connection, self.entry)


def begin_webvh(
    location: str,
    names: tuple[str, PublicKey],
    private_keys: PrivateKeys,
    passphrase: str | None,
    act: Act,
) -> Beginning:
    """Make a did:webvh whose document lists one key; its update keys are saved.

    Args:
        location: `host[%3Aport][:path…]`.
        names: name and public part of the key that signs badges.
        private_keys: where the update keys go.
        passphrase: protects them.
        act: when and by whom.
    """
    key = SigningKey.generate("Ed25519")
    name = private_keys.save_as_next("update", key, passphrase)
    first = _update_record(name, key, act, act.at)
    following = fresh_update_key(private_keys, passphrase, act)

    def state_of(did: str) -> dict[str, Any]:
        return did_document(did, [ListedKey(f"{did}#{names[0]}", names[1])])

    did, entry = begin_log(location, state_of, key, following.public_key, act.at)
    return Beginning(did, entry, (first, following))


def fresh_update_key(private_keys: PrivateKeys, passphrase: str | None, act: Act) -> KeyRecord:
    """Return the record of a new update key, which is saved already."""
    key = SigningKey.generate("Ed25519")
    name = private_keys.save_as_next("update", key, passphrase)
    return _update_record(name, key, act)


def _update_record(name: str, key: LocalKey, act: Act, signs_from: str | None = None) -> KeyRecord:
    """Describe an update key."""
    return KeyRecord(
        name, key.key_id, key.public_key, act.at, purpose=UPDATE_PURPOSE, signs_from=signs_from
    )
