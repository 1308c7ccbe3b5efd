"""`microcred program feedback`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import criterion_name, level_name, next_note, part_name
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.deciding import Feedback, LevelReached
from microcred.program.flow.states import state_words


@flow_command("feedback")
@click.argument("submission_id", metavar="SUBMISSION")
def command(programme: Programme, submission_id: str, actor: Principal) -> Told:
    """Tell an educator what was decided, why, and what to submit again.

    It says what assessors wrote, and not who they are.
    """
    feedback = programme.feedback(submission_id, by=actor)
    return Told({"feedback": feedback}, _lines(feedback), [_next(feedback)])


def _next(feedback: Feedback) -> str:
    if feedback.attempts_left == 0 and feedback.verdict.outcome is State.NOT_YET:
        return "No attempt is left; the programme says how often one may try."
    return next_note(feedback.verdict.outcome, feedback.submission_id)


def _lines(feedback: Feedback) -> Iterator[str]:
    yield f"{feedback.submission_id}: {state_words(feedback.verdict.outcome)}"
    if feedback.words:
        yield f"  {feedback.words}"
    for reached in feedback.verdict.levels:
        yield f"  {_said(feedback, reached)}"
        yield from (f"    {each}" for each in feedback.comments.get(reached.criterion, ()))
    for part, where in feedback.verdict.passed_parts.items():
        earlier = "" if where == feedback.submission_id else f" in {where}"
        yield f"  {part_name(feedback.definition, part, feedback.language)}: passed{earlier}"
    for part in feedback.verdict.open_parts:
        name = part_name(feedback.definition, part, feedback.language)
        yield f"  {name}: to be submitted again"
    if feedback.verdict.outcome is State.NOT_YET and feedback.attempts_left is not None:
        yield f"  attempts left: {feedback.attempts_left}"
    if feedback.not_before is not None:
        yield f"  can be submitted from {feedback.not_before}"


def _said(feedback: Feedback, reached: LevelReached) -> str:
    """Write a level as the definition calls it, and the one that was required."""
    definition, language = feedback.definition, feedback.language
    name = criterion_name(definition, reached.criterion, language)
    level = level_name(definition, reached.criterion, reached.level, language)
    if reached.reached or reached.required is None:
        return f"{name}: {level}"
    required = level_name(definition, reached.criterion, reached.required, language)
    return f"{name}: {level}; {required} is required"
