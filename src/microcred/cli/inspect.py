"""`microcred inspect`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.cli.options import json_option, note, print_json, read_input, reports_errors
from microcred.cli.telling import tell_contents
from microcred.limits import MAX_IMAGE_BYTES
from microcred.verifying import read_source


@click.command(name="inspect")
@click.argument("source", type=click.Path(path_type=Path, allow_dash=True))
@json_option
@reports_errors
def command(source: Path, *, as_json: bool) -> None:
    """Show what the badge in SOURCE says. Nothing of it is checked; `verify` does that."""
    found = read_source(read_input(source, MAX_IMAGE_BYTES))
    header = dict(found.jws.header) if found.jws else None
    if as_json:
        described = {"verified": False, "source": found.kind, "credential": found.document}
        print_json(described | ({"header": header} if header else {}))
        return
    note("This is what the badge says; it was not verified.")
    for line in tell_contents(found.document):
        click.echo(line)
    if header:
        click.echo(f"JWT: {header['alg']}")
