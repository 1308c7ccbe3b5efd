"""`microcred program submit`."""

from __future__ import annotations

import click

from microcred.cli.program.running import Told, flow_command
from microcred.program.flow import Programme

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
def command(programme: Programme, submission_id: str, actor: str, *, consent: bool | None) -> Told:
    """Hand a draft in: from then on nobody changes it.

    What is missing is said, and nothing is handed in then.
    """
    if consent is not None:
        answer = "Yes." if consent else "No."
        words = f"{_ASKED} {answer}"
        programme.consent(submission_id, given=consent, words=words, by=actor)
    submission = programme.submit(submission_id, by=actor)
    return Told({"submission": submission}, [f"{submission.id}: {submission.state}"])
