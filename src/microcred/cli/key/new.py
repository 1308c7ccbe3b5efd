"""`microcred key new`."""

from __future__ import annotations

import click

from microcred.cli.key.telling import describe_key, say_what_to_publish, tell_key
from microcred.cli.options import (
    act_options,
    algorithm_option,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.passphrase import ask_passphrase, new_passphrase, passphrase_option
from microcred.cli.words import program, shell_words
from microcred.keys import Algorithm
from microcred.workspace import Act, KeyLife, Secrets, Workspace


@click.command(name="new")
@click.option("--name", help="Name of the key and its file; by default key-2, key-3 and so on.")
@algorithm_option
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
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Make a spare key.

    It is published with the others and does not sign until 'microcred key rotate --to NAME'.
    Publishing a key some days before it signs lets verifiers learn of it in time.
    """
    secrets = Secrets(ask_passphrase, new_passphrase(encrypt=encrypt))
    key = KeyLife(workspace, act, secrets).new(name, algorithm)
    if as_json:
        print_json(describe_key(key))
        return
    tell_key(key)
    rotate = shell_words(program(), "key", "rotate", "--to", key.name)
    if key.key_id.startswith("did:key:"):
        note(
            "A did:key is the key itself, so with this key you would be another issuer. To be that "
            f'issuer, set id = "{key.key_id.partition("#")[0]}" under [issuer] in the settings, '
            f"then: {rotate}"
        )
        return
    say_what_to_publish(workspace)
    note(f"To sign with it: {rotate}")
