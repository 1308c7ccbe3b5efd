"""`microcred key rotate`."""

from __future__ import annotations

import click

from microcred.application import Act, KeyLife, Secrets, Workspace
from microcred.application.shapes.keys import rotation_json
from microcred.application.site_after import keep_site_current
from microcred.authority import Principal
from microcred.cli.key.telling import tell_key
from microcred.cli.options import (
    ALGORITHMS,
    act_options,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.passphrase import (
    ask_passphrase,
    passphrase_option,
    replacing_passphrase,
)
from microcred.cli.site import end_with, site_members, tell_site
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
    life = KeyLife(workspace, act, secrets, by=Principal.operator(act.actor))
    with life.rotating(to, algorithm) as rotation:
        if rotation.made_before:
            note("An earlier command did this, and was ended before it said so.")
        site = keep_site_current(workspace)
        if as_json:
            print_json({**rotation_json(rotation), **site_members(site)})
        else:
            tell_key(rotation.new)
            old = rotation.old
            note(f"{old.name} is retired since {old.retired_at}; its badges stay valid.")
            tell_site(site)
    end_with(site)
