"""What `microcred revoke`, `suspend` and `reinstate` have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from microcred.application import Workspace
from microcred.cli.choosing import choosing_options, chosen_badges, filtered
from microcred.cli.issuing import NO_WEB_ADDRESS, list_signer_of
from microcred.cli.options import (
    by_option,
    json_option,
    opens_workspace,
    reason_option,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import passphrase_option
from microcred.cli.site import SiteAfter, keep_site_current
from microcred.errors import NotFound
from microcred.ledger import ChangedStatuses, IssuedBadge, Selection, change_status, plan_change
from microcred.ledger.status_events import Action
from microcred.registry import Database

_SHOWN_IDS: Final = 20
_DONE: Final = {"revoke": "revoked", "suspend": "suspended", "reinstate": "reinstated"}


def status_command(action: Action, explained: str) -> click.Command:
    """Make the command for one action; `explained` is its help."""

    def run(
        workspace: Workspace,
        badge_ids: Sequence[str],
        files: Sequence[Path],
        run_id: str | None,
        achievement_id: str | None,
        key: str | None,
        reason: str,
        actor: str,
        *,
        dry_run: bool,
        as_json: bool,
    ) -> None:
        database = workspace.database
        within = filtered(database, run_id=run_id, achievement_id=achievement_id, key=key)
        meant = chosen_badges(database, within, badge_ids, files)
        if dry_run:
            _tell_plan(action, database, meant, as_json=as_json)
            return
        signer = list_signer_of(workspace)
        with database.writing() as connection:
            outcome = change_status(connection, signer, action, meant, actor=actor, reason=reason)
            _check_any(outcome.changed, outcome.unchanged)
        site = keep_site_current(workspace)
        _tell(action, meant, outcome, site, as_json=as_json)
        site.end()

    run.__doc__ = explained
    return click.command(name=action)(_with_options(run))


def _with_options(function: Callable[..., Any]) -> Callable[..., Any]:
    dry_option = click.option(
        "--dry-run", is_flag=True, help="Only say which badges it would be, and change nothing."
    )
    function = reports_errors(opens_workspace(function))
    for option in (json_option, workspace_option, dry_option, by_option, reason_option):
        function = option(function)
    return choosing_options(passphrase_option(function))


def _check_any(*badges: Sequence[IssuedBadge]) -> None:
    if not any(badges):
        raise NotFound("no badge fits; nothing was changed", code="no-such-badge")


def _tell_plan(action: Action, database: Database, meant: Selection, *, as_json: bool) -> None:
    with database.reading() as connection:
        changing, unchanged = plan_change(connection, action, meant)
    _check_any(changing, unchanged)
    if as_json:
        described = _described(meant, changing, unchanged)
        print_json({"action": action, "dry_run": True, **described})
        return
    say(f"{_count(changing)} would be {_DONE[action]}")
    _tell_ids(changing)
    _tell_without(meant, changing, unchanged)
    note("Nothing was changed.")


def _tell(
    action: Action, meant: Selection, outcome: ChangedStatuses, site: SiteAfter, *, as_json: bool
) -> None:
    without_status = [badge for badge in outcome.changed if badge.list_id is None]
    if as_json:
        described = _described(meant, outcome.changed, outcome.unchanged)
        unseen = [badge.id for badge in without_status]
        told = {"action": action, "at": outcome.at, **described, "without_status": unseen}
        print_json(told | site.described)
        return
    say(f"{_count(outcome.changed)} {_DONE[action]}")
    _tell_ids(outcome.changed)
    if outcome.unchanged:
        note(f"{_count(outcome.unchanged)} unchanged: so already, or revoked for good.")
    _tell_without(meant, outcome.changed, outcome.unchanged)
    if without_status:
        note(f"No verifier can know of {_count(without_status)}, issued without a status.")
        note(NO_WEB_ADDRESS)
    if outcome.lists:
        site.tell()


def _described(
    meant: Selection, changed: Sequence[IssuedBadge], unchanged: Sequence[IssuedBadge]
) -> dict[str, Any]:
    return {
        "changed": [badge.id for badge in changed],
        "unchanged": [{"id": badge.id, "state": badge.state} for badge in unchanged],
        "without_badge": _without_badge(meant, [*changed, *unchanged]),
    }


def _without_badge(meant: Selection, found: Sequence[IssuedBadge]) -> int:
    """Count who is on a roster and has no badge that fits: a slip in an address, perhaps."""
    return len((meant.recipients or frozenset()) - {badge.recipient for badge in found})


def _tell_without(meant: Selection, *found: Sequence[IssuedBadge]) -> None:
    count = _without_badge(meant, [badge for badges in found for badge in badges])
    if count:
        note(f"{count} on the roster {'has' if count == 1 else 'have'} no badge that fits.")


def _tell_ids(badges: Sequence[IssuedBadge]) -> None:
    for badge in badges[:_SHOWN_IDS]:
        say(f"  {badge.id}")
    if len(badges) > _SHOWN_IDS:
        say(f"  … and {len(badges) - _SHOWN_IDS} more; --json names all")


def _count(badges: Sequence[IssuedBadge]) -> str:
    return f"{len(badges)} badge{'' if len(badges) == 1 else 's'}"
