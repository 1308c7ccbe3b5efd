"""`microcred key list`."""

from __future__ import annotations

import click

from microcred.application import KeyRecord, Workspace
from microcred.application.shapes.keys import keys_json
from microcred.cli.options import json_option, opens_workspace, workspace_option
from microcred.cli.outcome import print_json, reports_errors, say
from microcred.ledger import events_of, list_keys


@click.command(name="list")
@click.option("--history", is_flag=True, help="Tell what happened to each key, who did it and why.")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, *, history: bool, as_json: bool) -> None:
    """List the keys; the one that signs has a star."""
    with workspace.database.reading() as connection:
        keys = list_keys(connection)
        events = {key.name: events_of(connection, key.name) for key in keys if history}
    if as_json:
        print_json(keys_json(keys, events))
        return
    for key in keys:
        star = "*" if key.signs else " "
        say(f"{star} {key.name}  {key.algorithm}  {_life_of(key)}  {key.key_id}")
        for event in events.get(key.name, []):
            reason = f": {event['reason']}" if event["reason"] else ""
            who = f"{event['action']}, by {event['actor']}{reason}"
            say(f"    {event['at']}  {who}")


def _life_of(key: KeyRecord) -> str:
    if key.revoked_from is not None:
        return f"revoked from {key.revoked_from}"
    if key.signs_from is None:
        return "retired unused" if key.ended else f"spare since {key.created_at}"
    return f"{key.signs_from} to {key.retired_at or 'now'}"
