"""`microcred program next`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application.shapes.catalogue import suggestions_json
from microcred.cli.options import json_option
from microcred.cli.outcome import note, print_json, reports_errors, say, say_styled
from microcred.cli.program.opening import (
    held_ids,
    need_options,
    open_catalogue,
    tell_entry,
)
from microcred.cli.program.options import folder_options, opens_program
from microcred.program.catalogue import read_standard
from microcred.program.coverage import check_stack
from microcred.program.suggestions import Needs, suggest


@click.command(name="next")
@click.argument("words", nargs=-1)
@need_options
@click.option("--stack", metavar="NAME", help="The stack that the educator wants to complete.")
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="The most suggestions to give.",
)
@folder_options
@json_option
@reports_errors
@opens_program
def command(
    folder: Path,
    words: tuple[str, ...],
    standards: tuple[str, ...],
    roles: tuple[str, ...],
    subjects: tuple[str, ...],
    grades: tuple[str, ...],
    educator: str | None,
    held: tuple[str, ...],
    stack: str | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """Suggest what an educator could do next, and say why.

    WORDS are what the educator wants to learn or has trouble with, in their own words. What is for
    other roles, subjects or grades is left out, and so is what is held. What cannot be begun yet
    gives way to what comes before it.
    """
    catalogue = open_catalogue(folder)
    needs = Needs(
        text=" ".join(words),
        standards=[read_standard(name, catalogue.frameworks) for name in standards],
        roles=roles,
        subjects=subjects,
        grades=grades,
        stack=check_stack(catalogue.entry(stack)).id if stack else "",
        held=held_ids(held, educator, catalogue, folder),
    )
    found = suggest(catalogue, needs, limit=limit)
    if as_json:
        print_json(suggestions_json(found))
        return
    for number, each in enumerate(found):
        say_styled(("" if number == 0 else "\n") + tell_entry(each.entry))
        for reason in each.reasons:
            say(f"  - {reason.text}")
    if not found:
        note("Nothing fits. Ask for less, or see 'microcred program search'.")
