"""`microcred program educators`."""

from __future__ import annotations

import click

from microcred.application.shapes.programme import educators_json
from microcred.authority import Principal
from microcred.cli.program.next_steps import id_of, title_of
from microcred.cli.program.pages import going_on, page_options, school_option
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme
from microcred.program.flow.listed import Educator


@flow_command("educators")
@school_option
@click.option(
    "--holds", metavar="DEFINITION", help="Only who has a badge of it that counts: file, id, code."
)
@page_options
def command(
    programme: Programme,
    school: str | None,
    holds: str | None,
    limit: int,
    after: str | None,
    actor: Principal,
) -> Told:
    """List the educators: their ids, where they teach, and what they hold.

    Who was erased is not listed. 'microcred program register' says at which school somebody is.
    """
    wanted = None if holds is None else id_of(programme, holds)
    page = programme.educators(school=school, holds=wanted, by=actor, after=after, limit=limit)
    lines = [_line(programme, each) for each in page.items]
    return Told(educators_json(page), lines or ["Nobody fits."], going_on(page.following))


def _line(programme: Programme, educator: Educator) -> str:
    held = ", ".join(title_of(programme, each) for each in educator.holds) or "nothing yet"
    who = f"{educator.id} {educator.contact}" if educator.contact else educator.id
    return f"{who}  {educator.school or '-'}  {held}"
