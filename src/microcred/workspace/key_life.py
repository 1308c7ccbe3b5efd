"""The life of an issuer's keys: made, imported, signing, retired, revoked.

Every change is made in one order, so that a process may end at any moment: first the private
key is written, which harms nobody where nothing else follows; then one transaction changes the
registry; then the documents that list the keys are written anew from the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from microcred.errors import ConfigurationError, InvalidTimestamp, excerpt
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey
from microcred.registry import (
    Act,
    KeyRecord,
    SignedWith,
    add_changes,
    add_key,
    badges_signed_with,
    find_key,
    list_keys,
    retire_key,
    revoke_key,
    signing_key,
    start_signing,
)
from microcred.timestamps import format_timestamp, parse_timestamp
from microcred.workspace.did_log import LogChange
from microcred.workspace.issuer_ids import key_id_for
from microcred.workspace.private_keys import Passphrase, nobody
from microcred.workspace.settings import is_key_name

if TYPE_CHECKING:
    from microcred.workspace.opening import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens keys, and what protects new ones.

    Attributes:
        passphrase: asks for the passphrase of the keys that are there.
        new_passphrase: encrypts new keys; None for a new key in clear, or, where a key takes
            the place of an encrypted one, for the passphrase of that.
    """

    passphrase: Passphrase = nobody
    new_passphrase: str | None = None


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did.

    Attributes:
        old: the key that signed, as it is now.
        new: the key that signs from now on.
    """

    old: KeyRecord
    new: KeyRecord


@dataclass(frozen=True, slots=True)
class Revocation:
    """What revoking a key did.

    Attributes:
        key: the key, as it is now.
        badges: those that it signed, the oldest first.
        replaced_by: the key that was made to sign in its place, where it was the one that did.
    """

    key: KeyRecord
    badges: list[SignedWith]
    replaced_by: KeyRecord | None = None


class KeyLife:
    """Changes the keys of a workspace.

    Args:
        workspace: whose.
        act: when, by whom and why.
        secrets: what opens keys, and protects new ones.
    """

    def __init__(self, workspace: Workspace, act: Act, secrets: Secrets | None = None):
        self.workspace = workspace
        self.act = act
        self.secrets = secrets or Secrets()

    def new(self, name: str | None = None, algorithm: Algorithm = "Ed25519") -> KeyRecord:
        """Make a spare key: it is published with the others and signs when it is told to.

        Raises:
            ConfigurationError: the name is taken or no plain file name.
        """
        return self.take(SigningKey.generate(algorithm), name, action="generate")

    def take(
        self,
        key: LocalKey,
        name: str | None = None,
        key_id: str | None = None,
        action: str = "import",
    ) -> KeyRecord:
        """Keep a private key as a spare key in a PEM file.

        Args:
            key: the key.
            name: for people, and for its file; by default the next free `key-N`.
            key_id: the verification method's id, where other systems signed with it before.
            action: how the history calls it.

        Raises:
            ConfigurationError: a name, id or key that is there already.
        """
        name = self._save(key, name, self.secrets.new_passphrase)
        return self._add(self._record(name, key.public_key, key_id), action)

    def register(self, record: KeyRecord) -> KeyRecord:
        """Take a key into the registry whose private part is in a token or a key service.

        Args:
            record: its `key_id` may be empty, for the one that fits the issuer.
        """
        _check_name(record.name)
        issuer_id = str(self.workspace.profile.id)
        key_id = record.key_id or key_id_for(issuer_id, record.name, record.public_key)
        return self._add(replace(record, key_id=key_id, created_at=self.act.at), "import")

    def rotate(self, to: str | None = None, algorithm: Algorithm | None = None) -> Rotation:
        """Let another key sign from now on; the one that did is retired and stays published.

        Args:
            to: name of a spare key; by default a fresh one is made.
            algorithm: of the fresh key; by default that of the key before.

        Raises:
            ConfigurationError: the issuer is a did:key (`issuer-is-key`), or see
                `registry.start_signing`.
            WrongPassphrase: the key before is encrypted, and the passphrase does not open it.
        """
        fresh = None if to is not None else self._replacement(algorithm)

        def change(connection: sa.Connection) -> Rotation:
            if fresh is not None:
                add_key(connection, fresh, self.act, "generate")
            name = fresh.name if fresh is not None else str(to)
            self._check_issuer(find_key(connection, name))
            old = start_signing(connection, name, self.act)
            return Rotation(find_key(connection, old.name), find_key(connection, name))

        return self._change(change)

    def retire(self, name: str) -> KeyRecord:
        """Retire a spare key; see `registry.retire_key`."""
        return self._change(lambda connection: retire_key(connection, name, self.act))

    def revoke(self, name: str, moment: str | None = None) -> Revocation:
        """Revoke a key from a moment on; if it is the one that signs, a fresh one takes its place.

        Args:
            name: the key's.
            moment: dateTimeStamp from which on it may have been in other hands; by default the
                whole of its life.

        Raises:
            ConfigurationError: see `registry.revoke_key` and `rotate`; the moment is in the
                future or no dateTimeStamp (`invalid-moment`).
        """
        with self.workspace.database() as database, database.reading() as connection:
            key = find_key(connection, name)
        since = self._moment(moment or key.signs_from or key.created_at)
        fresh = self._replacement(None) if key.signs else None

        def change(connection: sa.Connection) -> Revocation:
            if fresh is not None:
                add_key(connection, fresh, self.act, "generate")
                self._check_issuer(fresh)
                start_signing(connection, fresh.name, self.act)
            revoked = revoke_key(connection, key.name, since, self.act)
            replaced_by = find_key(connection, fresh.name) if fresh is not None else None
            return Revocation(revoked, badges_signed_with(connection, key.key_id), replaced_by)

        return self._change(change)

    def _moment(self, text: str) -> str:
        try:
            moment = parse_timestamp(text)
        except InvalidTimestamp as error:
            raise ConfigurationError(error.message, code="invalid-moment") from error
        if moment > parse_timestamp(self.act.at):
            message = f"a key is not revoked from a moment in the future, {excerpt(text)}"
            raise ConfigurationError(message, code="invalid-moment")
        return format_timestamp(moment.replace(microsecond=0))

    def _replacement(self, algorithm: Algorithm | None) -> KeyRecord:
        """Make and save a key to take the place of the one that signs, as well protected."""
        with self.workspace.database() as database, database.reading() as connection:
            old = signing_key(connection)
        if str(self.workspace.profile.id).startswith("did:key:"):
            raise _issuer_is_key()
        if old.store != "pem":
            message = (
                f"the key that signs, {old.name}, is not kept in a file: make or import its "
                "successor where it shall be, and name it with --to"
            )
            raise ConfigurationError(message, code="successor-needed")
        key = SigningKey.generate(algorithm or old.algorithm)
        name = self._save(key, None, self._protection_of(old))
        return self._record(name, key.public_key)

    def _protection_of(self, old: KeyRecord) -> str | None:
        """Give the passphrase for a key that takes the place of `old`, which it must open."""
        private_keys = self.workspace.private_keys
        if self.secrets.new_passphrase is not None or not private_keys.is_encrypted(old):
            return self.secrets.new_passphrase
        passphrase = self.secrets.passphrase()
        private_keys.open(old, lambda: passphrase)
        return passphrase

    def _check_issuer(self, key: KeyRecord) -> None:
        issuer_id = str(self.workspace.profile.id)
        if issuer_id.startswith("did:key:") and key.key_id.partition("#")[0] != issuer_id:
            raise _issuer_is_key()

    def _save(self, key: LocalKey, name: str | None, passphrase: str | None) -> str:
        private_keys = self.workspace.private_keys
        if name is not None:
            _check_name(name)
            private_keys.save(name, key, passphrase)
            return name
        with self.workspace.database() as database, database.reading() as connection:
            taken = {known.name for known in list_keys(connection)}
        return private_keys.save_as_next("key", key, passphrase, taken)

    def _record(self, name: str, key: PublicKey, key_id: str | None = None) -> KeyRecord:
        key_id = key_id or key_id_for(str(self.workspace.profile.id), name, key)
        return KeyRecord(name, key_id, key, self.act.at)

    def _add(self, record: KeyRecord, action: str) -> KeyRecord:
        self._change(lambda connection: add_key(connection, record, self.act, action))
        return record

    def _change(self, change: Callable[[sa.Connection], T]) -> T:
        """Change the registry in one transaction, then write what is published of it."""
        log = LogChange.prepare(self.workspace, self.act, self.secrets.passphrase)
        with self.workspace.database() as database, database.writing() as connection:
            result = change(connection)
            if log is not None:
                log.apply(connection)
            add_changes(connection, [("issuer", str(self.workspace.profile.id))])
        self.workspace.publish_identity()
        return result


def _check_name(name: str) -> None:
    if not is_key_name(name):
        message = f"a key's name is lower-case letters, digits and .-_, not {excerpt(name)}"
        raise ConfigurationError(message, code="invalid-key-name")


def _issuer_is_key() -> ConfigurationError:
    message = (
        "the issuer is a did:key, the key itself: with another key it would be another issuer; "
        "docs/keys.md says what can be done"
    )
    return ConfigurationError(message, code="issuer-is-key")
