"""`microcred restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from microcred.application import Workspace
from microcred.application.shapes.backups import restored_json
from microcred.authority import Principal
from microcred.cli.options import FILE, by_option, json_option, workspace_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import (
    ask_backup_passphrase,
    ask_passphrase,
    ask_pin,
    backup_passphrase_option,
    passphrase_option,
)
from microcred.errors import ConfigurationError

if TYPE_CHECKING:
    from microcred.application.backup import TakenUp

_SHOWN = 20


@click.command(name="restore")
@click.argument("backup", type=FILE, required=False)
@click.argument("folder", type=FILE, required=False)
@click.option(
    "--take-up",
    "only_take_up",
    is_flag=True,
    help="Restore nothing; take up the registry of this workspace, which is an older copy.",
)
@click.option(
    "--registry",
    metavar="URL",
    help="Restore into this database, or into a 'file', in place of the one in the settings.",
)
@click.option(
    "--look-only", is_flag=True, help="Restore a copy to look at, in which nothing is changed."
)
@click.option("--offline", is_flag=True, help="Do not ask the issuer's site for its lists.")
@click.option(
    "--without-lists",
    is_flag=True,
    help="Go on though published lists cannot be read; who was revoked since may count again.",
)
@backup_passphrase_option
@passphrase_option
@by_option
@workspace_option
@json_option
@reports_errors
def command(
    backup: Path | None,
    folder: Path | None,
    registry: str | None,
    workspace: Path | None,
    actor: str,
    *,
    only_take_up: bool,
    look_only: bool,
    offline: bool,
    without_lists: bool,
    as_json: bool,
) -> None:
    """Restore a workspace from such a file, without harm.

    BACKUP is the file, FOLDER a new folder. Badges may have been issued after the copy was made.
    So the status lists that are published are read first: who was revoked stays revoked, and new
    badges get their places in new lists, so that none gets the place of another. Then the lists
    are signed again.

    Where the registry was put back by other means (a database server's own, for example),
    'microcred restore --take-up' does the same in the workspace as it is.
    """
    _check_usage(backup, folder, only_take_up=only_take_up)
    summary = done = None
    if backup is not None and folder is not None:
        from microcred.application.backup import restore_workspace  # noqa: PLC0415 - only here

        summary = restore_workspace(backup, folder, ask_backup_passphrase, registry)
        if not as_json:
            badges = summary.rows.get("badges", 0)
            what = "badge" if badges == 1 else "badges"
            say(f"{folder}: {badges} {what}, as of {summary.made_at}")
    if not look_only:
        done = _taken_up(
            _opened(folder or workspace), actor, offline=offline, without=without_lists
        )
    if as_json:
        print_json(restored_json(folder, summary, done))
    elif done is None:
        note("It can be looked at, and nothing in it can be changed.")
    else:
        _tell(done)


def _check_usage(backup: Path | None, folder: Path | None, *, only_take_up: bool) -> None:
    if only_take_up == (backup is not None) or (backup is None) != (folder is None):
        message = "name a BACKUP and a new FOLDER, or use --take-up without them"
        raise ConfigurationError(message, code="invalid-option")


def _opened(folder: Path | None) -> Workspace:
    return Workspace.find(Path.cwd(), ask_pin) if folder is None else Workspace(folder, ask_pin)


def _taken_up(workspace: Workspace, actor: str, *, offline: bool, without: bool) -> TakenUp:
    from microcred.application.backup import take_up  # noqa: PLC0415 - only here
    from microcred.fetch import HttpFetcher  # noqa: PLC0415

    fetcher = None if offline else HttpFetcher()
    return take_up(
        workspace,
        by=Principal.operator(actor),
        fetcher=fetcher,
        passphrase=ask_passphrase,
        without_lists=without,
    )


def _tell(done: TakenUp) -> None:
    if done.acts_lost:
        what = "act" if done.acts_lost == 1 else "acts"
        say(f"Not in it: {done.acts_lost} {what} since the copy was made.")
    say(f"{len(done.read)} published lists were read; new badges get lists of their own.")
    for badge_id, action in list(done.learnt.changed.items())[:_SHOWN]:
        say(f"  {action}, as published: {badge_id}")
    if len(done.learnt.changed) > _SHOWN:
        say(f"  … and {len(done.learnt.changed) - _SHOWN} more; --json names all")
    if done.learnt.unknown:
        note(f"{done.learnt.unknown} statuses are of badges that the copy does not have; kept.")
    for url, why in done.unread.items():
        note(f"not read: {url}: {why}")
    note("Next: 'microcred publish', and 'microcred doctor' looks at everything.")
