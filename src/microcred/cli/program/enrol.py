"""`microcred program enrol`."""

from __future__ import annotations

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import id_of, name_of, next_note
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme


@flow_command("enrol")
@click.argument("who")
@click.argument("definition")
@click.option(
    "--language",
    metavar="TAG",
    help="Language of the badge, as es, where the micro-credential is in several; by default its "
    "first.",
)
@click.option("--school", metavar="NAME", help="Where they teach; by default as it was.")
def command(
    programme: Programme,
    who: str,
    definition: str,
    language: str | None,
    school: str | None,
    actor: Principal,
) -> Told:
    """Enrol an educator for a micro-credential, and begin a draft.

    WHO is an e-mail address or a DID; only a keyed hash of it is kept. DEFINITION is the name of
    the micro-credential's file, its id or its code. One can enrol at any time, and
    again when a badge was revoked or expires; then all is shown anew, and there is another badge.
    """
    submission = programme.enrol(
        who, id_of(programme, definition), by=actor, language=language, school=school
    )
    attempt = f"draft of attempt {submission.standing.attempt}"
    return Told(
        {"submission": submission},
        [f"{submission.id}: {name_of(submission.definition)}, {attempt}"],
        [next_note(submission.state, submission.id)],
    )
