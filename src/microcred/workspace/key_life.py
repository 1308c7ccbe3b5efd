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
from microcred.issuance import ListSigner
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
from microcred.registry.changes import hold_changes
from microcred.registry.status_lists import find_pairs
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


@dataclass(frozen=True, slots=True)
class _Successor:
    """A key that shall sign: a fresh one, or a spare one that was opened."""

    record: KeyRecord
    key: SigningKey
    is_fresh: bool


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

        The key is opened first, so that none signs that cannot be opened; and it signs the
        status lists anew.

        Args:
            to: name of a spare key; by default a fresh one is made.
            algorithm: of the fresh key; by default that of the key before.

        Raises:
            ConfigurationError: the issuer is a did:key (`issuer-is-key`), or see
                `registry.start_signing`.
            WrongPassphrase: a key is encrypted, and the passphrase does not open it.
            UnusableKey: code `list-suite`; the key cannot sign the lists that there are.
        """
        successor = self._fresh(algorithm) if to is None else self._spare(to)

        def change(connection: sa.Connection) -> Rotation:
            old = self._succeed(connection, successor)
            name = successor.record.name
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
        successor = self._fresh(None) if key.signs else None
        signs = successor.key if successor else self.workspace.signing_key(self.secrets.passphrase)

        def change(connection: sa.Connection) -> Revocation:
            if successor is not None:
                self._succeed(connection, successor)
            revoked = revoke_key(connection, key.name, since, self.act)
            self._sign_lists(connection, signs)
            replaced_by = find_key(connection, successor.record.name) if successor else None
            return Revocation(revoked, badges_signed_with(connection, key.key_id), replaced_by)

        return self._change(change)

    def _succeed(self, connection: sa.Connection, successor: _Successor) -> KeyRecord:
        """Let a key take the place of the one that signs; give that."""
        if successor.is_fresh:
            add_key(connection, successor.record, self.act, "generate")
        old = start_signing(connection, successor.record.name, self.act)
        self._sign_lists(connection, successor.key)
        return old

    def _sign_lists(self, connection: sa.Connection, key: SigningKey) -> None:
        """Sign every status list with a key: what a revoked key signed is worth nothing."""
        signer = ListSigner(
            issuer_id=str(self.workspace.profile.id),
            key=key,
            settings=self.workspace.issuance_settings,
        )
        signer.sign(connection, [pair.id for pair in find_pairs(connection)])

    def _moment(self, text: str) -> str:
        try:
            moment = parse_timestamp(text)
        except InvalidTimestamp as error:
            raise ConfigurationError(error.message, code="invalid-moment") from error
        if moment > parse_timestamp(self.act.at):
            message = f"a key is not revoked from a moment in the future, {excerpt(text)}"
            raise ConfigurationError(message, code="invalid-moment")
        return format_timestamp(moment.replace(microsecond=0))

    def _spare(self, name: str) -> _Successor:
        """Open a spare key that shall sign."""
        with self.workspace.database() as database, database.reading() as connection:
            record = find_key(connection, name)
        issuer_id = str(self.workspace.profile.id)
        if issuer_id.startswith("did:key:") and record.key_id.partition("#")[0] != issuer_id:
            raise _issuer_is_key()
        key = self.workspace.private_keys.open(record, self.secrets.passphrase)
        return _Successor(record, key, is_fresh=False)

    def _fresh(self, algorithm: Algorithm | None) -> _Successor:
        """Make and save a key to take the place of the one that signs, as well protected."""
        with self.workspace.database() as database, database.reading() as connection:
            old = signing_key(connection)
        if str(self.workspace.profile.id).startswith("did:key:"):
            raise _issuer_is_key()
        if old.store != "pem":
            message = (
                f"the key that signs, {old.name}, is not kept in a file: make or import its "
                "successor where it shall be, and rotate to it"
            )
            raise ConfigurationError(message, code="successor-needed")
        key = SigningKey.generate(algorithm or old.algorithm)
        name = self._save(key, None, self._protection_of(old))
        record = self._record(name, key.public_key)
        return _Successor(record, key.with_key_id(record.key_id), is_fresh=True)

    def _protection_of(self, old: KeyRecord) -> str | None:
        """Give the passphrase for a key that takes the place of `old`, which it must open."""
        private_keys = self.workspace.private_keys
        if self.secrets.new_passphrase is not None or not private_keys.is_encrypted(old):
            return self.secrets.new_passphrase
        passphrase = self.secrets.passphrase()
        private_keys.open(old, lambda: passphrase)
        return passphrase

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
            hold_changes(connection)
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
