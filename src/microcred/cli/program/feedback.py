"""`microcred program feedback`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.cli.program.next_steps import next_note
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.deciding import Feedback
from microcred.program.flow.states import state_words


@flow_command("feedback")
@click.argument("submission_id", metavar="SUBMISSION")
def command(programme: Programme, submission_id: str, actor: str) -> Told:  # noqa: ARG001
    """Tell an educator what was decided, why, and what to submit again.

    It says what assessors wrote, and not who they are.
    """
    feedback = programme.feedback(submission_id)
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
        required = f", {reached.required} is required" if reached.required else ""
        yield f"  {reached.criterion}: {reached.level}{required}"
        yield from (f"    {each}" for each in feedback.comments.get(reached.criterion, ()))
    for part, where in feedback.verdict.passed_parts.items():
        yield f"  {part}: passed" + ("" if where == feedback.submission_id else f" in {where}")
    for part in feedback.verdict.open_parts:
        yield f"  {part}: to be submitted again"
    if feedback.verdict.outcome is State.NOT_YET and feedback.attempts_left is not None:
        yield f"  attempts left: {feedback.attempts_left}"
    if feedback.not_before is not None:
        yield f"  can be submitted from {feedback.not_before}"
