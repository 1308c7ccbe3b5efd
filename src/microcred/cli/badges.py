"""`microcred badges`."""

from __future__ import annotations

from dataclasses import replace

import click

from microcred.application import Workspace
from microcred.application.shapes.badges import badges_json
from microcred.cli.choosing import filtered
from microcred.cli.options import json_option, opens_workspace, workspace_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.errors import NotFound, excerpt
from microcred.ledger import IssuedBadge
from microcred.ledger.achievements import names_of
from microcred.ledger.badges import State, find_badges, page_of_badges
from microcred.ledger.recipients import recipient_hash
from microcred.timestamps import parse_timestamp, system_clock


@click.command(name="badges")
@click.option("--achievement", "achievement_id", metavar="ID", help="Only of this achievement.")
@click.option("--run", "run_id", metavar="RUN", help="Only of this run.")
@click.option("--key", metavar="NAME", help="Only those that this key signed.")
@click.option("--recipient", help="Only of this e-mail address, DID or URL.")
@click.option(
    "--state",
    type=click.Choice(["active", "suspended", "revoked"]),
    help="Only those of which this became.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=100, show_default=True, help="How many at most."
)
@click.option("--after", metavar="BADGE_ID", help="Go on after this badge.")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    achievement_id: str | None,
    run_id: str | None,
    key: str | None,
    recipient: str | None,
    state: State | None,
    limit: int,
    after: str | None,
    *,
    as_json: bool,
) -> None:
    """List the badges that were issued, the oldest first.

    Each line has the moment of issuing, the state, the achievement's name and the badge's id; who
    it was given to is in none.
    """
    database = workspace.database
    meant = filtered(database, run_id=run_id, achievement_id=achievement_id, key=key, state=state)
    with database.reading() as connection:
        if recipient is not None:
            hashed = recipient_hash(connection).of(recipient)
            meant = replace(meant, recipients=frozenset({hashed}))
        start = None
        if after is not None:
            start = find_badges(connection, [after]).get(after)
            if start is None:
                message = f"no badge of this workspace has the id {excerpt(after)}"
                raise NotFound(message, code="no-such-badge")
        found = page_of_badges(connection, meant, after=start, limit=limit + 1)
        names = names_of(connection, [badge.achievement_id for badge in found])
    badges, more = found[:limit], len(found) > limit
    if as_json:
        following = badges[-1].id if more else None
        print_json(badges_json(badges, names, following))
        return
    for badge in badges:
        name = names.get(badge.achievement_id) or badge.achievement_id
        say(f"{badge.issued_at}  {_state(badge):9}  {name}  {badge.id}")
    if more:
        note(f"There are more: --after {badges[-1].id}")


def _state(badge: IssuedBadge) -> str:
    """Return the state as people see it: a badge that has expired counts no more."""
    until = badge.valid_until
    expired = until is not None and parse_timestamp(until) <= system_clock()
    return "expired" if expired and badge.state == "active" else badge.state
