"""`microcred status`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.badges import BadgeHistory, show_badge
from microcred.application.shapes.badges import badge_history_json
from microcred.cli.choosing import ids_in, ids_of
from microcred.cli.options import FILE, json_option, opens_workspace, operator, workspace_option
from microcred.cli.outcome import print_json, reports_errors, say
from microcred.errors import ConfigurationError, excerpt


@click.command(name="status")
@click.argument("badge_id", required=False)
@click.option("--file", type=FILE, help="The badge's file, instead of its id.")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace, badge_id: str | None, file: Path | None, *, as_json: bool
) -> None:
    """Show what became of a badge.

    Tells its state, where its status is published, and who changed it, when and why.
    """
    if (badge_id is None) == (file is None):
        message = "name one badge, by its id or with --file"
        raise ConfigurationError(message, code="nothing-chosen", data={"expected": 1})
    (named, *_) = ids_in(file) if file is not None else ids_of(badge_id or "")
    history = show_badge(workspace, named, by=operator())
    if as_json:
        print_json(badge_history_json(history))
    else:
        _tell(history)


def _tell(history: BadgeHistory) -> None:
    badge = history.badge
    say(f"{badge.state}  {badge.id}")
    say(f"  for {badge.achievement_id}")
    say(f"  issued {badge.issued_at}, signed with {badge.key_id}")
    if badge.without_results:
        say("  issued by hand, without what was reached")
    for found in history.lists:
        say(f"  {found.purpose}: index {badge.status_index} of {found.url}")
        say(f"    signed {found.signed_at}, counts until {found.valid_until}")
    if not history.lists:
        say("  issued without a status: no verifier can know what becomes of it")
    for event in history.events:
        why = f": {excerpt(event.reason, 300)[1:-1]}" if event.reason else ""
        say(f"  {event.at}  {event.action} by {excerpt(event.actor)[1:-1]}{why}")
