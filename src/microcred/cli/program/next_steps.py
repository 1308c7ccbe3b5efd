"""What the commands of a programme say of what comes next, and the names they call things by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from microcred.authority import Principal
from microcred.cli.program.next_commands import next_command, next_commands
from microcred.cli.program.show import find_definition
from microcred.cli.words import path_word, shell_words
from microcred.errors import ConfigurationError
from microcred.program.definition import MicroCredential, Stack
from microcred.program.flow import Programme, State
from microcred.program.flow.assigning import Waiting
from microcred.program.flow.assignments import Assignment, waited_for
from microcred.program.flow.definitions import FolderDefinitions, find_item
from microcred.program.flow.submitting import Completeness
from microcred.program.flow.views import Submission
from microcred.program.texts import text_in

_HANDED_IN: Final = {"file": "--file FILE", "link": "--link URL", "text": "--text TEXT"}


def next_note(state: State, submission_id: str) -> str:
    """Say what to do next."""
    return f"Next: {next_command(state, submission_id)}"


def missing_items(found: Completeness) -> list[str]:
    """Return the ids of the items of which too little was handed in."""
    return [each.item for each in found.missing]


def next_of_draft(submission: Submission, found: Completeness) -> str:
    """Say what to do next with a draft."""
    if found.complete:
        call = f"microcred program submit {submission.id}"
        return f"Next: {call} --publish, or --private for a badge without a page"
    if items := missing_items(found):
        _, item = find_item(submission.definition, items[0])
        how = " or ".join(_HANDED_IN[kind] for kind in item.kinds)
        return f"Next: microcred program attach {submission.id} {item.id} {how}"
    return f"All is there, and it must wait: microcred program draft {submission.id} says for what"


def next_of_assessors(
    state: State, submission_id: str, assignments: Sequence[Assignment]
) -> Iterator[str]:
    """Say what to do next with a submission that assessors have, one line for each to do it."""
    waiting = waited_for(state, assignments)
    for command in next_commands(state, submission_id, waiting):
        yield f"Next: {command}"


def check_note(path: Path) -> str:
    """Say how to check a file that was written."""
    return f"To check it as anybody can: microcred verify {shell_words(path_word(path))}"


def title_of(programme: Programme, definition_id: str) -> str:
    """Return the name of a micro-credential or stack, or its id where it was removed."""
    definition = programme.desk.definitions.find(definition_id)
    return definition_id if definition is None else name_of(definition)


def name_of(definition: MicroCredential | Stack) -> str:
    """Return the name of a definition in its main language."""
    return text_in(definition.name, definition.language)


def criterion_name(definition: MicroCredential, name: str, language: str | None = None) -> str:
    """Return the name of a criterion, or what a part's statement says."""
    language = language or definition.language
    criterion = definition.criterion(name)
    if criterion is not None:
        return text_in(criterion.name, language)
    part = next(each for each in definition.parts if f"part:{each.id}" == name)
    return text_in(part.passing.statement or part.name, language)


def level_name(
    definition: MicroCredential, name: str, level: str, language: str | None = None
) -> str:
    """Return the name of a level of a criterion; of a part's statement, yes or no as it is."""
    criterion = definition.criterion(name)
    found = [] if criterion is None else [each for each in criterion.levels if each.id == level]
    return text_in(found[0].name, language or definition.language) if found else level


def part_name(definition: MicroCredential, part_id: str, language: str | None = None) -> str:
    """Return the name of a part."""
    part = next(each for each in definition.parts if each.id == part_id)
    return text_in(part.name, language or definition.language)


def id_of(programme: Programme, name: str) -> str:
    """Return the id of a definition by any of its names."""
    definitions = programme.desk.definitions
    if not isinstance(definitions, FolderDefinitions):
        return name
    try:
        return find_definition(definitions.program(), name).definition.id
    except ConfigurationError:
        return name  # the programme says that there is none


def whole_queue(programme: Programme, assessor: str | None, by: Principal) -> list[Waiting]:
    """Return all that waits, read a page at a time."""
    waiting: list[Waiting] = []
    while page := programme.queue(assessor, by=by, after=waiting[-1] if waiting else None):
        waiting += page
    return waiting
