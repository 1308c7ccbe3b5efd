"""`microcred inspect`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application.shapes.files import inspected_json
from microcred.cli.options import FILE, json_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.streams import read_input
from microcred.cli.words import wrapped
from microcred.limits import MAX_IMAGE_BYTES
from microcred.verifying import read_source
from microcred.verifying.wording.badge import tell_contents


@click.command(name="inspect")
@click.argument("source", type=FILE)
@json_option
@reports_errors
def command(source: Path, *, as_json: bool) -> None:
    """Show what a badge says, without checking it.

    SOURCE is a JSON, JWT, SD-JWT, PNG or SVG file, or - for standard input. Anybody can write
    anything into a badge: only 'microcred verify' says whether it is true.
    """
    found = read_source(read_input(source, MAX_IMAGE_BYTES))
    if as_json:
        print_json(inspected_json(found))
        return
    header = dict(found.jws.header) if found.jws else None
    note("This is what the badge says; nothing of it was verified.")
    for line in tell_contents(found.document, header):
        say(wrapped(line))
