"""`microcred program decisions`."""

from __future__ import annotations

import click

from microcred.application.shapes.programme import decisions_json
from microcred.authority import Principal
from microcred.cli.moments import Moment
from microcred.cli.program.next_steps import id_of, title_of
from microcred.cli.program.pages import going_on, page_options, school_option
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.listed import DecisionFilter
from microcred.program.flow.states import state_words


@flow_command("decisions")
@click.option("--since", type=Moment(), metavar="DAY", help="From this day on.")
@click.option("--until", type=Moment(ends=True), metavar="DAY", help="Up to this day, with it.")
@school_option
@click.option("--of", "definition", metavar="DEFINITION", help="Only at it: file, id or code.")
@click.option(
    "--outcome",
    type=click.Choice([State.PASSED.value, State.NOT_YET.value]),
    help="Only those that came to this.",
)
@page_options
def command(
    programme: Programme,
    since: str | None,
    until: str | None,
    school: str | None,
    definition: str | None,
    outcome: str | None,
    limit: int,
    after: str | None,
    actor: Principal,
) -> Told:
    """List what was decided in a period, oldest first.

    DAY is as 2026-03-01, in UTC, or a moment as 2026-03-01T12:00:00Z, which --until leaves out.
    """
    wanted = DecisionFilter(
        since=since,
        until=until,
        school=school,
        definition_id=None if definition is None else id_of(programme, definition),
        outcome=None if outcome is None else State(outcome),
    )
    page = programme.decisions(wanted, by=actor, after=after, limit=limit)
    lines = [
        f"{each.decided_at}  {each.submission_id}  {state_words(each.outcome)}  {each.person_id}  "
        f"{each.school or '-'}  {title_of(programme, each.definition_id)}, by {each.actor}"
        for each in page.items
    ]
    return Told(decisions_json(page), lines or ["Nothing was decided."], going_on(page.following))
