"""`microcred program stacks`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import title_of
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme
from microcred.program.flow.stacks import StackProgress


@flow_command("stacks")
@click.argument("who")
def command(programme: Programme, who: str, actor: Principal) -> Told:
    """Show how far an educator is with stacks: what is held and what is missing.

    WHO is an e-mail address, a DID or the id of an educator.
    """
    progress = programme.stacks(who, by=actor)
    lines = [line for each in progress for line in _lines(programme, each)]
    return Told({"stacks": progress}, lines or ["No stack has been begun."])


def _lines(programme: Programme, progress: StackProgress) -> Iterator[str]:
    held = f"{len(progress.held)} held"
    state = f"awarded as {progress.badge_id}" if progress.badge_id else held
    yield f"{title_of(programme, progress.stack_id)}: {state}"
    for choices, needed in progress.missing:
        titles = ", ".join(title_of(programme, each) for each in choices)
        yield f"  missing: {needed} of {titles}" if len(choices) > 1 else f"  missing: {titles}"
