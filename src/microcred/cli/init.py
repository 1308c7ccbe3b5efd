"""`microcred init`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.cli.options import (
    FILE,
    algorithm_option,
    encrypt_option,
    json_option,
    registry_of,
)
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.passphrase import new_passphrase
from microcred.cli.words import path_word, program, shell_words
from microcred.keys import Algorithm
from microcred.workspace import SETTINGS_FILE, Workspace


@click.command(name="init")
@click.argument("directory", type=FILE)
@click.option("--name", required=True, help="The issuer's name, as badges show it.")
@click.option("--url", help="The issuer's home page.")
@click.option(
    "--did",
    default="key",
    show_default=True,
    help="Who the issuer is to verifiers: 'key', the fresh key itself, which needs nothing else "
    "but can never be changed; or 'web:HOST[:PATH]', a web host of yours.",
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
    """Make an issuer's workspace.

    DIRECTORY gets the settings, a fresh key that only you can read, and the record of the badges
    that will be issued. Keep a copy of it in a safe place: a lost key cannot be made again.
    """
    passphrase = new_passphrase(encrypt=encrypt)
    workspace = Workspace.create(
        directory, name, url=url, did=did, algorithm=algorithm, passphrase=passphrase
    )
    registry_of(workspace, create=True)
    issuer_id = str(workspace.profile.id)
    if as_json:
        print_json(
            {"workspace": str(directory), "issuer": issuer_id, "encrypted": passphrase is not None}
        )
        return
    click.echo(f"The workspace {directory} is ready; the issuer is {issuer_id}")
    note(f"Its settings are in {directory / SETTINGS_FILE}.")
    if issuer_id.startswith("did:web:"):
        note(f"Put {directory / 'did.json'} on the web, at {_web_address(issuer_id)}")
    where = shell_words("--workspace", path_word(directory))
    note(f"To issue a badge: {shell_words(program())} issue DEFINITION --to RECIPIENT {where}")


def _web_address(did: str) -> str:
    """Say where a did:web is looked up (did:web Method Specification, "Read (Resolve)")."""
    host, *path = did.removeprefix("did:web:").split(":")
    place = "/".join(path) if path else ".well-known"
    return f"https://{host.replace('%3A', ':')}/{place}/did.json"
