"""`microcred upgrade`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from microcred.application import Workspace, act_now
from microcred.application.shapes.workspaces import (
    UpgradedJson,
    UpgradedWorkspacesJson,
    upgraded_json,
)
from microcred.application.upgrading import Upgraded, upgrade_workspace, workspaces_in
from microcred.authority import Principal
from microcred.cli.options import FILE, by_option, json_option, open_workspace, workspace_option
from microcred.cli.outcome import (
    EXIT_CONFIGURATION,
    describe_error,
    note,
    print_json,
    reports_errors,
    say,
)
from microcred.errors import ConfigurationError, MicrocredError


@click.command(name="upgrade")
@click.option(
    "--all",
    "folder",
    type=FILE,
    metavar="DIR",
    help="Every workspace that lies in DIR, one after the other; the nearest one is left alone.",
)
@by_option
@workspace_option
@json_option
@reports_errors
def command(workspace: Path | None, folder: Path | None, actor: str, *, as_json: bool) -> None:
    """Bring a workspace of an earlier version up to date.

    A registry in SQLite is copied first, to a file beside it whose name is told. Of one in
    PostgreSQL make a copy yourself, with pg_dump; its schema is made where there is none.
    """
    if folder is None:
        done = upgrade_workspace(
            open_workspace(workspace, Path.cwd()), act_now(actor), by=Principal.operator(actor)
        )
        if as_json:
            print_json(upgraded_json(done))
        else:
            _tell(done)
        return
    if workspace is not None:
        message = "--workspace names one workspace, --all a folder of them: give one of the two"
        raise ConfigurationError(message, code="invalid-option")
    _upgrade_all(workspaces_in(folder), actor, as_json=as_json)


def _upgrade_all(folders: list[Path], actor: str, *, as_json: bool) -> None:
    """Upgrade each; one that cannot be stops no other."""
    described: list[UpgradedJson] = []
    failed = 0
    for root in folders:
        try:
            with Workspace(root) as workspace:
                done = upgrade_workspace(workspace, act_now(actor), by=Principal.operator(actor))
        except MicrocredError as error:
            failed += 1
            described.append({"workspace": str(root), "error": describe_error(error)})
            note(f"{root}: error: {error}")
        else:
            described.append(upgraded_json(done))
            if not as_json:
                _tell(done, f"{root}: ")
    if as_json:
        print_json(UpgradedWorkspacesJson(workspaces=described))
    if failed:
        note(f"{failed} of {len(folders)} workspaces were not brought up to date.")
        sys.exit(EXIT_CONFIGURATION)


def _tell(done: Upgraded, before: str = "") -> None:
    text = "The registry was brought up to date." if done.changed else "There is nothing to do."
    say(before + text)
    if done.keys:
        note(f"It knows the keys now: {', '.join(done.keys)}")
    if done.copy is not None:
        note(f"As it was before, it is in {done.copy}; delete that when all is well.")
