"""`microcred bake`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application.shapes.files import BakedJson
from microcred.carriers import bake
from microcred.cli.options import FILE, force_option, json_option
from microcred.cli.outcome import note, print_json, reports_errors
from microcred.cli.streams import STANDARD, check_output, read_input, write_output
from microcred.errors import ConfigurationError
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES


@click.command(name="bake")
@click.argument("credential", type=FILE)
@click.argument("image", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="File for the picture.")
@force_option
@json_option
@reports_errors
def command(credential: Path, image: Path, output: Path, *, force: bool, as_json: bool) -> None:
    """Put a credential into a picture.

    CREDENTIAL is a JSON or JWT file, already signed (or - for standard input), IMAGE a PNG or SVG.
    A badge that the picture has already is replaced; the picture looks the same as before.
    """
    if as_json and str(output) == STANDARD:
        message = "--json and '-o -' cannot both have standard output"
        raise ConfigurationError(message, code="invalid-option")
    check_output(output, force=force)
    text = read_input(credential, MAX_DOCUMENT_BYTES)
    data = bake(text, read_input(image, MAX_IMAGE_BYTES))
    write_output(output, data, force=force)
    if as_json:
        print_json(BakedJson(file=str(output), bytes=len(data)))
    elif str(output) != STANDARD:
        note(f"The badge is in {output}")
