"""`microcred program assign`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.authority import Principal
from microcred.cli.options import reason_option
from microcred.cli.program.next_steps import next_of_assessors
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme
from microcred.program.flow.assignments import Assignment


@flow_command("assign")
@click.argument("submission_id", metavar="SUBMISSION")
@click.argument("assessors", metavar="[ASSESSOR]...", nargs=-1)
@click.option("--release", is_flag=True, help="Take these assessors off it instead.")
@reason_option
def command(
    programme: Programme,
    submission_id: str,
    assessors: tuple[str, ...],
    reason: str,
    actor: Principal,
    *,
    release: bool,
) -> Told:
    """Assign a submission to assessors, or after a dispute to an adjudicator.

    Without an ASSESSOR, as many as are wanting are chosen: those with the least to do, who neither
    wrote it nor have a conflict of interest, and are calibrated where the settings ask for it.
    """
    if release:
        there = [
            programme.release(submission_id, each, by=actor, reason=reason) for each in assessors
        ]
        on_it = there[-1] if there else []
    else:
        on_it = programme.assign(submission_id, assessors, by=actor, reason=reason)
    lines = [
        f"{each.assessor_id} {'adjudicates' if each.adjudicates else 'assesses'} {submission_id}"
        for each in on_it
    ]
    return Told({"assignments": on_it}, lines, list(_notes(programme, submission_id, on_it, actor)))


def _notes(
    programme: Programme, submission_id: str, on_it: list[Assignment], actor: Principal
) -> Iterator[str]:
    submission = programme.show(submission_id, by=actor)
    found = sum(len(piece.telltales) for piece in submission.evidence)
    if found:
        yield (
            f"The evidence may tell assessors whose it is, in {found} "
            f"{'place' if found == 1 else 'places'}: microcred program draft {submission_id}"
        )
    yield from next_of_assessors(submission.state, submission_id, on_it)
