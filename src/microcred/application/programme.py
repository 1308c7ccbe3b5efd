"""Open the programme of a workspace: its definitions, its evidence, and all that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from microcred.application.current import Current
from microcred.application.opening import Workspace
from microcred.application.private_keys import Passphrase
from microcred.errors import ConfigurationError
from microcred.fetch import Fetcher
from microcred.program.flow import (
    CalibrationRule,
    Desk,
    FlowSettings,
    FolderDefinitions,
    Intake,
    Programme,
)


@contextmanager
def open_programme(
    workspace: Workspace, *, passphrase: Passphrase | None = None, fetcher: Fetcher | None = None
) -> Iterator[Programme]:
    """Open the programme of a workspace; threads may share it, as long as the workspace is open.

    What has changed meanwhile is noticed: definitions, settings, and which key signs.

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
    if passphrase is not None:
        workspace.issuer(passphrase)  # what is wrong with the key is told now
    desk = Current(
        lambda: (workspace.settings.text, workspace.database),
        partial(_make_desk, workspace, passphrase, fetcher),
    )
    yield Programme(desk)


def _make_desk(
    workspace: Workspace, passphrase: Passphrase | None, fetcher: Fetcher | None
) -> Desk:
    settings = flow_settings(workspace)
    store, max_bytes = workspace.evidence_store, settings.max_evidence_bytes
    sign = None if passphrase is None else partial(workspace.issuer_in, passphrase=passphrase)
    return Desk(
        database=workspace.database,
        definitions=FolderDefinitions(lambda: workspace.program),
        intake=Intake(store, max_bytes=max_bytes, fetcher=fetcher),
        settings=settings,
        open_issuer=sign,
        issuer_id=str(workspace.profile.id),
        issuance=workspace.issuance_settings,
        clock=workspace.clock,
    )


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
