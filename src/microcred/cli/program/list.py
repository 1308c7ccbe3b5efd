"""`microcred program list`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final

import click

from microcred.application.shapes.catalogue import definitions_json
from microcred.cli.options import json_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.program.options import folder_options, opens_program
from microcred.program.definition import Stack
from microcred.program.definition_file import DefinitionFile
from microcred.program.folder import Program, read_program
from microcred.program.texts import text_in

_COLUMNS: Final = ("file", "name", "hours", "for", "standards")
_MAX_WIDTH: Final = 44


@click.command(name="list")
@folder_options
@json_option
@reports_errors
@opens_program
def command(folder: Path, *, as_json: bool) -> None:
    """List the micro-credentials and stacks of the programme."""
    program = read_program(folder)
    if as_json:
        print_json(definitions_json(program))
    else:
        rows = [_row(program, file) for file in program]
        for line in _table([_COLUMNS, *rows]) if rows else ("There is no definition yet.",):
            say(line)
    wrong = sorted({fault.file for fault in program.faults})
    if wrong:
        note(f"Not listed: {', '.join(wrong)}; 'microcred program check' says why")


def _row(program: Program, file: DefinitionFile) -> tuple[str, ...]:
    definition = file.definition
    name = text_in(definition.name, definition.language)
    if isinstance(definition, Stack):
        name += f" (stack of {len(definition.members)})"
    standards = [
        (program.frameworks.find(target.framework or "", target.item or ""), target)
        for target in definition.alignments
    ]
    named = [found.target_name if found else target.name or "?" for found, target in standards]
    hours = f"{definition.hours:g}" if definition.hours is not None else ""
    return (file.path.name, name, hours, ", ".join(definition.audience.roles), ", ".join(named))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write columns that are as wide as what is in them, within reason; the last one is whole."""
    shown = [[*map(_shorten, row[:-1]), row[-1]] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for wide letters, none for marks."""
    marks = sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) - marks + wide


def _shorten(text: str) -> str:
    if _width(text) <= _MAX_WIDTH:
        return text
    ends = accumulate(map(_width, text))
    return text[: sum(end < _MAX_WIDTH for end in ends)] + "…"
