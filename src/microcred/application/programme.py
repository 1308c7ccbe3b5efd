"""Open the programme of a workspace: its definitions, its evidence, and all that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from microcred.application.opening import Workspace
from microcred.application.private_keys import Passphrase
from microcred.errors import ConfigurationError
from microcred.fetch import Fetcher
from microcred.program.flow import (
    CalibrationRule,
    Desk,
    EvidenceStore,
    FlowSettings,
    FolderDefinitions,
    FolderStore,
    Intake,
    Programme,
)
from microcred.program.folder import read_program

_S3: Final = "s3://"


@contextmanager
def open_programme(
    workspace: Workspace, *, passphrase: Passphrase | None = None, fetcher: Fetcher | None = None
) -> Iterator[Programme]:
    """Open the programme of a workspace.

    Args:
        workspace: has its settings and its registry.
        passphrase: asks for that of the issuer's key; None where nothing is to be signed.
        fetcher: looks at links, where the settings want it.

    Raises:
        ConfigurationError: there is no programme (`no-program`), or the registry or the key
            cannot be opened.
    """
    if not workspace.program_folder.is_dir():
        message = f"there is no programme: {workspace.program_folder} is no folder"
        raise ConfigurationError(message, code="no-program")
    settings = flow_settings(workspace)
    desk = Desk(
        database=workspace.database,
        definitions=FolderDefinitions(read_program(workspace.program_folder)),
        intake=Intake(
            evidence_store(workspace), max_bytes=settings.max_evidence_bytes, fetcher=fetcher
        ),
        settings=settings,
        issuer=None if passphrase is None else workspace.issuer(passphrase),
        issuer_id=str(workspace.profile.id),
        issuance=workspace.issuance_settings,
    )
    yield Programme(desk)


def flow_settings(workspace: Workspace) -> FlowSettings:
    """Return the programme's choices; see `[program]`."""
    program = workspace.settings.program
    rule = None
    if program.calibration_anchors:
        rule = CalibrationRule(
            anchors=program.calibration_anchors, exact=program.calibration_exact_percent / 100
        )
    return FlowSettings(
        levels_apart=program.levels_apart,
        calibration=rule,
        max_evidence_bytes=program.max_evidence_megabytes * 1024 * 1024,
        look_at_links=program.look_at_links,
        keep_evidence_days=program.keep_evidence_days,
        keep_draft_days=program.keep_draft_days,
        renew_days=program.renew_days,
        keep_contacts=workspace.settings.registry.personal_data == "clear",
    )


def evidence_store(workspace: Workspace) -> EvidenceStore:
    """Return where evidence is kept: a folder of the programme, or an S3-compatible store.

    Raises:
        ConfigurationError: the setting names no bucket, or S3 is not installed.
    """
    place = workspace.settings.program.evidence
    if not place.startswith(_S3):
        return FolderStore(workspace.program_folder / place)
    from microcred.program.flow.evidence.s3 import S3Store  # noqa: PLC0415  # an extra

    bucket, _, prefix = place.removeprefix(_S3).partition("/")
    return S3Store(bucket, prefix, endpoint=workspace.settings.program.evidence_endpoint)
