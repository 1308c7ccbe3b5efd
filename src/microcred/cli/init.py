"""`microcred init`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.cli.options import (
    algorithm_option,
    encrypt_option,
    json_option,
    new_passphrase,
    note,
    print_json,
    reports_errors,
)
from microcred.keys import Algorithm
from microcred.workspace import Workspace


@click.command(name="init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True, help="The issuer's name, as badges show it.")
@click.option("--url", help="The issuer's home page.")
@click.option(
    "--did",
    default="key",
    show_default=True,
    help="The issuer's identity: 'key', or 'web:HOST[:PATH]' for a host you control.",
)
@algorithm_option
@encrypt_option
@json_option
@reports_errors
def command(
    directory: Path,
    name: str,
    url: str | None,
    did: str,
    algorithm: Algorithm,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Make an issuer's workspace in DIRECTORY, with a fresh key.

    The key file is readable by you alone; with --encrypt it needs a passphrase too.
    """
    passphrase = new_passphrase(encrypt=encrypt)
    workspace = Workspace.create(
        directory, name, url=url, did=did, algorithm=algorithm, passphrase=passphrase
    )
    issuer_id = workspace.profile.id
    if as_json:
        print_json({"workspace": str(directory), "issuer": issuer_id})
        return
    click.echo(f"Workspace {directory} is ready; the issuer is {issuer_id}")
    if issuer_id.startswith("did:web:"):
        note(f"Put {directory / 'did.json'} on the web where {issuer_id} is looked up.")
