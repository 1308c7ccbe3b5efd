"""`microcred key rotate`."""

from __future__ import annotations

import click

from microcred.application import Act, KeyLife, Secrets, Workspace
from microcred.cli.key.telling import describe_key, finish, tell_key
from microcred.cli.options import (
    ALGORITHMS,
    act_options,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, reports_errors
from microcred.cli.passphrase import (
    ask_passphrase,
    passphrase_option,
    replacing_passphrase,
)
from microcred.keys import Algorithm


@click.command(name="rotate")
@click.option("--to", metavar="NAME", help="A spare key; by default a fresh one is made.")
@click.option(
    "--algorithm",
    type=click.Choice(ALGORITHMS),
    help="Kind of the fresh key; by default that of the key before.",
)
@encrypt_option
@passphrase_option
@act_options
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    act: Act,
    to: str | None,
    algorithm: Algorithm | None,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Sign with another key from now on.

    The key that signed is retired: it stays published with the time in which it signed, and the
    badges that it signed stay valid. The fresh key is encrypted if the key before is, with the
    same passphrase, or if --encrypt asks for it.
    """
    secrets = Secrets(ask_passphrase, replacing_passphrase(encrypt=encrypt))
    rotation = KeyLife(workspace, act, secrets).rotate(to, algorithm)

    def tell() -> None:
        tell_key(rotation.new)
        old = rotation.old
        note(f"{old.name} is retired since {old.retired_at}; its badges stay valid.")

    described = {"old": describe_key(rotation.old), "new": describe_key(rotation.new)}
    finish(workspace, described, tell, as_json=as_json)
