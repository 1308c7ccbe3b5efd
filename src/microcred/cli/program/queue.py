"""`microcred program queue`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import next_of_assessors, title_of, whole_queue
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme
from microcred.program.flow.assigning import Waiting
from microcred.program.flow.states import state_words


@flow_command("queue")
@click.option("--as", "assessor", metavar="ASSESSOR", help="Only what this assessor is to rate.")
def command(programme: Programme, assessor: str | None, actor: Principal) -> Told:
    """List the submissions on which something is to be done, the longest waiting first."""
    waiting = whole_queue(programme, assessor, actor)
    lines = [line for each in waiting for line in _lines(programme, each)]
    return Told({"waiting": waiting}, lines or ["Nothing is waiting."])


def _lines(programme: Programme, waiting: Waiting) -> Iterator[str]:
    title = title_of(programme, waiting.definition_id)
    yield f"{waiting.submission_id}  {state_words(waiting.state)} since {waiting.since}  {title}"
    for each in waiting.assignments:
        part = "adjudicates" if each.adjudicates else "assesses"
        yield f"  {each.assessor_id} {part}: {'rated' if each.rated_at else 'to rate'}"
    if waiting.telltales:
        places = "place" if waiting.telltales == 1 else "places"
        yield f"  may tell who wrote it, in {waiting.telltales} {places}"
    steps = next_of_assessors(waiting.state, waiting.submission_id, waiting.assignments)
    yield from (f"  {step}" for step in steps)
