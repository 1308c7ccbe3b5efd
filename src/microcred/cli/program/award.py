"""`microcred program award`."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from microcred.application.handing_over import holds_badge
from microcred.authority import Principal
from microcred.carriers import CARRIERS
from microcred.cli.issue_options import form_of
from microcred.cli.options import FILE, force_option
from microcred.cli.program.next_steps import check_note, title_of
from microcred.cli.program.running import Told, flow_command
from microcred.cli.streams import check_output, write_output
from microcred.errors import ConfigurationError, NotFound
from microcred.issuing import FORMATS, SignedBadge, default_picture, deliver
from microcred.models import Achievement, Profile
from microcred.program.flow import Programme
from microcred.program.flow.badges import AwardedBadge
from microcred.verifying import read_source


@flow_command("award", signs=True, publishes=True)
@click.argument("what", metavar="SUBMISSION|WHO")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="The form of the badge's file; by default what the ending of --output says, else JSON.",
)
@click.option("-o", "--output", type=FILE, help="The badge's file.")
@force_option
def command(
    programme: Programme,
    what: str,
    form: str | None,
    output: Path | None,
    actor: Principal,
    *,
    force: bool,
) -> Told:
    """Hand over the badge of a submission that passed, or award the stacks of an educator.

    With a SUBMISSION it writes the badge into a file. The badge exists since the decision: this
    can be done again. With WHO, an e-mail address, DID or id of an educator, it awards the stacks
    that they completed before the stack was defined; others award themselves.
    """
    if not what.startswith("s-") or "@" in what:
        badges = programme.award_stacks(what, by=actor)
        lines = [f"{title_of(programme, each.definition_id)}: {each.badge_id}" for each in badges]
        return Told({"badges": badges}, lines or ["No stack is complete that was not awarded."])
    badge = programme.badge(what, by=actor)
    form = form or form_of(output)
    output = output or Path(f"badge.{form}")
    # It is the same badge where an earlier command was ended before it said so.
    force = force or holds_badge(output, badge.badge_id)
    check_output(output, force=force)
    write_output(output, _file(badge, form), force=force, private=True)
    document = {"badge_id": badge.badge_id, "file": str(output)}
    return Told(document, [str(output)], [check_note(output)])


def _file(badge: AwardedBadge, form: str) -> bytes:
    if badge.document is None and badge.token is None:
        message = f"no copy of {badge.badge_id} is kept: its person was erased"
        raise NotFound(message, code="no-badge")
    if form == "json" and badge.document is None:
        forms = ", ".join(("jwt", *CARRIERS))
        message = f"the issuer's key signs as JWT only; ask for a form that holds one: {forms}"
        raise ConfigurationError(message, code="not-in-this-form")
    document = badge.document or read_source(badge.token or "").document
    as_token = form == "jwt" or "proof" not in document
    signed = SignedBadge(document, badge.token if as_token else None)
    return deliver(signed, form, _picture(document, form) if form in CARRIERS else None)


def _picture(document: Mapping[str, Any], form: str) -> bytes:
    """Return the picture that the badge's achievement carries, or draw one."""
    achievement = Achievement.from_document(document["credentialSubject"]["achievement"])
    return _own_picture(achievement, form) or default_picture(
        form, achievement, Profile.from_document(document["issuer"])
    )


def _own_picture(achievement: Achievement, form: str) -> bytes | None:
    """Return the picture that the achievement carries, where it is of the form that is wanted."""
    uri = achievement.image.id if achievement.image is not None else ""
    head = f"data:{CARRIERS[form].media_type};base64,"
    return base64.b64decode(uri.removeprefix(head)) if uri.startswith(head) else None
