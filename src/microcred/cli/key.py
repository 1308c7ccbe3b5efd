"""`microcred key`."""

from __future__ import annotations

from typing import Any

import click

from microcred.cli.options import (
    algorithm_option,
    encrypt_option,
    json_option,
    new_passphrase,
    note,
    opens_workspace,
    print_json,
    reports_errors,
    workspace_option,
)
from microcred.keys import Algorithm
from microcred.workspace import KeyRecord, Workspace


@click.group(name="key")
def command() -> None:
    """Make and list the issuer's keys."""


@command.command()
@click.option("--name", help="Name of the key's files; by default key-2, key-3, …")
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
    """Make another key. The settings say which key signs."""
    record = workspace.add_key(
        name, algorithm=algorithm, passphrase=new_passphrase(encrypt=encrypt)
    )
    if as_json:
        print_json(_describe(record))
        return
    click.echo(f"{record.name}  {record.key_id}")
    if record.key_id.startswith("did:key:"):
        note(
            "A did:key is the key itself, so this one is another issuer. To sign with it, set "
            "id and key in microcred.toml; for keys that can change, use did:web."
        )
    else:
        note(f'To sign with it, set key = "{record.name}" under [signing] in microcred.toml.')


@command.command(name="list")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def list_keys(workspace: Workspace, *, as_json: bool) -> None:
    """List the keys; the one that signs has a star."""
    records = workspace.keys()
    if as_json:
        print_json([_describe(record) for record in records])
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
