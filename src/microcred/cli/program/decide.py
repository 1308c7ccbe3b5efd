"""`microcred program decide`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.authority import Principal
from microcred.cli.options import reason_option
from microcred.cli.program.next_steps import part_name, title_of
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.deciding import Decision
from microcred.program.flow.states import state_words


@flow_command("decide", signs=True, publishes=True)
@click.argument("submission_id", metavar="SUBMISSION")
@click.option("--feedback", default="", help="For the educator; needed where it is not enough yet.")
@reason_option
def command(
    programme: Programme, submission_id: str, feedback: str, reason: str, actor: Principal
) -> Told:
    """Decide by what the assessors said: a badge in the same instant, or not yet.

    It passes where every required level is reached. The badge is issued in the same transaction,
    and so are the badges of stacks that it completes: there is never the one without the other.
    """
    decision = programme.decide(submission_id, by=actor, feedback=feedback, reason=reason)
    return Told({"decision": decision}, _lines(programme, decision, actor), _next(decision))


def _lines(programme: Programme, decision: Decision, actor: Principal) -> Iterator[str]:
    verdict = decision.verdict
    yield f"{decision.submission_id}: {state_words(verdict.outcome)}"
    for badge in decision.badges:
        yield f"  {title_of(programme, badge.definition_id)}: {badge.badge_id}"
    definition = programme.show(decision.submission_id, by=actor).definition
    for part in verdict.open_parts:
        yield f"  {part_name(definition, part)}: to be submitted again"


def _next(decision: Decision) -> list[str]:
    name = "award" if decision.verdict.outcome is State.PASSED else "feedback"
    return [f"Next: microcred program {name} {decision.submission_id}"]
