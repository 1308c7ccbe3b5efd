"""`microcred init`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application import SETTINGS_FILE, NewIssuer, Workspace, act_now
from microcred.application.shapes.workspaces import NewWorkspaceJson
from microcred.application.site_after import keep_site_current
from microcred.cli.key.reading import read_key_text, read_private_key
from microcred.cli.options import (
    FILE,
    algorithm_option,
    by_option,
    encrypt_option,
    json_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import (
    new_passphrase,
    passphrase_option,
    source_passphrase_option,
)
from microcred.cli.site import tell_site
from microcred.cli.words import path_word, program, shell_words
from microcred.keys import Algorithm


@click.command(name="init")
@click.argument("directory", type=FILE)
@click.option("--name", required=True, help="The issuer's name, as badges show it.")
@click.option("--url", help="The issuer's home page.")
@click.option(
    "--site",
    metavar="URL",
    help="Where what 'publish' writes will stand, as https://badges.hill.example. Without it "
    "badges cannot be revoked, unless --did names a web space.",
)
@click.option(
    "--did",
    default="key",
    show_default=True,
    help="Who the issuer is to verifiers: 'key', the fresh key itself, which needs nothing else "
    "but can never be changed; 'web:HOST[:PATH]', a web space of yours; 'webvh:HOST[:PATH]', the "
    "same with a history that can be checked; or 'https', a profile in the web space of --url.",
)
@click.option(
    "--registry",
    metavar="URL",
    help="Keep the registry in this database, as postgresql://HOST/NAME; by default in a file.",
)
@click.option(
    "--schema",
    metavar="NAME",
    help="Keep it in this schema of the PostgreSQL database, so that several issuers share one.",
)
@click.option(
    "--key",
    "source",
    type=FILE,
    help="Begin with this private key, in any form that 'key import' takes, and not a fresh one.",
)
@algorithm_option
@encrypt_option
@by_option
@source_passphrase_option
@passphrase_option
@json_option
@reports_errors
def command(
    directory: Path,
    name: str,
    url: str | None,
    site: str | None,
    did: str,
    registry: str | None,
    schema: str | None,
    source: Path | None,
    algorithm: Algorithm,
    actor: str,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Make an issuer's workspace.

    DIRECTORY gets the settings, a fresh key that only you can read, and the record of the badges
    that will be issued. Keep a copy of it in a safe place: a lost key cannot be made again.
    """
    passphrase = new_passphrase(encrypt=encrypt)
    key = None if source is None else read_private_key(read_key_text(source))
    issuer = NewIssuer(name, url, did, algorithm, key, registry, site, schema)
    workspace = Workspace.create_for(directory, issuer, passphrase, act_now(actor))
    click.get_current_context().call_on_close(workspace.close)
    issuer_id = str(workspace.profile.id)
    after = keep_site_current(workspace)
    if as_json:
        print_json(
            NewWorkspaceJson(
                workspace=str(directory), issuer=issuer_id, encrypted=passphrase is not None
            )
        )
        return
    say(f"The workspace {directory} is ready; the issuer is {issuer_id}")
    note(f"Its settings are in {directory / SETTINGS_FILE}.")
    tell_site(after)
    if workspace.site_url is None:
        note(
            "Badges will have no status: they cannot be revoked. If they shall, set url under "
            f"[site] in {SETTINGS_FILE} before the first: where what 'publish' writes will stand."
        )
    where = shell_words("--workspace", path_word(directory))
    note(f"To issue a badge: {shell_words(program())} issue DEFINITION --to RECIPIENT {where}")
