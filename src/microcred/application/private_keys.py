"""Where the private parts of a workspace's keys are, and how they are opened."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from microcred.application.stores import open_in_token, open_with_signer
from microcred.errors import ConfigurationError, UnusableKey
from microcred.files import make_folder, state_of
from microcred.keys import LocalKey, SigningKey
from microcred.ledger import KeyRecord

Passphrase = Callable[[], str | None]
"""Asks for a passphrase or PIN, when one is needed."""


def nobody() -> None:
    """Answer that there is no passphrase."""
    return


class PrivateKeys:
    """The private keys of one workspace.

    Args:
        folder: where the PEM files are.
        ask_pin: asks for the PIN of a token.
    """

    def __init__(self, folder: Path, ask_pin: Passphrase = nobody):
        self.folder = folder
        self.ask_pin = ask_pin

    def path_of(self, name: str) -> Path:
        """Return the path of a key's PEM file."""
        return self.folder / f"{name}.pem"

    def names(self) -> set[str]:
        """Return the names that files have, known to the registry or not."""
        return {path.stem for path in self.folder.glob("*.pem")} if self.folder.is_dir() else set()

    def save(self, name: str, key: LocalKey, passphrase: str | None) -> None:
        """Write a new private key; the first step of whatever makes one.

        Raises:
            ConfigurationError: there is a file of that name (`file-exists`), or it cannot be
                written.
        """
        make_folder(self.folder)
        key.save(self.path_of(name), passphrase)

    def save_as_next(
        self, stem: str, key: LocalKey, passphrase: str | None, taken: Iterable[str] = ()
    ) -> str:
        """Write a new private key under the first free name of `stem-1`, `stem-2` and so on.

        Whoever takes a name first has it: two commands at once get two names.

        Args:
            stem: `key` or `update`.
            key: the key.
            passphrase: encrypts it.
            taken: names beside those of the files.

        Returns:
            The name.
        """
        not_free = {*taken, *self.names()}
        for number in itertools.count(1):
            name = f"{stem}-{number}"
            try:
                if name not in not_free:
                    self.save(name, key, passphrase)
                    return name
            except ConfigurationError as error:
                if error.code != "file-exists":
                    raise
        raise AssertionError("numbers do not end")

    def is_encrypted(self, record: KeyRecord) -> bool:
        """Tell whether a passphrase protects a key in a PEM file; a lost file has none."""
        is_there = record.store == "pem" and self.path_of(record.name).exists()
        return is_there and b"ENCRYPTED" in self._read(record)

    def open(self, record: KeyRecord, passphrase: Passphrase) -> SigningKey:
        """Open a key for signing.

        Raises:
            UnusableKey: it is not a key, or not the one that the registry knows.
            WrongPassphrase: encrypted, and the passphrase is wrong or missing.
            ConfigurationError: it is nowhere to be found.
        """
        opener = _STORES.get(record.store)
        if opener is None:
            message = f"the key {record.name} is kept in a way that is unknown: {record.store}"
            raise ConfigurationError(message, code="unknown-key-store")
        key = opener(self, record, passphrase)
        if key.public_key != record.public_key:
            message = f"what is kept as {record.name} is not the private key of {record.key_id}"
            raise UnusableKey(message, code="key-mismatch")
        return key

    def _open_pem(self, record: KeyRecord, passphrase: Passphrase) -> SigningKey:
        pem = self._read(record)
        secret = passphrase() if b"ENCRYPTED" in pem else None
        return SigningKey.load(pem, secret, key_id=record.key_id)

    def _open_in_token(self, record: KeyRecord, _passphrase: Passphrase) -> SigningKey:
        return open_in_token(record, self.ask_pin())

    def _open_with_signer(self, record: KeyRecord, _passphrase: Passphrase) -> SigningKey:
        return open_with_signer(record)

    def _read(self, record: KeyRecord) -> bytes:
        path = self.path_of(record.name)
        try:
            return path.read_bytes()
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror}"
            raise ConfigurationError(message, code="unreadable-key") from error


class OpenedKey:
    """The key that signs, kept open until the registry names another, or its file changes.

    Args:
        keys: opens it.
    """

    def __init__(self, keys: PrivateKeys):
        self._keys = keys
        self._lock = threading.Lock()
        self._kept: tuple[object, SigningKey] | None = None

    def open(self, record: KeyRecord, passphrase: Passphrase) -> SigningKey:
        """Open a key, once; see `PrivateKeys.open`. Who comes later is not asked for a passphrase.

        Raises:
            UnusableKey, WrongPassphrase, ConfigurationError: as `PrivateKeys.open`.
        """
        file = state_of([self._keys.path_of(record.name)] if record.store == "pem" else [])
        with self._lock:
            if self._kept is None or file is None or self._kept[0] != (record, file):
                self._kept = (record, file), self._keys.open(record, passphrase)
            return self._kept[1]

    def forget(self) -> None:
        """Let go of the key."""
        with self._lock:
            self._kept = None


_STORES: Final[Mapping[str, Callable[[PrivateKeys, KeyRecord, Passphrase], SigningKey]]] = {
    "pem": PrivateKeys._open_pem,
    "pkcs11": PrivateKeys._open_in_token,
    "callable": PrivateKeys._open_with_signer,
}
"""How each kind of store is opened."""
