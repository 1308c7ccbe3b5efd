"""Open a workspace: from its settings to the issuer that signs."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Self

from microcred.application.current import Current
from microcred.application.settings import REGISTRY_FILE, SETTINGS_FILE, Settings, read_settings
from microcred.arguments import expect
from microcred.errors import ConfigurationError, InvalidDocument, MalformedInput, MicrocredError
from microcred.ledger import IssuanceSettings
from microcred.timestamps import format_timestamp, system_clock

# Much of what is done in a workspace signs nothing, or asks the registry for nothing, and does not
# wait for either to load.
if TYPE_CHECKING:
    from microcred.application.creating import NewIssuer
    from microcred.application.private_keys import Passphrase, PrivateKeys
    from microcred.issuing import Issuer
    from microcred.keys import Algorithm, SigningKey
    from microcred.ledger import Act, KeyRecord
    from microcred.models import Profile
    from microcred.registry import Connecting, Database


class Workspace:
    """One issuer's workspace, opened once by a process and shared by its threads.

    Use it in a `with` statement, or close it at the end.

    Args:
        root: the folder that holds `microcred.toml`.
        ask_pin: asks for the PIN of a token, where a key is in one.

    Attributes:
        root: the folder.
        settings: what `microcred.toml` says.

    Raises:
        ConfigurationError: there is none (`no-workspace`), or its settings are wrong
            (`invalid-settings`).
        WrongArgument: the folder is no path.
    """

    def __init__(self, root: str | PathLike[str], ask_pin: Passphrase | None = None):
        self.root = root = _folder(root)
        self._ask_pin = ask_pin
        self._database: Current[Database] = Current(self._state_of_registry, self._open_database)
        try:
            self.settings: Settings = read_settings(root / SETTINGS_FILE)
        except FileNotFoundError as error:
            message = f"{root} is not a workspace: it has no {SETTINGS_FILE}"
            raise ConfigurationError(message, code="no-workspace") from error

    @classmethod
    def find(cls, start: str | PathLike[str], ask_pin: Passphrase | None = None) -> Self:
        """Open the workspace of `start`: the nearest folder upwards with a `microcred.toml`.

        Raises:
            ConfigurationError: there is none (`no-workspace`), or its settings are wrong.
        """
        start = _folder(start).resolve()
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

        make_workspace(_folder(root), issuer, passphrase, act)
        return cls(root)

    @cached_property
    def private_keys(self) -> PrivateKeys:
        """Return where the private parts of the keys are."""
        from microcred.application.private_keys import PrivateKeys, nobody  # noqa: PLC0415

        return PrivateKeys(self.root / "keys", self._ask_pin or nobody)

    @property
    def profile(self) -> Profile:
        """Return the issuer as every badge names it.

        Raises:
            ConfigurationError: code `invalid-settings`.
        """
        from microcred.models import Profile  # noqa: PLC0415

        try:
            profile = Profile(**self.settings.issuer)
            profile.to_document()
        except InvalidDocument as error:
            fault = error.faults[0]
            path = tuple(fault.pointer.split("/")[1:2])
            raise self.settings.fault(("issuer", *path), f"in [issuer], {fault}") from error
        return profile

    @property
    def registry_database(self) -> Path | str:
        """Return what to open as registry: the URL in `[registry]`, or a file in the workspace."""
        return self.settings.registry.url or self.root / REGISTRY_FILE

    @property
    def issuance_settings(self) -> IssuanceSettings:
        """Return what the settings say about issuing; see `[site]`, `[status]` and `[registry]`."""
        status = self.settings.status
        return IssuanceSettings(
            site_url=self.site_url,
            valid=timedelta(days=status.valid_days),
            ttl=timedelta(hours=status.ttl_hours),
            list_length=status.length,
            revocation_list=status.revocation_list,
            personal_data=self.settings.registry.personal_data == "clear",
        )

    @property
    def program_folder(self) -> Path:
        """Return the folder of the micro-credential programme: `[program] folder`, or `program`."""
        return self.root / self.settings.program.folder

    @property
    def site_folder(self) -> Path:
        """Return the folder of what is published: `[site] folder`, or `site`."""
        return self.root / self.settings.site.folder

    @property
    def site_url(self) -> str | None:
        """Return the web address of what is published, without a slash at its end.

        `[site] url`, or the web space that the issuer's id names; None where there is neither.
        """
        if self.settings.site.url is not None:
            return self.settings.site.url
        from microcred.dids.authoring import web_space_of  # noqa: PLC0415

        try:
            return web_space_of(str(self.profile.id))
        except MalformedInput as error:
            raise self.settings.fault(("issuer", "id"), error.message) from error

    @property
    def connecting(self) -> Connecting:
        """Return how this process connects to the registry; see `[registry]`."""
        from microcred.registry import Connecting  # noqa: PLC0415

        registry = self.settings.registry
        return Connecting(connections=registry.connections, wait_seconds=registry.wait_seconds)

    @property
    def database(self) -> Database:
        """The registry, which must be of this version: opened once, for all threads.

        Raises:
            ConfigurationError: see `registry.check_revision`.
        """
        return self._database()

    def _state_of_registry(self) -> tuple[object, ...]:
        """Tell which registry the settings mean now: another file may have taken its place."""
        from microcred.registry.engines import file_of, identity_of, url_of  # noqa: PLC0415

        place = self.registry_database
        file = file_of(url_of(place))
        return place, self.connecting, None if file is None else identity_of(file)

    def _open_database(self) -> Database:
        from microcred.registry import Database, check_revision  # noqa: PLC0415

        database = Database(self.registry_database, self.connecting)
        try:
            check_revision(database)
        except MicrocredError:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Let go of the registry; it is opened again where it is used again."""
        database = self._database.forget()
        if database is not None:
            database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

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
        self._check_old_setting(record)
        return self.private_keys.open(record, passphrase)

    def issuer(self, passphrase: Passphrase, suite: str | None = None) -> Issuer:
        """Return the issuer, ready to award and sign."""
        from microcred.issuing import Issuer  # noqa: PLC0415

        return Issuer(self.profile, self.signing_key(passphrase), suite=suite)

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


def _folder(path: str | PathLike[str]) -> Path:
    expect(path, (str, PathLike), "root", "a folder's path")
    return Path(path)


def act_now(actor: str, reason: str = "") -> Act:
    """Describe an act of this moment."""
    from microcred.ledger import Act  # noqa: PLC0415

    return Act(format_timestamp(system_clock().replace(microsecond=0)), actor, reason)
