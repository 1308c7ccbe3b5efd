"""`microcred program export`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from microcred.cli.options import FILE, force_option, json_option
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.program.opening import open_catalogue, workspace_around
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.streams import STANDARD, check_output, write_output
from microcred.program.export import catalogue_document, ctdl_document


@click.command(name="export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "ctdl"]),
    default="json",
    show_default=True,
    help="Plain JSON, or JSON-LD in CTDL for credential registries.",
)
@click.option("-o", "--output", type=FILE, help="File for the result; by default standard output.")
@force_option
@folder_options
@json_option
@reports_errors
@opens_program
def command(folder: Path, form: str, output: Path | None, *, force: bool, as_json: bool) -> None:
    """Write the catalogue as data for other systems.

    CTDL names the issuer of the workspace as the owner of all micro-credentials.
    """
    check_output(output, force=force)
    catalogue = open_catalogue(folder)
    if form == "ctdl":
        document = ctdl_document(catalogue, workspace_around(folder).profile)
    else:
        document = catalogue_document(catalogue)
    if output is None or str(output) == STANDARD:
        print_json(document)
        return
    data = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    write_output(output, data.encode("utf-8"), force=force)
    if as_json:
        print_json({"file": str(output), "entries": len(catalogue)})
    else:
        note(f"The catalogue is in {output}")
