"""`microcred program submissions`."""

from __future__ import annotations

import click

from microcred.application.shapes.programme import submissions_json
from microcred.authority import Principal
from microcred.cli.program.next_steps import id_of, title_of
from microcred.cli.program.pages import going_on, page_options, school_option
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme, State
from microcred.program.flow.listed import SubmissionFilter
from microcred.program.flow.states import state_words


@flow_command("submissions")
@school_option
@click.option("--educator", metavar="WHO", help="Only of this e-mail address, DID or id.")
@click.option("--of", "definition", metavar="DEFINITION", help="Only at it: file, id or code.")
@click.option(
    "--state",
    "states",
    type=click.Choice([each.value for each in State]),
    multiple=True,
    help="Only where it is this.",
)
@page_options
def command(
    programme: Programme,
    school: str | None,
    educator: str | None,
    definition: str | None,
    states: tuple[str, ...],
    limit: int,
    after: str | None,
    actor: Principal,
) -> Told:
    """List submissions, oldest first: of a school, an educator, in a state."""
    wanted = SubmissionFilter(
        school=school,
        person=educator,
        definition_id=None if definition is None else id_of(programme, definition),
        states=[State(each) for each in states],
    )
    page = programme.submissions(wanted, by=actor, after=after, limit=limit)
    lines = [
        f"{each.id}  {state_words(each.state)} since {each.changed_at}  {each.person_id}  "
        f"{each.school or '-'}  {title_of(programme, each.definition_id)}"
        for each in page.items
    ]
    return Told(submissions_json(page), lines or ["No submission fits."], going_on(page.following))
