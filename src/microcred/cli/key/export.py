"""`microcred key export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from microcred.application import KeyRecord, Workspace
from microcred.application.shapes.keys import exported_key_json
from microcred.cli.options import (
    FILE,
    encrypt_option,
    force_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import give, note, print_json, reports_errors
from microcred.cli.passphrase import ask_passphrase, passphrase_option, replacing_passphrase
from microcred.cli.streams import STANDARD
from microcred.errors import ConfigurationError, UnusableKey
from microcred.files import write_file
from microcred.keys import LocalKey
from microcred.ledger import find_key

_FORMS: Final = ("pem", "jwk", "multikey")


@click.command(name="export")
@click.argument("name")
@click.option(
    "--format", "form", type=click.Choice(_FORMS), default="pem", show_default=True, help="Form."
)
@click.option("--private", is_flag=True, help="Export the private key; wants -o.")
@click.option(
    "-o",
    "--output",
    type=FILE,
    help="File to write; by default standard output, for a public key. That of a private key can "
    "be read by you only.",
)
@encrypt_option
@force_option
@passphrase_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    name: str,
    form: str,
    output: Path | None,
    *,
    private: bool,
    encrypt: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Print the public part of a key, or write the private one to a file.

    A private key is written as PEM that is encrypted if it is so in the workspace, with the same
    passphrase, or if --encrypt asks for it. As JWK or Multikey it stands there in clear.
    """
    with workspace.database.reading() as connection:
        key = find_key(connection, name)
    if private:
        if output is None or str(output) == STANDARD:
            message = "a private key is written to a file only: name it with -o"
            raise ConfigurationError(message, code="invalid-option")
        data = _private_data(workspace, key, form, encrypt=encrypt)
        write_file(output, data, overwrite=force, mode=0o600)
    else:
        data = _public_data(key, form)
        output = None if str(output) == STANDARD else output
        if output is not None:
            write_file(output, data, overwrite=force)
    _tell(key, output, data, private=private, as_json=as_json)


def _public_data(key: KeyRecord, form: str) -> bytes:
    if form == "pem":
        return key.public_key.to_pem()
    if form == "jwk":
        return _json({**key.public_key.jwk, "kid": key.key_id})
    return f"{key.public_key.multikey}\n".encode()


def _private_data(workspace: Workspace, key: KeyRecord, form: str, *, encrypt: bool) -> bytes:
    if key.store != "pem":
        message = f"the private part of {key.name} is not here ({key.store}) and stays where it is"
        raise UnusableKey(message, code="key-not-exportable")
    private_keys = workspace.private_keys
    local = private_keys.open(key, ask_passphrase)
    assert isinstance(local, LocalKey)  # noqa: S101 - what a PEM file holds
    if form == "jwk":
        return _json({**local.to_jwk(private=True), "kid": key.key_id})
    if form == "multikey":
        return f"{local.to_secret_multikey()}\n".encode()
    passphrase = replacing_passphrase(encrypt=encrypt)
    if passphrase is None and private_keys.is_encrypted(key):
        passphrase = ask_passphrase()
    return local.to_pem(passphrase)


def _json(members: dict[str, str]) -> bytes:
    return (json.dumps(members, indent=2) + "\n").encode()


def _tell(
    key: KeyRecord, output: Path | None, data: bytes, *, private: bool, as_json: bool
) -> None:
    if as_json:
        print_json(exported_key_json(key, data, output, private=private))
    elif output is None:
        give(data.decode())
    elif private:
        note(f"The private key {key.name} is in {output}: whoever has it can sign in your name.")
    else:
        note(f"The public key {key.name} is in {output}")
