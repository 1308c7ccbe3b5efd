"""`microcred key import`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from microcred.application import Act, KeyLife, KeyRecord, Secrets, Workspace
from microcred.application.shapes.keys import key_json
from microcred.authority import Principal
from microcred.cli.key.reading import read_key_text, read_private_key
from microcred.cli.key.telling import finish, say_how_to_sign, tell_key
from microcred.cli.options import (
    FILE,
    act_options,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, reports_errors
from microcred.cli.passphrase import (
    ask_passphrase,
    new_passphrase,
    passphrase_option,
    source_passphrase_option,
)
from microcred.errors import ConfigurationError, excerpt
from microcred.keys import PublicKey
from microcred.keys.pkcs11 import TokenPlace


@click.command(name="import")
@click.argument("source", type=FILE, required=False)
@click.option("--name", help="Name of the key; by default key-2, key-3 and so on.")
@click.option(
    "--id",
    "key_id",
    metavar="URL",
    help="Id of its verification method, where badges were signed with it before.",
)
@click.option("--pkcs11", "module", metavar="MODULE", help="Library of the token that it is in.")
@click.option("--token", metavar="LABEL", help="Label of that token.")
@click.option("--label", metavar="LABEL", help="Label of the key in that token.")
@click.option("--signer", metavar="NAME", help="Installed plug-in that signs with it.")
@click.option("--setting", "settings", multiple=True, metavar="NAME=VALUE", help="For the plug-in.")
@encrypt_option
@source_passphrase_option
@passphrase_option
@act_options
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    act: Act,
    source: Path | None,
    name: str | None,
    key_id: str | None,
    module: str | None,
    token: str | None,
    label: str | None,
    signer: str | None,
    settings: Sequence[str],
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Take a key that was made elsewhere as a spare key.

    SOURCE is a private key: PEM of any kind, encrypted or not, a JWK, a Multikey, or a multibase
    seed (z1A…); '-' is standard input. With --pkcs11, --token and --label there is no SOURCE: the
    key stays in its token. With --signer, SOURCE is the public key, as PEM, JWK or Multikey, and
    the plug-in signs.
    """
    _check_usage(source, (module, token, label), signer)
    life = KeyLife(workspace, act, Secrets(ask_passphrase, None), by=Principal.operator(act.actor))
    bared = False
    if module is not None and token is not None and label is not None:
        key = life.keep_in_token(TokenPlace(module, token, label), name, key_id=key_id)
    elif signer is not None:
        public_key = PublicKey.load(read_key_text(source))
        key = life.keep_with_signer(signer, _read_settings(settings), public_key, name, key_id)
    else:
        text = read_key_text(source)
        key = _import_private(workspace, act, text, name, key_id, encrypt=encrypt)
        bared = "ENCRYPTED" in text and not workspace.private_keys.is_encrypted(key)

    def tell() -> None:
        tell_key(key)
        if bared:
            note("It was encrypted and is not any more: only you can read its file. See --encrypt.")
        say_how_to_sign(workspace, key)

    finish(workspace, key_json(key), tell, as_json=as_json)


def _import_private(
    workspace: Workspace,
    act: Act,
    text: str,
    name: str | None,
    key_id: str | None,
    *,
    encrypt: bool,
) -> KeyRecord:
    key = read_private_key(text)
    secrets = Secrets(ask_passphrase, new_passphrase(encrypt=encrypt))
    issuer_id = str(workspace.profile.id)
    named = key.key_id if key.did == issuer_id else None
    return KeyLife(workspace, act, secrets, by=Principal.operator(act.actor)).take(
        key, name, key_id or named
    )


def _check_usage(source: Path | None, place: Sequence[str | None], signer: str | None) -> None:
    in_token = any(part is not None for part in place)
    if in_token and (source is not None or signer is not None or None in place):
        message = "a key in a token wants --pkcs11, --token and --label, and no SOURCE"
    elif not in_token and source is None:
        message = "name the file of the key, or '-' for standard input"
    else:
        return
    raise ConfigurationError(message, code="invalid-option")


def _read_settings(texts: Sequence[str]) -> dict[str, str]:
    settings = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator:
            message = f"--setting is NAME=VALUE, not {excerpt(text)}"
            raise ConfigurationError(message, code="invalid-option")
        settings[name] = value
    return settings
