"""`microcred program draft`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import name_of, next_note, next_of_draft
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.pieces import Piece
from microcred.program.flow.states import state_words
from microcred.program.flow.submitting import Completeness
from microcred.program.flow.views import Submission


@flow_command("draft")
@click.argument("submission_id", metavar="SUBMISSION")
@click.option(
    "--again",
    is_flag=True,
    help="Begin the next attempt, after a decision that said 'not yet'.",
)
@click.option("--detach", metavar="EVIDENCE", help="Take a piece of evidence out again.")
@click.option(
    "--withdraw",
    is_flag=True,
    help="Take the submission back before it is decided; once rated it counts as an attempt.",
)
@click.option("--history", is_flag=True, help="Tell all that happened to it, who did it and why.")
def command(
    programme: Programme,
    submission_id: str,
    detach: str | None,
    actor: Principal,
    *,
    again: bool,
    withdraw: bool,
    history: bool,
) -> Told:
    """Show a submission: what is in it, what is missing, and what gives the educator away.

    SUBMISSION is the id that 'enrol' printed. Assessors see no more than this id.
    """
    if history:
        return _history(programme, submission_id, actor)
    if detach is not None:
        programme.detach(detach, by=actor)
    if withdraw:
        programme.withdraw(submission_id, by=actor)
    if again:
        submission_id = programme.resubmit(submission_id, by=actor).id
    submission = programme.show(submission_id, by=actor)
    missing = programme.check(submission_id, by=actor)
    lines = [*_evidence(submission), *_missing(missing)] if _is_draft(submission) else []
    state = (
        f"{submission.id}: {state_words(submission.state)}, attempt "
        f"{submission.standing.attempt}, {name_of(submission.definition)}"
    )
    return Told(
        {"submission": submission, "check": missing, "complete": missing.complete},
        [state, *(lines or _evidence(submission))],
        _next(submission, missing),
    )


def _is_draft(submission: Submission) -> bool:
    return submission.state is State.DRAFT


def _evidence(submission: Submission) -> Iterator[str]:
    for part, earlier in submission.carried.items():
        yield f"  {part}: passed already, in {earlier}"
    for piece in submission.evidence:
        yield f"  {piece.part}/{piece.item}: {piece.id} {_told(piece)}, badge shows {piece.shown}"


def _told(piece: Piece) -> str:
    what = piece.url or piece.name or "text"
    return f"{what} ({piece.media_type}, {piece.size} bytes)" if piece.size else what


def _missing(found: Completeness) -> Iterator[str]:
    for missing in found.missing:
        yield f"  {missing.part}/{missing.item}: missing, {missing.found} of {missing.needed}"
    for prerequisite in found.prerequisites:
        yield f"  must be held first: {prerequisite}"
    if found.not_before is not None:
        yield f"  can be submitted from {found.not_before}"
    for piece_id, telltales in found.telltales.items():
        for each in telltales:
            yield f"  {piece_id} may tell who you are: {each.code} in {each.where}, {each.found}"


def _next(submission: Submission, found: Completeness) -> list[str]:
    if _is_draft(submission):
        return [next_of_draft(submission, found)]
    return [next_note(submission.state, submission.id)]


def _history(programme: Programme, submission_id: str, actor: Principal) -> Told:
    events = programme.history(submission_id, by=actor)
    lines = [
        f"{each.at} {each.action}: {each.source or '-'} -> {each.target or '-'}, by {each.actor}"
        + (f": {each.reason}" if each.reason else "")
        for each in events
    ]
    return Told({"history": events}, lines)
