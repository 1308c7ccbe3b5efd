"""Spare keys: made here, imported, or kept in a token or a key service.

Every change is made in one order, so that a process may end at any moment: first the private
key is written, which harms nobody where nothing else follows; then one transaction changes the
registry; then the documents that list the keys are written anew from the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from microcred.application.did_log import LogChange
from microcred.application.issuer_ids import key_id_for
from microcred.application.permission import permit_issuer
from microcred.application.private_keys import Passphrase, nobody
from microcred.application.settings import is_key_name
from microcred.application.stores import check_module, open_signer
from microcred.authority import Principal, Verb
from microcred.errors import ConfigurationError, MicrocredError, excerpt
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey
from microcred.keys.external import check_made
from microcred.keys.pkcs11 import TokenPlace, generate_token_key, open_token_key
from microcred.ledger import Act, KeyRecord, add_key, list_keys, retire_key
from microcred.registry import add_changes
from microcred.registry.moments import check_moment, last_moment, take_moment
from microcred.timestamps import parse_timestamp

if TYPE_CHECKING:
    from microcred.application.opening import Workspace

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


class SpareKeys:
    """Makes, takes in and gives up keys that do not sign.

    Args:
        workspace: whose.
        act: when, by whom and why.
        by: who asks; the history names them.
        secrets: what opens keys, and protects new ones.
    """

    def __init__(
        self, workspace: Workspace, act: Act, secrets: Secrets | None = None, *, by: Principal
    ):
        self.workspace = workspace
        self.act = replace(act, actor=by.name)
        self.by = by
        self.secrets = secrets or Secrets()
        self._saved: list[str] = []

    def new(self, name: str | None = None, algorithm: Algorithm = "Ed25519") -> KeyRecord:
        """Make a spare key: it is published with the others and signs when it is told to.

        Raises:
            Forbidden: code `forbidden`.
            ConfigurationError: the name is taken or no plain file name.
        """
        permit_issuer(self.by, Verb.ADD_KEY)
        return self._take(SigningKey.generate(algorithm), name, None, "generate")

    def take(
        self,
        key: LocalKey,
        name: str | None = None,
        key_id: str | None = None,
    ) -> KeyRecord:
        """Keep a private key as a spare key in a PEM file.

        Args:
            key: the key.
            name: for people, and for its file; by default the next free `key-N`.
            key_id: the verification method's id, where other systems signed with it before.

        Raises:
            Forbidden: code `forbidden`.
            ConfigurationError: a name, id or key that is there already.
        """
        permit_issuer(self.by, Verb.IMPORT_KEY)
        return self._take(key, name, key_id, "import")

    def _take(self, key: LocalKey, name: str | None, key_id: str | None, action: str) -> KeyRecord:
        self._check_new(key.public_key)
        name = self._save(key, name, self.secrets.new_passphrase)
        return self._add(self._record(name, key.public_key, key_id), action)

    def keep_in_token(
        self,
        place: TokenPlace,
        name: str | None = None,
        generate: Algorithm | None = None,
        key_id: str | None = None,
    ) -> KeyRecord:
        """Take a key in a PKCS #11 token as a spare key; its private part stays where it is.

        Args:
            place: where it is.
            name: for people; by default the next free `key-N`.
            generate: make it there first, of this algorithm.
            key_id: see `take`.

        Raises:
            ConfigurationError: `module-not-allowed`, or see `open_token_key`.
        """
        permit_issuer(self.by, Verb.IMPORT_KEY if generate is None else Verb.ADD_KEY)
        settings = {"module": place.module, "token": place.token, "label": place.label}
        check_module(place.module)
        name = self._free_name(name)
        pin = self.workspace.private_keys.ask_pin()
        if generate is not None:
            generate_token_key(place, generate, pin)
        key = open_token_key(place, pin)
        key.sign(b"microcred")  # finds out now whether it can
        action = "import" if generate is None else "generate"
        record = self._record(name, key.public_key, key_id)
        return self._add(replace(record, store="pkcs11", store_settings=settings), action)

    def keep_with_signer(
        self,
        signer: str,
        settings: Mapping[str, str],
        public_key: PublicKey,
        name: str | None = None,
        key_id: str | None = None,
    ) -> KeyRecord:
        """Take a key of a key service as a spare key; an installed plug-in signs with it.

        Args:
            signer: name of the plug-in.
            settings: what the plug-in needs to find the key; nothing secret.
            public_key: its public part.
            name: for people; by default the next free `key-N`.
            key_id: see `take`.

        Raises:
            ConfigurationError: code `no-such-signer`.
            UnusableKey: what it signs does not fit the public key.
        """
        permit_issuer(self.by, Verb.IMPORT_KEY)
        key = open_signer(signer, settings, public_key, f"{public_key.did_key}#key")
        check_made(public_key, key.sign(b"microcred"), b"microcred")
        stored = {"signer": signer, "settings": dict(settings)}
        record = self._record(self._free_name(name), public_key, key_id)
        return self._add(replace(record, store="callable", store_settings=stored), "import")

    def retire(self, name: str) -> KeyRecord:
        """Retire a spare key; see `registry.retire_key`.

        Raises:
            Forbidden: code `forbidden`.
        """
        permit_issuer(self.by, Verb.RETIRE_KEY)
        return self._change(lambda connection: retire_key(connection, name, self.act))

    def _save(self, key: LocalKey, name: str | None, passphrase: str | None) -> str:
        self._check_clock()
        private_keys = self.workspace.private_keys
        if name is not None:
            private_keys.save(_checked_name(name), key, passphrase)
        else:
            name = private_keys.save_as_next("key", key, passphrase, self._known_names())
        self._saved.append(name)
        return name

    def _free_name(self, name: str | None) -> str:
        """Check a name for a key that has no file, or find one."""
        if name is not None:
            return _checked_name(name)
        taken = self._known_names() | self.workspace.private_keys.names()
        names = (f"key-{number}" for number in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def _check_new(self, key: PublicKey) -> None:
        """Refuse a key that is there before its file is written a second time."""
        with self.workspace.database.reading() as connection:
            known = [record for record in list_keys(connection) if record.public_key == key]
        if known:
            message = f"the workspace has that key already, as {known[0].name}"
            raise ConfigurationError(message, code="key-exists")

    def _check_clock(self) -> None:
        """Refuse a clock that is behind before the file of a key is written."""
        with self.workspace.database.reading() as connection:
            check_moment(last_moment(connection), parse_timestamp(self.act.at))

    def _known_names(self) -> set[str]:
        with self.workspace.database.reading() as connection:
            return {known.name for known in list_keys(connection)}

    def _record(self, name: str, key: PublicKey, key_id: str | None = None) -> KeyRecord:
        key_id = key_id or key_id_for(str(self.workspace.profile.id), name, key)
        return KeyRecord(name, key_id, key, self.act.at)

    def _add(self, record: KeyRecord, action: str) -> KeyRecord:
        self._change(lambda connection: add_key(connection, record, self.act, action))
        return record

    def _change(self, change: Callable[[sa.Connection], T]) -> T:
        """Change the registry in one transaction; what is published of it follows it.

        If the registry refuses, the key files that were made for the change go again.
        """
        try:
            self._check_clock()
            log = LogChange.prepare(self.workspace, self.act, self.secrets.passphrase)
            if log is not None:
                self._saved.append(log.following.name)
            return self._commit(change, log)
        except MicrocredError as error:
            if error.code != "registry-lost":  # then nobody knows whether it was changed
                for name in self._saved:
                    self.workspace.private_keys.path_of(name).unlink(missing_ok=True)
            raise
        finally:
            self._saved.clear()

    def _commit(self, change: Callable[[sa.Connection], T], log: LogChange | None) -> T:
        with self.workspace.database.writing() as connection:
            take_moment(connection, parse_timestamp(self.act.at))
            result = change(connection)
            if log is not None:
                log.apply(connection)
            add_changes(connection, [("issuer", str(self.workspace.profile.id))])
        return result


def _checked_name(name: str) -> str:
    if not is_key_name(name):
        message = f"a key's name is lower-case letters, digits and .-_, not {excerpt(name)}"
        raise ConfigurationError(message, code="invalid-key-name")
    return name
