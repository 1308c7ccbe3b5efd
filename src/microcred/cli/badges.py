"""`microcred badges`."""

from __future__ import annotations

import click

from microcred.application import Workspace
from microcred.application.badges import BadgePage, list_badges
from microcred.application.choosing import BadgeChoice
from microcred.application.shapes.badges import badges_json
from microcred.cli.options import json_option, opens_workspace, operator, workspace_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.ledger import IssuedBadge
from microcred.ledger.badges import State
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
    chosen = BadgeChoice(
        recipients=frozenset() if recipient is None else frozenset({recipient}),
        achievement_id=achievement_id,
        run_id=run_id,
        key=key,
        state=state,
    )
    page = list_badges(workspace, chosen, by=operator(), limit=limit, after=after)
    if as_json:
        print_json(badges_json(page))
    else:
        _tell(page)


def _tell(page: BadgePage) -> None:
    for badge in page.badges:
        name = page.names.get(badge.achievement_id) or badge.achievement_id
        say(f"{badge.issued_at}  {_state(badge):9}  {name}  {badge.id}")
    if page.following is not None:
        note(f"There are more: --after {page.following}")


def _state(badge: IssuedBadge) -> str:
    """Return the state as people see it: a badge that has expired counts no more."""
    until = badge.valid_until
    expired = until is not None and parse_timestamp(until) <= system_clock()
    return "expired" if expired and badge.state == "active" else badge.state
