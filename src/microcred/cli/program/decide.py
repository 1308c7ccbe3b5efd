"""`microcred program decide`."""

from __future__ import annotations

import click

from microcred.cli.options import reason_option
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.deciding import Decision


@flow_command("decide", signs=True, publishes=True)
@click.argument("submission_id", metavar="SUBMISSION")
@click.option("--feedback", default="", help="For the educator; needed where it is not enough yet.")
@reason_option
def command(
    programme: Programme, submission_id: str, feedback: str, reason: str, actor: str
) -> Told:
    """Decide by what the assessors said: a badge in the same instant, or not yet.

    It passes where every required level is reached. The badge is issued in the same transaction,
    and so are the badges of stacks that it completes: there is never the one without the other.
    """
    decision = programme.decide(submission_id, by=actor, feedback=feedback, reason=reason)
    return Told({"decision": decision}, _lines(decision), _next(decision))


def _lines(decision: Decision) -> list[str]:
    verdict = decision.verdict
    lines = [f"{decision.submission_id}: {verdict.outcome}"]
    lines += [f"  {badge.badge_id} for {badge.definition_id}" for badge in decision.badges]
    return lines + [f"  {part}: to be submitted again" for part in verdict.open_parts]


def _next(decision: Decision) -> list[str]:
    name = "award" if decision.verdict.outcome is State.PASSED else "feedback"
    return [f"Next: microcred program {name} {decision.submission_id}"]
