"""`microcred program init`."""

from __future__ import annotations

import re
import uuid
from importlib import resources
from pathlib import Path
from typing import Final

import click

from microcred.application.shapes.catalogue import NewProgrammeJson
from microcred.cli.options import json_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.program.options import folder_options, locates_program
from microcred.files import make_folder, write_file
from microcred.program.folder import read_program

_STARTER: Final = "asking-and-waiting.yaml"
_PICTURE: Final = "images/asking-and-waiting.svg"


@click.command(name="init")
@click.option("--empty", is_flag=True, help="Without a micro-credential to start from.")
@folder_options
@json_option
@reports_errors
@locates_program
def command(folder: Path, *, empty: bool, as_json: bool) -> None:
    """Make the folder of a micro-credential programme.

    A folder without any definition gets one to start from: a whole micro-credential with its
    picture, to be changed or deleted. What is there already stays as it is.
    """
    for name in ("images", "frameworks"):
        make_folder(folder / name, within=folder)
    there = read_program(folder)
    begun = there.files or there.faults
    starter = None if empty or begun else _write_starter(folder)
    if as_json:
        made = NewProgrammeJson(folder=str(folder))
        if starter:
            made["definition"] = str(starter)
        print_json(made)
        return
    say(f"The programme is in {folder}")
    if starter:
        note(f"A micro-credential to start from is in {starter}; change what it says.")
    note("To check it: microcred program check")


def _write_starter(folder: Path) -> Path:
    """Write the example with an id of its own: two programmes never mean the same one."""
    examples = resources.files("microcred.cli").joinpath("examples", "program")
    text = examples.joinpath(_STARTER).read_text("utf-8")
    text = re.sub(r"^id: .*$", f"id: urn:uuid:{uuid.uuid4()}", text, count=1, flags=re.MULTILINE)
    picture = folder / _PICTURE
    if not picture.exists():
        write_file(picture, examples.joinpath(_PICTURE).read_bytes())
    write_file(folder / _STARTER, text.encode())
    return folder / _STARTER
