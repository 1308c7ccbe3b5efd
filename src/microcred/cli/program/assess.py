"""`microcred program assess`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from microcred.authority import Principal
from microcred.cli.options import FILE
from microcred.cli.program.next_steps import criterion_name, name_of, next_of_assessors
from microcred.cli.program.running import (
    Told,
    assessor_option,
    comments_option,
    flow_command,
    levels_option,
    ratings_of,
)
from microcred.cli.streams import copy_private
from microcred.errors import ConfigurationError
from microcred.program.flow import Programme, State
from microcred.program.flow.assessing import Task
from microcred.program.flow.definitions import scale_of
from microcred.program.flow.states import state_words
from microcred.program.texts import text_in


@flow_command("assess")
@click.argument("submission_id", metavar="SUBMISSION")
@assessor_option
@levels_option
@comments_option
@click.option("--comment", default="", help="On the whole.")
@click.option("--open", "evidence", metavar="EVIDENCE", help="Copy this evidence to --output.")
@click.option("-o", "--output", type=FILE, help="The file for it; must not be there.")
def command(
    programme: Programme,
    submission_id: str,
    assessor: str,
    levels: tuple[str, ...],
    comments: tuple[str, ...],
    comment: str,
    evidence: str | None,
    output: Path | None,
    actor: Principal,
) -> Told:
    """Rate a submission without knowing whose it is, or see what is to be rated.

    Without --rate it shows the criteria, their levels and the evidence. Every criterion needs a
    --rate and a --why. To correct a rating, rate again before the decision; what was said first
    stays in the record.
    """
    if evidence is not None:
        return _opened(programme, evidence, assessor, output, actor)
    if not levels:
        return told_task(programme.task(submission_id, assessor, by=actor), assessor)
    ratings = ratings_of(levels, comments)
    state = programme.assess(submission_id, assessor, ratings, comment=comment, by=actor)
    return told_rated(programme, submission_id, state, actor)


def told_rated(programme: Programme, submission_id: str, state: State, actor: Principal) -> Told:
    """Tell where a submission stands after a rating, and who is to do what."""
    assignments = programme.assignments(submission_id, by=actor)
    return Told(
        {"submission_id": submission_id, "state": state},
        [f"{submission_id}: {state_words(state)}"],
        next_of_assessors(state, submission_id, assignments),
    )


def told_task(task: Task, assessor: str) -> Told:
    """Tell an assessor what is to be done."""
    scales = {name: scale_of(task.definition, name) for name in task.to_rate}
    described = {
        name: {"levels": levels, "required": required}
        for name, (levels, required) in scales.items()
    }
    document = {
        "submission_id": task.submission_id,
        "definition": task.definition,
        "adjudicates": task.adjudicates,
        "to_rate": described,
        "evidence": task.evidence,
    }
    return Told(document, _lines(task), _notes(task, assessor))


def _lines(task: Task) -> Iterator[str]:
    yield f"{task.submission_id}: {name_of(task.definition)}, version {task.definition.version}"
    for name in task.to_rate:
        disputed = " (disputed)" if task.adjudicates else ""
        yield f"  {name}: {criterion_name(task.definition, name)}{disputed}"
        yield from _levels(task, name)
    for piece in task.evidence:
        what = piece.url or f"{piece.media_type}, {piece.size} bytes"
        yield f"  {piece.part}/{piece.item}: {piece.id} {what}"


def _levels(task: Task, name: str) -> Iterator[str]:
    levels, required = scale_of(task.definition, name)
    criterion = task.definition.criterion(name)
    if criterion is None:
        yield f"    {' or '.join(levels)}; {required} is required"
        return
    for level in criterion.levels:
        needed = " (required)" if level.id == required else ""
        yield f"    {level.id}{needed}: {text_in(level.description, task.definition.language)}"


def _notes(task: Task, assessor: str) -> Iterator[str]:
    verb = "adjudicate" if task.adjudicates else "assess"
    files = [piece.id for piece in task.evidence if piece.kind != "link"]
    call = f"{task.submission_id} --as {assessor}"
    if files:
        yield f"To look at one: microcred program assess {call} --open {files[0]} -o FILE"
    if not task.to_rate:
        yield "The assessors agree by now: nothing is left to settle."
        return
    first = task.to_rate[0]
    yield (
        f"Next: microcred program {verb} {call} --rate {first}=LEVEL --why {first}=TEXT"
        + (", and so for each" if len(task.to_rate) > 1 else "")
    )


def _opened(
    programme: Programme, evidence: str, assessor: str, output: Path | None, actor: Principal
) -> Told:
    if output is None:
        message = "say with --output into which file the evidence is to be copied"
        raise ConfigurationError(message, code="invalid-option")
    with programme.open_for(evidence, assessor, by=actor) as source:
        copy_private(source, output)
    return Told({"evidence": evidence, "file": str(output)}, [str(output)])
