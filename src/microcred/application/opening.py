"""Open a workspace: from its settings to the issuer that signs."""

from __future__ import annotations

from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Self

from microcred.application.opened import OpenedOnce
from microcred.application.settings import SETTINGS_FILE
from microcred.arguments import path_of
from microcred.errors import ConfigurationError
from microcred.timestamps import Clock, format_timestamp, system_clock

if TYPE_CHECKING:
    import sqlalchemy as sa

    from microcred.application.creating import NewIssuer
    from microcred.application.private_keys import OpenedKey, Passphrase, PrivateKeys
    from microcred.issuing import Issuer
    from microcred.keys import Algorithm, SigningKey
    from microcred.ledger import Act, KeyRecord
    from microcred.program.flow import EvidenceStore


class Workspace(OpenedOnce):
    """One issuer's workspace, opened once by a process and shared by its threads.

    What has changed is noticed at the next use: the settings, the definitions of the programme, the
    registry's file, and which key signs. That key stays open, for whoever uses this object; use it
    in a `with` statement, or close it at the end.

    Args:
        root: the folder that holds `microcred.toml`.
        ask_pin: asks for the PIN of a token, where a key is in one.
        clock: tells the present moment.
        evidence: keeps the programme's evidence; by default what the settings say.

    Attributes:
        root: the folder.
        clock: tells the present moment.

    Raises:
        ConfigurationError: there is none (`no-workspace`), or its settings are wrong
            (`invalid-settings`).
        WrongArgument: the folder is no path.
    """

    def __init__(
        self,
        root: str | PathLike[str],
        ask_pin: Passphrase | None = None,
        *,
        clock: Clock = system_clock,
        evidence: EvidenceStore | None = None,
    ):
        super().__init__(path_of(root, "root"), clock=clock, evidence=evidence)
        self._ask_pin = ask_pin

    @classmethod
    def find(cls, start: str | PathLike[str], ask_pin: Passphrase | None = None) -> Self:
        """Open the workspace of `start`: the nearest folder upwards with a `microcred.toml`.

        Raises:
            ConfigurationError: there is none (`no-workspace`), or its settings are wrong.
        """
        start = path_of(start, "start").resolve()
        for folder in (start, *start.parents):
            if (folder / SETTINGS_FILE).is_file():
                return cls(folder, ask_pin)
        message = f"no {SETTINGS_FILE} in {start} or above"
        raise ConfigurationError(message, code="no-workspace")

    @classmethod
    def create(
        cls,
        root: str | PathLike[str],
        name: str,
        *,
        url: str | None = None,
        did: str = "key",
        algorithm: Algorithm = "Ed25519",
        passphrase: str | None = None,
    ) -> Self:
        """Make a workspace in a folder, with a fresh key; see `NewIssuer`."""
        from microcred.application.creating import NewIssuer  # noqa: PLC0415

        issuer = NewIssuer(name, url, did, algorithm)
        return cls.create_for(root, issuer, passphrase, act_now("microcred"))

    @classmethod
    def create_for(
        cls, root: str | PathLike[str], issuer: NewIssuer, passphrase: str | None, act: Act
    ) -> Self:
        """Make a workspace; see `make_workspace`."""
        from microcred.application.creating import make_workspace  # noqa: PLC0415

        make_workspace(path_of(root, "root"), issuer, passphrase, act)
        return cls(root)

    @cached_property
    def _signing(self) -> OpenedKey:
        from microcred.application.private_keys import OpenedKey  # noqa: PLC0415

        return OpenedKey(self.private_keys)

    @cached_property
    def private_keys(self) -> PrivateKeys:
        """Return where the private parts of the keys are."""
        from microcred.application.private_keys import PrivateKeys, nobody  # noqa: PLC0415

        return PrivateKeys(self.root / "keys", self._ask_pin or nobody)

    def close(self) -> None:
        """Let go of the registry and the key; they are opened again where they are used again."""
        self._signing.forget()
        super().close()

    def keys(self) -> list[KeyRecord]:
        """List the keys, the oldest first; no private key is opened."""
        from microcred.ledger import list_keys  # noqa: PLC0415

        with self.database.reading() as connection:
            return list_keys(connection)

    def signing_key(self, passphrase: Passphrase) -> SigningKey:
        """Open the key that signs.

        Raises:
            UnusableKey: it is not a key, or not the one that the registry knows.
            WrongPassphrase: encrypted, and the passphrase is wrong or missing.
            ConfigurationError: there is none, or it cannot be found.
        """
        from microcred.ledger import signing_key  # noqa: PLC0415

        with self.database.reading() as connection:
            record = signing_key(connection)
        return self._open_key(record, passphrase)

    def _open_key(self, record: KeyRecord, passphrase: Passphrase) -> SigningKey:
        self._check_old_setting(record)
        return self._signing.open(record, passphrase)

    def issuer(self, passphrase: Passphrase, suite: str | None = None) -> Issuer:
        """Return the issuer, ready to award and sign."""
        from microcred.issuing import Issuer  # noqa: PLC0415

        return Issuer(self.profile, self.signing_key(passphrase), suite=suite, clock=self.clock)

    def issuer_in(self, connection: sa.Connection, passphrase: Passphrase) -> Issuer:
        """Return the issuer with the key that signs, as an open transaction sees it.

        Call `hold_changes` before, and no other key takes its place until the transaction ends.
        """
        from microcred.issuing import Issuer  # noqa: PLC0415
        from microcred.ledger import signing_key  # noqa: PLC0415

        key = self._open_key(signing_key(connection), passphrase)
        return Issuer(self.profile, key, clock=self.clock)

    def identity_documents(self) -> list[tuple[str, bytes]]:
        """Return what must be on the web for badges to verify; see `identity_documents`."""
        from microcred.application.identity import identity_documents  # noqa: PLC0415

        profile = self.profile.to_document()
        with self.database.reading() as connection:
            return identity_documents(connection, profile, self.site_url)

    def _check_old_setting(self, record: KeyRecord) -> None:
        """Refuse a setting that once said which key signs, where the registry says another."""
        named = self.settings.signing.key
        if named is not None and named != record.name:
            message = (
                f"[signing] key is {named}, but the registry says that {record.name} signs: remove "
                "[signing], and change keys in the registry"
            )
            raise self.settings.fault(("signing", "key"), message, {"signing_setting": named})


def act_now(actor: str, reason: str = "") -> Act:
    """Describe an act of this moment."""
    from microcred.ledger import Act  # noqa: PLC0415

    return Act(format_timestamp(system_clock().replace(microsecond=0)), actor, reason)
