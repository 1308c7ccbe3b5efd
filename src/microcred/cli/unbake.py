"""`microcred unbake`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.baking import unbake
from microcred.cli.options import (
    force_option,
    json_option,
    note,
    print_json,
    read_input,
    reports_errors,
    write_output,
)
from microcred.limits import MAX_IMAGE_BYTES


@click.command(name="unbake")
@click.argument("image", type=click.Path(path_type=Path, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT")
@force_option
@json_option
@reports_errors
def command(image: Path, output: Path | None, *, force: bool, as_json: bool) -> None:
    """Take the credential out of IMAGE; nothing of it is checked."""
    baked = unbake(read_input(image, MAX_IMAGE_BYTES))
    if baked.version != "3.0":
        note(f"This is an Open Badges {baked.version} badge.")
    if output is not None:
        write_output(output, baked.text.encode(), force=force)
    if as_json:
        where = {"file": str(output)} if output else {"text": baked.text}
        print_json({"version": baked.version, **where})
    elif output is None:
        click.echo(baked.text)
    else:
        note(f"The credential is in {output}")
