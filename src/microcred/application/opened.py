"""What a process opens once of a workspace, and its threads share."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from microcred.application.current import Current
from microcred.application.settings import (
    REGISTRY_FILE,
    SETTINGS_FILE,
    WITNESS_FILE,
    Settings,
    read_settings,
)
from microcred.errors import ConfigurationError, InvalidDocument, MalformedInput, MicrocredError
from microcred.files import state_of
from microcred.ledger import IssuanceSettings
from microcred.timestamps import Clock, system_clock

# Much of what is done in a workspace signs nothing, or asks the registry for nothing, and does not
# wait for either to load.
if TYPE_CHECKING:
    from microcred.models import Profile
    from microcred.program.flow import EvidenceStore
    from microcred.program.folder import Program
    from microcred.registry import Connecting, Database
    from microcred.registry.witness import Witnesses


class OpenedOnce:
    """Settings, registry, definitions and evidence store of a workspace.

    Each is opened when it is first used, and again when what it is opened from has changed.

    Args:
        root: the folder that holds `microcred.toml`.
        clock: tells the present moment.
        evidence: keeps the programme's evidence; by default what the settings say.

    Raises:
        ConfigurationError: there is no workspace (`no-workspace`), or its settings are wrong
            (`invalid-settings`).
    """

    def __init__(
        self, root: Path, *, clock: Clock = system_clock, evidence: EvidenceStore | None = None
    ):
        self.root = root
        self.clock = clock
        self._settings = Current(lambda: state_of([root / SETTINGS_FILE]), self._read_settings)
        self._profile: Current[Profile] = Current(lambda: self.settings.text, self._read_profile)
        self._database: Current[Database] = Current(self._state_of_registry, self._open_database)
        self._program: Current[Program] = Current(self._state_of_program, self._read_program)
        self._evidence: Current[EvidenceStore] = Current(
            lambda: self.settings.program, lambda: evidence or self._open_evidence_store()
        )
        self._settings()

    @property
    def settings(self) -> Settings:
        """What `microcred.toml` says now."""
        return self._settings()

    def _read_settings(self) -> Settings:
        try:
            return read_settings(self.root / SETTINGS_FILE)
        except FileNotFoundError as error:
            message = f"{self.root} is not a workspace: it has no {SETTINGS_FILE}"
            raise ConfigurationError(message, code="no-workspace") from error

    @property
    def profile(self) -> Profile:
        """Return the issuer as every badge names it.

        Raises:
            ConfigurationError: code `invalid-settings`.
        """
        return self._profile()

    def _read_profile(self) -> Profile:
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
    def program(self) -> Program:
        """The definitions of the programme as they are now: read once, for all threads.

        Raises:
            ConfigurationError: the folder cannot be read.
        """
        return self._program()

    def _state_of_program(self) -> tuple[object, ...] | None:
        from microcred.program.folder import sources_of  # noqa: PLC0415

        return state_of(sources_of(self.program_folder))

    def _read_program(self) -> Program:
        from microcred.program.folder import read_program  # noqa: PLC0415

        return read_program(self.program_folder)

    @property
    def evidence_store(self) -> EvidenceStore:
        """Where evidence is kept: a folder of the programme, or an S3-compatible store.

        Raises:
            ConfigurationError: the setting names no bucket, or S3 is not installed.
        """
        return self._evidence()

    def _open_evidence_store(self) -> EvidenceStore:
        from microcred.application.evidence_store import open_evidence_store  # noqa: PLC0415

        return open_evidence_store(self.program_folder, self.settings.program)

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
        return Connecting(
            connections=registry.connections,
            wait_seconds=registry.wait_seconds,
            schema=registry.schema,
        )

    @property
    def witness(self) -> Witnesses:
        """What remembers how far the registry is: a file beside it, and one in its site."""
        from microcred.registry.witness import FileWitness, Witnesses  # noqa: PLC0415

        own = FileWitness(self.root / WITNESS_FILE)
        return Witnesses(own, FileWitness(self.site_folder / WITNESS_FILE))

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

        database = Database(self.registry_database, self.connecting, self.witness)
        try:
            check_revision(database)
        except MicrocredError:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Let go of what is open; it is opened again where it is used again."""
        database = self._database.forget()
        if database is not None:
            database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
