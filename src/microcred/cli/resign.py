"""`microcred resign`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import sqlalchemy as sa

from microcred.application import Workspace
from microcred.carriers import detect_carrier
from microcred.cli.options import (
    FILE,
    force_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import keep_site_current
from microcred.cli.streams import STANDARD, read_input
from microcred.document import id_of, objects_of
from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import make_folder, write_file
from microcred.issuing import Signer, deliver
from microcred.ledger import IssuedBadge, badges_signed_with, find_key
from microcred.ledger.achievements import find_picture
from microcred.ledger.resigning import Resigned, Resigning
from microcred.limits import MAX_IMAGE_BYTES
from microcred.registry import Database
from microcred.verifying import read_source

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
    database = workspace.database
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
    written = dict(_sign_kept(database, resigning, output, force=force))
    for file in files:
        badge_id, path = _sign_file(database, resigning, file, output, force=force)
        written[badge_id] = path
    with database.reading() as connection:
        left = [badge.id for badge in badges_signed_with(connection, old.key_id)]
    _finish(workspace, written, left, as_json=as_json)


def _sign_kept(
    database: Database, resigning: Resigning, output: Path | None, *, force: bool
) -> Iterator[tuple[str, str | None]]:
    """Sign what is kept, some at a time; give the badges' ids and their files.

    A file is written before its badge is committed: what cannot be written is left as it was.
    """
    after: IssuedBadge | None = None
    while True:
        with database.writing() as connection:
            done, after = resigning.sign_kept(connection, after, _AT_ONCE)
            written = [
                (item.badge.id, _write_kept(connection, item, output, force=force)) for item in done
            ]
        yield from written
        if after is None:
            return


def _write_kept(
    connection: sa.Connection, done: Resigned, output: Path | None, *, force: bool
) -> str | None:
    if output is None:
        return None
    found = find_picture(connection, done.picture) if done.picture is not None else None
    form = _form_for(done, done.badge.format)
    name = f"{re.sub(r'[^A-Za-z0-9._-]+', '_', done.badge.id)}.{form}"
    data = deliver(done.signed, form, None if found is None else found[1])
    return _write(output / name, data, force=force)


def _sign_file(
    database: Database, resigning: Resigning, file: Path, output: Path | None, *, force: bool
) -> tuple[str, str | None]:
    """Sign a badge from its file; give its id and the new file, which has the old one's name."""
    data = read_input(file, MAX_IMAGE_BYTES)
    carrier = detect_carrier(data)
    form = carrier.name if carrier else ("json" if data.lstrip().startswith(b"{") else "jwt")
    try:
        with database.writing() as connection:
            (done,) = resigning.sign_files(connection, [data])
            name = file.name if str(file) != STANDARD else f"badge.{form}"
            path = (output or Path()) / name
            if (able := _form_for(done, form)) != form:
                path = path.with_suffix(f".{able}")
            new = deliver(done.signed, able, data if carrier else None)
            return done.badge.id, _write(path, new, force=force)
    except MicrocredError as error:
        error.add_note(str(file))
        raise


def _form_for(done: Resigned, form: str) -> str:
    """Return the form to hand a badge over in: not every key makes an embedded proof."""
    return "jwt" if form == "json" and "proof" not in done.signed.document else form


def _write(path: Path, data: bytes, *, force: bool) -> str:
    """Write a badge's file, also over that of an earlier call which was ended before it was done.

    That one is the same badge, with the signature of the same key.
    """
    write_file(path, data, overwrite=force or _signed(path) == _signed(path, data))
    return str(path)


def _signed(path: Path, data: bytes | None = None) -> tuple[object, ...] | None:
    """Return which badge is in a file and who signed it; None where that cannot be said."""
    try:
        source = read_source(read_input(path, MAX_IMAGE_BYTES) if data is None else data)
    except MicrocredError:
        return None
    proofs = objects_of(source.document.get("proof"))
    keys = [proof.get("verificationMethod") for _, proof in proofs]
    header = None if source.jws is None else source.jws.header
    return id_of(source.document), keys, header


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
    say(f"{count} signed again")
    for badge_id in left[:_SHOWN]:
        note(f"  left: {badge_id}")
    if left:
        note(f"{len(left)} left: give their files, or issue them again. Revoked ones stay so.")
    site.tell()
    site.end()
