"""`microcred upgrade`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application import Workspace, act_now, take_over_keys
from microcred.cli.options import by_option, json_option, opens_workspace, workspace_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.registry import Database, upgrade
from microcred.registry.backup import back_up
from microcred.timestamps import system_clock


@click.command(name="upgrade")
@by_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, actor: str, *, as_json: bool) -> None:
    """Bring a workspace of an earlier version up to date.

    A registry in SQLite is copied first, to a file beside it whose name is told. Of one in
    PostgreSQL make a copy yourself, with pg_dump.
    """
    database = Database(workspace.registry_database)
    click.get_current_context().call_on_close(database.close)
    copies: list[Path] = []

    def copy(revision: str) -> None:
        if database.file is not None:
            moment = system_clock().strftime("%Y%m%dT%H%M%SZ")
            name = f"{database.file.stem}-{revision}-{moment}{database.file.suffix}"
            copies.append(database.file.with_name(name))
            back_up(database.file, copies[0])

    changed = upgrade(database, copy)
    keys = take_over_keys(workspace, act_now(actor))
    changed = changed or bool(keys)
    if as_json:
        found = {"copy": str(copies[0])} if copies else {}
        names = [key.name for key in keys]
        print_json({"workspace": str(workspace.root), "changed": changed, "keys": names, **found})
        return
    say("The registry was brought up to date." if changed else "There is nothing to do.")
    if keys:
        note(f"It knows the keys now: {', '.join(key.name for key in keys)}")
    if copies:
        note(f"As it was before, it is in {copies[0]}; delete that when all is well.")
