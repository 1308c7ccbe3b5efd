"""The log of a did:webvh issuer: one entry for each change of its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from microcred.application.identity import listed_keys
from microcred.application.private_keys import Passphrase
from microcred.application.update_keys import UPDATE_PURPOSE, fresh_update_key
from microcred.dids.authoring import did_document
from microcred.dids.webvh.authoring import continue_log
from microcred.errors import ConfigurationError
from microcred.keys import SigningKey
from microcred.ledger import Act, KeyRecord, add_key, find_key, list_keys, start_signing
from microcred.ledger.did_log import append_did_log, read_did_log

if TYPE_CHECKING:
    from microcred.application.opening import Workspace


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
            keys = list_keys(connection, UPDATE_PURPOSE)
        announced = next((key for key in keys if key.signs_from is None and not key.ended), None)
        if announced is None:
            message = "the registry has no update key for the next entry of the did:webvh log"
            raise ConfigurationError(message, code="no-update-key")
        private_keys = workspace.private_keys
        secret = passphrase() if private_keys.is_encrypted(announced) else None
        key = private_keys.open(announced, lambda: secret)
        following = fresh_update_key(private_keys, secret, act)
        return cls(did, act, announced, key, following)

    def apply(self, connection: sa.Connection) -> None:
        """Write the entry for the keys as they are now, in the transaction that changed them.

        Raises:
            ConfigurationError: code `key-changed`; another command changed the log meanwhile.
        """
        if find_key(connection, self.announced.name, UPDATE_PURPOSE).signs_from is not None:
            message = "the issuer's keys were changed meanwhile; try again"
            raise ConfigurationError(message, code="key-changed")
        start_signing(connection, self.announced.name, self.act, UPDATE_PURPOSE)
        add_key(connection, self.following, self.act, "generate")
        entry = continue_log(
            read_did_log(connection)[-1],
            did_document(self.did, listed_keys(list_keys(connection))),
            self.key,
            self.following.public_key,
            self.act.at,
        )
        append_did_log(connection, entry)
