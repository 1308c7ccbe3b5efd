"""`microcred backup`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.shapes.backups import backup_json
from microcred.authority import Principal
from microcred.cli.options import FILE, actor_name, json_option, opens_workspace, workspace_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import backup_passphrase_option, new_backup_passphrase


@click.command(name="backup")
@click.argument("output", type=FILE)
@click.option("--encrypt", is_flag=True, help="Encrypt it with a passphrase, which is asked for.")
@backup_passphrase_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, output: Path, *, encrypt: bool, as_json: bool) -> None:
    """Copy a whole workspace into one file.

    OUTPUT is a new file. It is read again before it counts.

    In it are all files of the workspace, with the keys and the evidence, and the registry, in
    SQLite or PostgreSQL, as of one moment; others may go on working meanwhile. The site is not in
    it: 'microcred publish' makes it again. Keep the file as safe as the keys themselves.
    """
    from microcred.application.backup import back_up_workspace  # noqa: PLC0415 - only here

    passphrase = new_backup_passphrase() if encrypt else None
    by = Principal.operator(actor_name())
    made = back_up_workspace(workspace, output, by=by, passphrase=passphrase)
    if as_json:
        print_json(backup_json(made, output, encrypted=encrypt))
        return
    badges = made.rows["badges"]
    what = "badge" if badges == 1 else "badges"
    say(f"{output}: {badges} {what} and {len(made.files)} files, read again and whole")
    if not encrypt:
        note("It has the keys in it as they are kept: let nobody have it who may not sign.")
