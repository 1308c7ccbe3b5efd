"""`microcred key retire`."""

from __future__ import annotations

import click

from microcred.application import Act, KeyLife, Secrets, Workspace
from microcred.application.shapes.keys import key_json
from microcred.authority import Principal
from microcred.cli.key.telling import finish
from microcred.cli.options import act_options, json_option, opens_workspace, workspace_option
from microcred.cli.outcome import reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option


@click.command(name="retire")
@click.argument("name")
@passphrase_option
@act_options
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, act: Act, name: str, *, as_json: bool) -> None:
    """Retire a spare key.

    It never signs again. The key that signs is replaced and retired by 'microcred key rotate'.
    """
    by = Principal.operator(act.actor)
    key = KeyLife(workspace, act, Secrets(ask_passphrase), by=by).retire(name)

    def tell() -> None:
        say(f"{key.name} is retired since {key.retired_at}")

    finish(workspace, key_json(key), tell, as_json=as_json)
