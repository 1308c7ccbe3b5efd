"""Open a programme's catalogue, with an index to search; and the options that say what to find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import click

from microcred.application import Workspace
from microcred.cli.options import open_workspace
from microcred.cli.outcome import note
from microcred.cli.words import harmless, styled
from microcred.errors import ConfigurationError, MalformedInput
from microcred.ledger import Selection
from microcred.ledger.badges import select_badges
from microcred.ledger.recipients import recipient_hash
from microcred.program.catalogue import Catalogue
from microcred.program.earned import achievements_of, base_id
from microcred.program.entry import Entry
from microcred.program.folder import Program, read_program
from microcred.program.search.index import TextIndex
from microcred.registry import Database

P = ParamSpec("P")
R = TypeVar("R")

_IN_MEMORY: Final = "sqlite://"

_OPTIONS: Final = (
    click.option(
        "--standard",
        "standards",
        metavar="STANDARD",
        multiple=True,
        help="Serves this standard or one below it: FRAMEWORK:ITEM, or ITEM where it is clear.",
    ),
    click.option("--role", "roles", metavar="ROLE", multiple=True, help="For teachers, say."),
    click.option(
        "--subject", "subjects", metavar="SUBJECT", multiple=True, help="For this subject."
    ),
    click.option(
        "--grade", "grades", metavar="GRADE", multiple=True, help="For these grades: 4, or K-2."
    ),
    click.option(
        "--educator",
        metavar="RECIPIENT",
        help="E-mail address or DID of an educator: what this workspace gave them is held.",
    ),
    click.option(
        "--held",
        metavar="NAME|FILE",
        multiple=True,
        help="What the educator holds: an id, a code, or a badge file, taken at its word.",
    ),
)


def need_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add what `search` and `next` both ask: standard, role, subject, grade, and what is held."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def open_catalogue(folder: Path) -> Catalogue:
    """Read the definitions; those that are wrong are left out, and said to be."""
    program = read_program(folder)
    twice = [file for file in program if program.by_id[file.definition.id] is not file]
    wrong = len({fault.file for fault in program.faults}) + len(twice)
    if wrong:
        noun = "file is" if wrong == 1 else "files are"
        note(f"{wrong} {noun} left out; 'microcred program check' says what is wrong")
    return catalogue_of(program)


def catalogue_of(program: Program) -> Catalogue:
    """Make the catalogue of definitions that are read already."""
    definitions = ((file.path.name, file.definition) for file in program.by_id.values())
    return Catalogue(definitions, program.frameworks, TextIndex(index_database(program.folder)))


def index_database(folder: Path) -> Database:
    """Return where the index is: the registry of the workspace around, or memory without one."""
    try:
        location = workspace_around(folder).registry_database
    except ConfigurationError as error:
        if error.code != "no-workspace":
            raise
        location = _IN_MEMORY
    missing = isinstance(location, Path) and not location.is_file()
    database = Database(_IN_MEMORY if missing else location)
    click.get_current_context().call_on_close(database.close)
    return database


def workspace_around(folder: Path) -> Workspace:
    """Open the workspace of a programme: that of --workspace, or the one that it lies in.

    Raises:
        ConfigurationError: code `no-workspace`, among others.
    """
    given = click.get_current_context().params
    start = Path.cwd() if given.get("folder") is None else folder
    return open_workspace(given.get("workspace"), start)


def held_ids(
    names: Sequence[str], educator: str | None, catalogue: Catalogue, folder: Path
) -> frozenset[str]:
    """Return the ids of what is held: definitions by any of their names, and badges.

    Args:
        names: of definitions, or of badge files.
        educator: whose badges in the registry count, if anybody's.
        catalogue: has the definitions.
        folder: of the programme.
    """
    held = [each for name in names for each in _held(name, catalogue)]
    return frozenset([*held, *(_given_to(educator, folder) if educator else ())])


def _given_to(educator: str, folder: Path) -> list[str]:
    """Return what the registry says an educator was given, and that stands."""
    with workspace_around(folder).database.reading() as connection:
        person = recipient_hash(connection).of(educator)
        selection = Selection(recipients=frozenset({person}), state="active")
        return [base_id(badge.achievement_id) for badge in select_badges(connection, selection)]


def _held(name: str, catalogue: Catalogue) -> list[str]:
    path = Path(name)
    is_definition = any(name in {entry.id, entry.file} for entry in catalogue)
    if path.is_file() and not is_definition and path.suffix.lower() not in (".yaml", ".yml"):
        from microcred.verifying.source import read_source  # noqa: PLC0415 - only for badges

        try:
            achievements = achievements_of(read_source(path).document)
        except MalformedInput as error:
            error.add_note(name)
            raise
        return [base_id(str(achievement["id"])) for achievement in achievements]
    return [catalogue.entry(name).id]


def tell_entry(entry: Entry, language: str = "") -> str:
    """Return the first line of an entry for people, in a language where it is in it."""
    hours = entry.definition.hours
    facts = [entry.file, *([f"{hours:g} hours"] if hours is not None else ())]
    kind = "stack, " if entry.kind == "stack" else ""
    return f"{styled(entry.name(language), bold=True)}  ({kind}{harmless(', '.join(facts))})"
