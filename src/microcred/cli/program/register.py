"""`microcred program register`."""

from __future__ import annotations

import click

from microcred.application.shapes.programme import registered_json
from microcred.authority import Principal
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme


@flow_command("register")
@click.argument("who")
@click.option("--school", metavar="NAME", help="Where they teach; by default as it was.")
def command(programme: Programme, who: str, school: str | None, actor: Principal) -> Told:
    """Take an educator in before they enrol, or say at which school they are now.

    WHO is an e-mail address or a DID, of which only a keyed hash is kept, or the id of somebody who
    is known. The school's name is kept until they are erased.
    """
    person = programme.register(who, school=school, by=actor)
    return Told(registered_json(person), [f"{person.id}: {person.school or 'no school'}"])
