"""`microcred program enrol`."""

from __future__ import annotations

import click

from microcred.cli.program.running import Told, flow_command
from microcred.cli.program.show import find_definition
from microcred.errors import ConfigurationError
from microcred.program.flow import Programme
from microcred.program.flow.definitions import FolderDefinitions


@flow_command("enrol")
@click.argument("who")
@click.argument("definition")
@click.option(
    "--language",
    metavar="TAG",
    help="Language of the badge, as es, where the micro-credential is in several; by default its "
    "first.",
)
def command(
    programme: Programme, who: str, definition: str, language: str | None, actor: str
) -> Told:
    """Enrol an educator for a micro-credential, and begin a draft.

    WHO is an e-mail address or a DID; only a keyed hash of it is kept. DEFINITION is the name of
    the micro-credential's file, its id or its code. One can enrol at any time, and
    again when a badge was revoked or expires; then all is shown anew, and there is another badge.
    """
    submission = programme.enrol(who, _id_of(programme, definition), by=actor, language=language)
    return Told(
        {"submission": submission},
        [f"{submission.id}: draft of attempt {submission.standing.attempt}"],
        [f"Next: microcred program draft {submission.id}"],
    )


def _id_of(programme: Programme, name: str) -> str:
    """Give the id of a definition by any of its names."""
    definitions = programme.desk.definitions
    if not isinstance(definitions, FolderDefinitions):
        return name
    try:
        return find_definition(definitions.program, name).definition.id
    except ConfigurationError:
        return name  # the programme says that there is none
