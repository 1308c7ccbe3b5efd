"""`microcred program export`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from microcred.application.programme import open_programme
from microcred.authority import Principal
from microcred.cli.options import FILE, actor_name, force_option, json_option
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.program.opening import open_catalogue, workspace_around
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.program.running import describe
from microcred.cli.streams import STANDARD, check_output, copy_private, write_output
from microcred.files import make_folder, write_file
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
@click.option(
    "--person",
    metavar="WHO",
    help="Instead of the catalogue, everything about an educator, into the folder --output.",
)
@click.option("-o", "--output", type=FILE, help="File for the result; by default standard output.")
@force_option
@folder_options
@json_option
@reports_errors
@opens_program
def command(
    folder: Path,
    form: str,
    person: str | None,
    output: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write the catalogue as data for other systems.

    CTDL names the issuer of the workspace as the owner of all micro-credentials.

    With --person it writes what is kept about an educator: person.json, and the files they handed
    in. WHO is an e-mail address, a DID or an id. Who judged their work is not in it.
    """
    if person is not None:
        _export_person(folder, person, output or Path("person"), as_json=as_json)
        return
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


def _export_person(folder: Path, person: str, output: Path, *, as_json: bool) -> None:
    with open_programme(workspace_around(folder)) as programme:
        export = programme.export_person(person, by=Principal.operator(actor_name()))
        make_folder(output / "evidence", within=output)
        output.chmod(0o700)
        text = json.dumps(describe(export.document), ensure_ascii=False, indent=2) + "\n"
        write_file(output / "person.json", text.encode(), mode=0o600)
        for path, digest in export.files.items():
            with programme.desk.intake.store.open(digest) as source:
                copy_private(source, output / path)
    if as_json:
        print_json({"folder": str(output), "files": len(export.files)})
    else:
        note(f"Everything about {person} is in {output}")
