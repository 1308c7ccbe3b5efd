"""`microcred bake`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.baking import bake
from microcred.cli.options import (
    force_option,
    json_option,
    note,
    print_json,
    read_input,
    reports_errors,
    write_output,
)
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES


@click.command(name="bake")
@click.argument("credential", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("image", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="OUT"
)
@force_option
@json_option
@reports_errors
def command(credential: Path, image: Path, output: Path, *, force: bool, as_json: bool) -> None:
    """Put a signed CREDENTIAL (JSON or JWT file) into IMAGE (PNG or SVG)."""
    text = read_input(credential, MAX_DOCUMENT_BYTES)
    data = bake(text, read_input(image, MAX_IMAGE_BYTES))
    write_output(output, data, force=force)
    if as_json:
        print_json({"file": str(output), "bytes": len(data)})
    else:
        note(f"The badge is in {output}")
