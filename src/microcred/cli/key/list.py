"""`microcred key list`."""

from __future__ import annotations

import click

from microcred.cli.key.telling import describe_key
from microcred.cli.options import json_option, opens_workspace, workspace_option
from microcred.cli.outcome import print_json, reports_errors
from microcred.workspace import KeyRecord, Workspace


@click.command(name="list")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, *, as_json: bool) -> None:
    """List the keys; the one that signs has a star."""
    keys = workspace.keys()
    if as_json:
        print_json({"keys": [describe_key(key) for key in keys]})
        return
    for key in keys:
        star = "*" if key.signs else " "
        click.echo(f"{star} {key.name}  {key.algorithm}  {_life_of(key)}  {key.key_id}")


def _life_of(key: KeyRecord) -> str:
    if key.revoked_from is not None:
        return f"revoked from {key.revoked_from}"
    if key.signs_from is None:
        return "retired unused" if key.ended else f"spare since {key.created_at}"
    return f"{key.signs_from} to {key.retired_at or 'now'}"
