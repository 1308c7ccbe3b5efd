"""`microcred status`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from microcred.application import Workspace
from microcred.application.shapes.badges import badge_json
from microcred.cli.choosing import ids_in
from microcred.cli.options import (
    FILE,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import print_json, reports_errors, say
from microcred.errors import ConfigurationError, NotFound, excerpt
from microcred.ledger import IssuedBadge
from microcred.ledger.badges import find_badges
from microcred.ledger.status_events import StatusChange, status_events_of
from microcred.ledger.status_lists import PURPOSES, find_editions, find_pairs
from microcred.registry import Database


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
        raise ConfigurationError(message, code="nothing-chosen")
    badge_id = badge_id or ids_in(file or Path())[0]
    database = workspace.database
    with database.reading() as connection:
        badge = find_badges(connection, [badge_id]).get(badge_id)
        events = status_events_of(connection, badge_id)
    if badge is None:
        message = f"no badge of this workspace has the id {excerpt(badge_id)}"
        raise NotFound(message, code="no-such-badge")
    lists = _lists_of(database, badge)
    if as_json:
        history = [{name: getattr(event, name) for name in event.__slots__} for event in events]
        print_json({**badge_json(badge), "lists": lists, "history": history})
        return
    _tell(badge, lists, events)


def _lists_of(database: Database, badge: IssuedBadge) -> list[dict[str, Any]]:
    """Say where the badge's status is published, and until when what is published counts."""
    if badge.list_id is None:
        return []
    with database.reading() as connection:
        (pair,) = find_pairs(connection, [badge.list_id])
        editions = {item.purpose: item for item in find_editions(connection, [badge.list_id])}
    described = []
    for purpose in PURPOSES:
        edition = editions[purpose]
        suffix = ".jwt" if edition.document is None else ".json"
        described.append(
            {
                "purpose": purpose,
                "url": pair.url(purpose, suffix),
                "signed_at": edition.signed_at,
                "valid_until": edition.valid_until,
            }
        )
    return described


def _tell(badge: IssuedBadge, lists: list[dict[str, Any]], events: list[StatusChange]) -> None:
    say(f"{badge.state}  {badge.id}")
    say(f"  for {badge.achievement_id}")
    say(f"  issued {badge.issued_at}, signed with {badge.key_id}")
    if badge.without_results:
        say("  issued by hand, without what was reached")
    for found in lists:
        say(f"  {found['purpose']}: index {badge.status_index} of {found['url']}")
        say(f"    signed {found['signed_at']}, counts until {found['valid_until']}")
    if not lists:
        say("  issued without a status: no verifier can know what becomes of it")
    for event in events:
        why = f": {excerpt(event.reason, 300)[1:-1]}" if event.reason else ""
        say(f"  {event.at}  {event.action} by {excerpt(event.actor)[1:-1]}{why}")
