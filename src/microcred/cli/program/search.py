"""`microcred program search`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from microcred.application.shapes.catalogue import found_json
from microcred.cli.options import json_option
from microcred.cli.outcome import note, print_json, reports_errors, say, say_styled
from microcred.cli.program.opening import (
    held_ids,
    need_options,
    open_catalogue,
    tell_entry,
)
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.words import harmless, styled
from microcred.program.catalogue import Found, read_standard
from microcred.program.catalogue_filter import Filter
from microcred.program.search.snippets import Piece


@click.command(name="search")
@click.argument("words", nargs=-1)
@need_options
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Has this tag.")
@click.option(
    "--kind",
    type=click.Choice(["micro-credential", "stack"]),
    help="Only these; by default both.",
)
@click.option(
    "--language",
    metavar="TAG",
    default="",
    help="In this language, and told in it: en, pt-BR.",
)
@click.option("--min-hours", type=click.FloatRange(min=0), help="Takes at least so many hours.")
@click.option("--max-hours", type=click.FloatRange(min=0), help="Takes at most so many hours.")
@click.option("--leads-to", metavar="NAME", help="Counts towards this one, or comes before it.")
@click.option("--ready", is_flag=True, help="Can be begun now, with what is held.")
@click.option("--any", "any_word", is_flag=True, help="One of the words is enough.")
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
    tags: tuple[str, ...],
    kind: str | None,
    language: str,
    min_hours: float | None,
    max_hours: float | None,
    leads_to: str | None,
    *,
    ready: bool,
    any_word: bool,
    as_json: bool,
) -> None:
    """Find micro-credentials by words, standard, role, subject, grade and more.

    WORDS may be in any language, without accents, and need only be begun: 'quest' finds
    'questions'. Without any, all that the options admit are listed. Where an option is given more
    than once, one of its values is enough; different options must all hold. What is held already
    is left out.
    """
    catalogue = open_catalogue(folder)
    holds = held_ids(held, educator, catalogue, folder)
    wanted = Filter(
        standards=[read_standard(name, catalogue.frameworks) for name in standards],
        roles=roles,
        subjects=subjects,
        grades=grades,
        tags=tags,
        kind=kind or "",
        language=language,
        min_hours=min_hours,
        max_hours=max_hours,
        held=holds,
        show_held="hide",
        ready=ready,
        leads_to=catalogue.entry(leads_to).id if leads_to else "",
    )
    found = catalogue.search(wanted, " ".join(words), any_word=any_word)
    if as_json:
        print_json(found_json(found, language))
        return
    for number, each in enumerate(found):
        _tell(each, language, first=number == 0)
    if not found:
        note("Nothing was found.")


def _tell(found: Found, language: str, *, first: bool) -> None:
    entry = found.entry
    say_styled(("" if first else "\n") + tell_entry(entry, language))
    say_styled(f"  {_marked(found.snippet) or harmless(entry.competency(language))}")
    if entry.standards:
        titles = "; ".join(each.worded(language).title for each in entry.standards)
        say(f"  Standards: {titles}")


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(
        styled(piece.text, bold=True, underline=True) if piece.found else harmless(piece.text)
        for piece in pieces
    )
