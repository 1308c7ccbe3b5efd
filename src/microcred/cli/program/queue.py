"""`microcred program queue`."""

from __future__ import annotations

import click

from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme
from microcred.program.flow.assigning import Waiting


@flow_command("queue")
@click.option("--as", "assessor", metavar="ASSESSOR", help="Only what this assessor is to rate.")
def command(programme: Programme, assessor: str | None, actor: str) -> Told:  # noqa: ARG001
    """List the submissions on which something is to be done, the longest waiting first."""
    waiting = programme.queue(assessor)
    lines = [_line(each) for each in waiting] or ["Nothing is waiting."]
    return Told({"waiting": waiting}, lines)


def _line(waiting: Waiting) -> str:
    people = ", ".join(
        f"{each.assessor_id} ({'rated' if each.rated_at else 'to rate'})"
        for each in waiting.assignments
    )
    line = f"{waiting.submission_id}  {waiting.state} since {waiting.since}"
    line += f"  {waiting.definition_id}" + (f"  {people}" if people else "")
    if waiting.telltales:
        line += f"  ({waiting.telltales} things in it may tell who wrote it)"
    return line
