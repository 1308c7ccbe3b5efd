"""`microcred publish`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.shapes.site import publication_json
from microcred.application.site import publish_site
from microcred.application.status_lists import renew_lists
from microcred.authority import Principal
from microcred.cli.options import FILE, actor_name, json_option, opens_workspace, workspace_option
from microcred.cli.outcome import (
    EXIT_REFUSED,
    note,
    print_json,
    reports_errors,
    say,
    tell_fault_in,
)
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.publishing import Publication


@click.command(name="publish")
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="DIR",
    help="Folder for the site; by default 'site' in the workspace, or what its settings name.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Compare every file, changed or not: this mends what was changed in the folder.",
)
@passphrase_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, output: Path | None, *, everything: bool, as_json: bool) -> None:
    """Write the issuer's static site.

    The folder gets what verifiers look up, the issuer's keys and the lists of revoked badges, and
    pages for people: one for each achievement and each public badge. Any web space can serve it.
    Only what changed since the last time is written; other files in the folder are left alone.

    A micro-credential with a fault in its file keeps nothing else back: it is named, what the site
    shows of it stays as it was, and the exit code is 1.

    Status lists of which less than half of their time is left are signed again: run this from cron
    every day.
    """
    by = Principal.operator(actor_name())
    if renewed := renew_lists(workspace, ask_passphrase, by=by):
        note(f"Signed again: {renewed} pair{'' if renewed == 1 else 's'} of status lists")
    done = publish_site(workspace, output, by=by, look_at_program=True, everything=everything)
    if as_json:
        print_json(publication_json(done))
    else:
        _tell(done)
    if done.faults:
        sys.exit(EXIT_REFUSED)


def _tell(done: Publication) -> None:
    if not done.written and not done.removed:
        say(f"{done.folder} is up to date")
    else:
        removed = f", removed {len(done.removed)}" if done.removed else ""
        say(f"{done.folder}: wrote {_files(len(done.written))}{removed}")
    if done.url is None:
        note("The site has no web address: set url under [site] in microcred.toml.")
    else:
        note(f"Upload the folder so that it stands at {done.url}")
    for path, url in sorted(done.uploads.items()):
        note(f"Upload {done.folder / path} so that it stands at {url}")
    for each in done.faults:
        note(tell_fault_in(Path(each.file), each, "error: "))
    if done.faults:
        note("What the site shows of the programme stays as it was; all else is up to date.")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
