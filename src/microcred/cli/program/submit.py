"""`microcred program submit`."""

from __future__ import annotations

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import next_note
from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Consent, Programme, State

_NOT_ASKED = (
    "The badge will have no page on the site unless the educator agrees: "
    "microcred program submit {} --publish"
)
_ASKED = "May the badge, once earned, have a page on the issuer's site?"


@flow_command("submit")
@click.argument("submission_id", metavar="SUBMISSION")
@click.option(
    "--publish/--private",
    "consent",
    default=None,
    help="Whether the educator agrees that the badge has a page on the issuer's site; without "
    "either it has none.",
)
def command(
    programme: Programme, submission_id: str, actor: Principal, *, consent: bool | None
) -> Told:
    """Hand a draft in: from then on nobody changes it.

    What is missing is said, and nothing is handed in or recorded then. Until the decision,
    --publish or --private changes the educator's answer.
    """
    answer = (
        None if consent is None else Consent(consent, _ASKED + (" Yes." if consent else " No."))
    )
    if answer is not None and programme.show(submission_id, by=actor).state is not State.DRAFT:
        programme.consent(submission_id, given=answer.given, words=answer.words, by=actor)
        page = "a page" if answer.given else "no page"
        line = f"{submission_id}: the badge, once earned, has {page} on the issuer's site"
        return Told({"submission": programme.show(submission_id, by=actor)}, [line])
    submission = programme.submit(submission_id, by=actor, consent=answer)
    notes = [next_note(submission.state, submission.id)]
    if submission.consent is None:
        notes.insert(0, _NOT_ASKED.format(submission.id))
    return Told({"submission": submission}, [f"{submission.id}: submitted"], notes)
