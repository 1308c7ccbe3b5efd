"""`microcred program init`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.cli.options import json_option
from microcred.cli.outcome import print_json, reports_errors
from microcred.cli.program.options import folder_options, locates_program
from microcred.files import make_folder


@click.command(name="init")
@folder_options
@json_option
@reports_errors
@locates_program
def command(folder: Path, *, as_json: bool) -> None:
    """Make the folder of a micro-credential programme.

    What is there already stays as it is.
    """
    for name in ("images", "frameworks"):
        make_folder(folder / name)
    if as_json:
        print_json({"folder": str(folder)})
        return
    click.echo(f"The programme is in {folder}")
