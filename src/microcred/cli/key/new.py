"""`microcred key new`."""

from __future__ import annotations

import click

from microcred.application import Act, KeyLife, Secrets, Workspace
from microcred.application.shapes.keys import key_json
from microcred.authority import Principal
from microcred.cli.key.telling import finish, say_how_to_sign, tell_key
from microcred.cli.options import (
    act_options,
    algorithm_option,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import reports_errors
from microcred.cli.passphrase import ask_passphrase, new_passphrase, passphrase_option
from microcred.errors import ConfigurationError
from microcred.keys import Algorithm
from microcred.keys.pkcs11 import TokenPlace


@click.command(name="new")
@click.option("--name", help="Name of the key and its file; by default key-2, key-3 and so on.")
@algorithm_option
@click.option("--pkcs11", "module", metavar="MODULE", help="Make it in a token, of this library.")
@click.option("--token", metavar="LABEL", help="Label of that token.")
@click.option("--label", metavar="LABEL", help="Label for the key in that token.")
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
    name: str | None,
    algorithm: Algorithm,
    module: str | None,
    token: str | None,
    label: str | None,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Make a spare key.

    It is published with the others and does not sign until 'microcred key rotate --to NAME'.
    Publishing a key some days before it signs lets verifiers learn of it in time.
    """
    secrets = Secrets(ask_passphrase, new_passphrase(encrypt=encrypt))
    life = KeyLife(workspace, act, secrets, by=Principal.operator(act.actor))
    if module is None and token is None and label is None:
        key = life.new(name, algorithm)
    elif module is not None and token is not None and label is not None:
        key = life.keep_in_token(TokenPlace(module, token, label), name, algorithm)
    else:
        message = "a key in a token wants all of --pkcs11, --token and --label"
        raise ConfigurationError(message, code="invalid-option")

    def tell() -> None:
        tell_key(key)
        say_how_to_sign(workspace, key)

    finish(workspace, key_json(key), tell, as_json=as_json)
