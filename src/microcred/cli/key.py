"""`microcred key`."""

from __future__ import annotations

from typing import Any

import click

from microcred.cli.options import (
    algorithm_option,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.passphrase import new_passphrase
from microcred.keys import Algorithm
from microcred.workspace import SETTINGS_FILE, KeyRecord, Workspace


@click.group(name="key")
def command() -> None:
    """Make and list the issuer's keys."""


@command.command()
@click.option("--name", help="Name of the key's files; by default key-2, key-3 and so on.")
@algorithm_option
@encrypt_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def new(
    workspace: Workspace,
    name: str | None,
    algorithm: Algorithm,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Make another key.

    It does not sign yet: the settings say which key signs.
    """
    record = workspace.add_key(
        name, algorithm=algorithm, passphrase=new_passphrase(encrypt=encrypt)
    )
    if as_json:
        print_json(_describe(record))
        return
    click.echo(f"{record.name}  {record.key_id}")
    settings = workspace.root / SETTINGS_FILE
    if record.key_id.startswith("did:key:"):
        note(
            "A did:key is the key itself, so with this key you would be another issuer. To sign "
            f'with it all the same, set id = "{record.key_id.partition("#")[0]}" under [issuer] '
            f'and key = "{record.name}" under [signing] in {settings}. For keys that can change, '
            "make a workspace with --did web:HOST."
        )
    else:
        note(
            f"Put {workspace.root / 'did.json'} on the web again; then, to sign with this key, "
            f'set key = "{record.name}" under [signing] in {settings}.'
        )


@command.command(name="list")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def list_keys(workspace: Workspace, *, as_json: bool) -> None:
    """List the keys; the one that signs has a star."""
    records = workspace.keys()
    if as_json:
        print_json({"keys": [_describe(record) for record in records]})
        return
    for record in records:
        star = "*" if record.signs else " "
        algorithm = record.public_key.algorithm
        click.echo(f"{star} {record.name}  {algorithm}  {record.created}  {record.key_id}")


def _describe(record: KeyRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "id": record.key_id,
        "algorithm": record.public_key.algorithm,
        "publicKeyMultibase": record.public_key.multikey,
        "created": record.created,
        "signs": record.signs,
    }
