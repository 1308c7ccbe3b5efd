"""`microcred resign`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.resigning import NewFile, ResignedBadges, resign
from microcred.application.shapes.issuing import resigned_json
from microcred.application.site_after import keep_site_current
from microcred.cli.options import (
    FILE,
    force_option,
    json_option,
    opens_workspace,
    operator,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import end_with, site_members, tell_site
from microcred.cli.streams import STANDARD, read_input
from microcred.document import id_of, objects_of
from microcred.errors import MicrocredError
from microcred.files import make_folder, write_file
from microcred.limits import MAX_IMAGE_BYTES
from microcred.verifying import read_source

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
    if output is not None or files:
        output = output or Path("resigned")
        make_folder(output)
    done = resign(
        workspace,
        name,
        ((str(file), read_input(file, MAX_IMAGE_BYTES)) for file in files),
        by=operator(),
        hand_over=None if output is None else partial(_write, output, force=force),
        passphrase=ask_passphrase,
    )
    site = keep_site_current(workspace)
    if as_json:
        print_json({**resigned_json(done), **site_members(site)})
    else:
        _tell(done)
        tell_site(site)
    end_with(site)


def _write(folder: Path, new: NewFile, *, force: bool) -> str:
    """Write a badge's file, also over that of an earlier call which was ended before it was done.

    That one is the same badge, with the signature of the same key.
    """
    path = folder / _name_of(new)
    write_file(path, new.data, overwrite=force or _signed(path) == _signed(path, new.data))
    return str(path)


def _name_of(new: NewFile) -> str:
    """Return the name of the file before, or one of the badge's id."""
    if new.old is None:
        return f"{re.sub(r'[^A-Za-z0-9._-]+', '_', new.badge.id)}.{new.form}"
    name = Path(new.old).name if new.old != STANDARD else f"badge.{new.old_form}"
    return name if new.form == new.old_form else str(Path(name).with_suffix(f".{new.form}"))


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


def _tell(done: ResignedBadges) -> None:
    say(f"{len(done.badges)} badge{'' if len(done.badges) == 1 else 's'} signed again")
    for badge_id in done.left[:_SHOWN]:
        note(f"  left: {badge_id}")
    if done.left:
        note(f"{len(done.left)} left: give their files, or issue them again. Revoked ones stay so.")
