"""`microcred resign`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from microcred.cli.options import (
    FILE,
    force_option,
    json_option,
    opens_workspace,
    registry_of,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import keep_site_current
from microcred.cli.streams import read_input
from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import make_folder, write_file
from microcred.issuance.resigning import Resigned, Resigning
from microcred.issuing import PICTURES, Signer, deliver
from microcred.limits import MAX_IMAGE_BYTES
from microcred.registry import Database, IssuedBadge, badges_signed_with, find_key
from microcred.registry.achievements import find_picture
from microcred.workspace import Workspace

_AT_ONCE = 100
_SHOWN = 20


@click.command(name="resign")
@click.option("--key", "name", metavar="NAME", required=True, help="The key that signed them.")
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE]...")
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="DIR",
    help="Folder for the badges signed anew; by default 'resigned' where files are given, else "
    "only the registry and the site get them.",
)
@force_option
@passphrase_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    name: str,
    files: Sequence[Path],
    output: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Sign the badges of a key again with the key of today.

    They keep their ids and what they say. Badges whose signed credential the registry keeps need
    nothing else. Of the others give the files, which must say what was issued, to the letter.
    After an interruption, the same command goes on. Revoked badges stay as they are.
    """
    database = registry_of(workspace).database
    with database.reading() as connection:
        old = find_key(connection, name)
    key = workspace.signing_key(ask_passphrase)
    if key.key_id == old.key_id:
        message = f"the key {old.name} is the one that signs: rotate or revoke it first"
        raise ConfigurationError(message, code="key-signs")
    resigning = Resigning(old, Signer(key))
    if output is not None or files:
        output = output or Path("resigned")
        make_folder(output)
    written: dict[str, str | None] = {}
    for done in _kept(database, resigning):
        data = None if output is None else _content(database, done)
        written[done.badge.id] = _write(output, _file_name(done.badge), data, force=force)
    for path in files:
        done = _from_file(database, resigning, path)
        data = deliver(done.signed, *_form_of(path))
        written[done.badge.id] = _write(output, path.name, data, force=force)
    with database.reading() as connection:
        left = [badge.id for badge in badges_signed_with(connection, old.key_id)]
    _finish(workspace, written, left, as_json=as_json)


def _kept(database: Database, resigning: Resigning) -> Iterator[Resigned]:
    """Sign what is kept, some at a time: each part is committed before it is given out."""
    after: IssuedBadge | None = None
    while True:
        with database.writing() as connection:
            done, after = resigning.sign_kept(connection, after, _AT_ONCE)
        yield from done
        if after is None:
            return


def _from_file(database: Database, resigning: Resigning, path: Path) -> Resigned:
    data = read_input(path, MAX_IMAGE_BYTES)
    try:
        with database.writing() as connection:
            return resigning.sign_files(connection, [data])[0]
    except MicrocredError as error:
        error.add_note(str(path))
        raise


def _form_of(path: Path) -> tuple[str, bytes | None]:
    """Give a file's form from what is in it, and the picture that it is."""
    data = read_input(path, MAX_IMAGE_BYTES)
    if data.startswith(b"\x89PNG"):
        return "png", data
    if data.lstrip().startswith(b"<"):
        return "svg", data
    return ("json" if data.lstrip().startswith(b"{") else "jwt"), None


def _content(database: Database, done: Resigned) -> bytes:
    form, picture = done.badge.format, None
    if form in PICTURES and done.picture is not None:
        with database.reading() as connection:
            found = find_picture(connection, done.picture)
        picture = found[1] if found is not None else None
    if form in PICTURES and picture is None:
        form = "json"
    return deliver(done.signed, form, picture)


def _file_name(badge: IssuedBadge) -> str:
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '_', badge.id)}.{badge.format}"


def _write(output: Path | None, name: str, data: bytes | None, *, force: bool) -> str | None:
    if output is None or data is None:
        return None
    write_file(output / name, data, overwrite=force)
    return str(output / name)


def _finish(
    workspace: Workspace, written: dict[str, str | None], left: Sequence[str], *, as_json: bool
) -> None:
    site = keep_site_current(workspace)
    if as_json:
        badges = [
            {"id": badge_id, **({} if path is None else {"file": path})}
            for badge_id, path in written.items()
        ]
        print_json({"resigned": badges, "left": list(left), **site.described})
        site.end()
        return
    count = f"{len(written)} badge{'' if len(written) == 1 else 's'}"
    click.echo(f"{count} signed again")
    for badge_id in left[:_SHOWN]:
        note(f"  left: {badge_id}")
    if left:
        note(f"{len(left)} left: give their files, or issue them again. Revoked ones stay so.")
    site.tell()
    site.end()
