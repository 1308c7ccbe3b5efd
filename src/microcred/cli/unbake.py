"""`microcred unbake`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application.shapes.files import UnbakedJson
from microcred.carriers import unbake
from microcred.cli.options import FILE, force_option, json_option
from microcred.cli.outcome import give, note, print_json, reports_errors
from microcred.cli.streams import STANDARD, check_output, read_input, write_output
from microcred.limits import MAX_IMAGE_BYTES


@click.command(name="unbake")
@click.argument("image", type=FILE)
@click.option(
    "-o", "--output", type=FILE, help="File for the credential; by default standard output."
)
@force_option
@json_option
@reports_errors
def command(image: Path, output: Path | None, *, force: bool, as_json: bool) -> None:
    """Take the credential out of a picture.

    IMAGE is a PNG or SVG, or - for standard input. Nothing is checked: 'microcred verify' does
    that, and takes the picture as it is.
    """
    if str(output) == STANDARD:
        output = None
    check_output(output, force=force)
    baked = unbake(read_input(image, MAX_IMAGE_BYTES))
    if baked.version != "3.0":
        note(f"This is an Open Badges {baked.version} badge.")
    if output is not None:
        write_output(output, baked.text.encode(), force=force)
    if as_json:
        described = UnbakedJson(version=baked.version)
        if output is None:
            described["text"] = baked.text
        else:
            described["file"] = str(output)
        print_json(described)
    elif output is None:
        give(baked.text + "\n")
    else:
        note(f"The credential is in {output}; it was not verified.")
