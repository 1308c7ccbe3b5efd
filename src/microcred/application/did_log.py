"""The log of a did:webvh issuer: one entry for each change of its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from microcred.application.identity import listed_keys
from microcred.application.private_keys import Passphrase, PrivateKeys
from microcred.dids.authoring import ListedKey, did_document
from microcred.dids.webvh.authoring import begin_log, continue_log
from microcred.errors import ConfigurationError
from microcred.keys import LocalKey, PublicKey, SigningKey
from microcred.ledger import Act, KeyRecord, add_key, find_key, list_keys, start_signing
from microcred.ledger.did_log import append_did_log, read_did_log

if TYPE_CHECKING:
    from microcred.application.opening import Workspace

_PURPOSE: Final = "did-update"


@dataclass(frozen=True, slots=True)
class LogChange:
    """One more entry of the log, ready to be written within the change that it tells of.

    Attributes:
        did: the issuer's.
        act: when, by whom and why.
        announced: the update key of this entry; the entry before has its hash.
        key: its private part.
        following: the update key of the next entry, saved already.
    """

    did: str
    act: Act
    announced: KeyRecord
    key: SigningKey
    following: KeyRecord

    @classmethod
    def prepare(cls, workspace: Workspace, act: Act, passphrase: Passphrase) -> LogChange | None:
        """Open the announced update key and save the next one; None for other issuers.

        Raises:
            ConfigurationError: the announced update key is not there (`no-update-key`).
            WrongPassphrase: nothing was changed.
        """
        did = str(workspace.profile.id)
        if not did.startswith("did:webvh:"):
            return None
        with workspace.database.reading() as connection:
            keys = list_keys(connection, _PURPOSE)
        announced = next((key for key in keys if key.signs_from is None and not key.ended), None)
        if announced is None:
            message = "the registry has no update key for the next entry of the did:webvh log"
            raise ConfigurationError(message, code="no-update-key")
        private_keys = workspace.private_keys
        secret = passphrase() if private_keys.is_encrypted(announced) else None
        key = private_keys.open(announced, lambda: secret)
        following = _fresh_update_key(private_keys, secret, act)
        return cls(did, act, announced, key, following)

    def apply(self, connection: sa.Connection) -> None:
        """Write the entry for the keys as they are now, in the transaction that changed them.

        Raises:
            ConfigurationError: code `key-changed`; another command changed the log meanwhile.
        """
        if find_key(connection, self.announced.name, _PURPOSE).signs_from is not None:
            message = "another command changed the issuer's keys meanwhile; try again"
            raise ConfigurationError(message, code="key-changed")
        start_signing(connection, self.announced.name, self.act, _PURPOSE)
        add_key(connection, self.following, self.act, "generate")
        entry = continue_log(
            read_did_log(connection)[-1],
            did_document(self.did, listed_keys(list_keys(connection))),
            self.key,
            self.following.public_key,
            self.act.at,
        )
        append_did_log(connection, entry)


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
    following = _fresh_update_key(private_keys, passphrase, act)

    def state_of(did: str) -> dict[str, Any]:
        return did_document(did, [ListedKey(f"{did}#{names[0]}", names[1])])

    did, entry = begin_log(location, state_of, key, following.public_key, act.at)
    return Beginning(did, entry, (first, following))


def _fresh_update_key(private_keys: PrivateKeys, passphrase: str | None, act: Act) -> KeyRecord:
    key = SigningKey.generate("Ed25519")
    name = private_keys.save_as_next("update", key, passphrase)
    return _update_record(name, key, act)


def _update_record(name: str, key: LocalKey, act: Act, signs_from: str | None = None) -> KeyRecord:
    """Describe an update key."""
    return KeyRecord(
        name, key.key_id, key.public_key, act.at, purpose=_PURPOSE, signs_from=signs_from
    )
