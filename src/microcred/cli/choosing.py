"""Which badges a command is about: by id, file, run, achievement or key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from microcred.application.choosing import BadgeChoice
from microcred.cli.options import FILE
from microcred.cli.streams import read_input
from microcred.document import id_of
from microcred.errors import MalformedInput
from microcred.limits import MAX_IMAGE_BYTES
from microcred.minting.cells import read_cells
from microcred.verifying import read_source

_ROSTERS: Final = (".csv", ".jsonl", ".ndjson", ".parquet")
_RECIPIENT_COLUMNS: Final = ("recipient", "email", "did")


def choosing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose badges."""
    options = (
        click.argument("badge_ids", nargs=-1, metavar="[BADGE_ID]..."),
        click.option(
            "--file",
            "files",
            type=FILE,
            multiple=True,
            help="A badge's file; a text file with an id on each line (.txt); or a roster (.csv, "
            ".jsonl, .parquet), together with --achievement or --run. May be repeated.",
        ),
        click.option("--run", "run_id", metavar="RUN", help="The badges of one run."),
        click.option(
            "--achievement", "achievement_id", metavar="ID", help="The badges of an achievement."
        ),
        click.option("--key", metavar="NAME", help="The badges that a key signed."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def choice_of(
    badge_ids: Sequence[str],
    files: Sequence[Path],
    *,
    run_id: str | None,
    achievement_id: str | None,
    key: str | None,
) -> BadgeChoice:
    """Return which badges are meant by a command's words.

    Raises:
        MalformedInput: a file is no badge, list of ids or roster.
    """
    ids, recipients = [each for word in badge_ids for each in ids_of(word)], []
    for file in files:
        if file.suffix.lower() in _ROSTERS:
            recipients += _recipients_in(file)
        else:
            ids += ids_in(file)
    return BadgeChoice(
        ids=frozenset(ids),
        recipients=frozenset(recipients),
        run_id=run_id,
        achievement_id=achievement_id,
        key=key,
    )


def ids_of(word: str) -> list[str]:
    """Return the badge that a word names: its id, or the file that it is in."""
    return ids_in(Path(word)) if ":" not in word and Path(word).is_file() else [word]


def ids_in(file: Path) -> list[str]:
    """Return the id of a badge's file, or the ids on the lines of a text file."""
    data = read_input(file, MAX_IMAGE_BYTES)
    if file.suffix.lower() == ".txt":
        found = data.decode("utf-8", errors="replace").split()
        if not found:
            raise MalformedInput(f"{file} names no badge", code="no-badge-ids")
        return found
    badge_id = id_of(read_source(data).document)
    if badge_id is None:
        raise MalformedInput(f"the badge in {file} has no id", code="no-badge-ids")
    return [badge_id]


def _recipients_in(file: Path) -> list[str]:
    found = []
    for cells in read_cells(file):
        texts = [cells.texts[name] for name in _RECIPIENT_COLUMNS if name in cells.texts]
        if cells.problem is not None or not texts:
            problem = cells.problem or "the row names no recipient"
            message = f"{file}, row {cells.number}: {problem}"
            raise MalformedInput(message, code="invalid-roster")
        found.append(texts[0])
    if not found:
        # With nobody on it, the other options would choose the badges of everybody.
        raise MalformedInput(f"{file} has no rows below its header", code="empty-roster")
    return found
