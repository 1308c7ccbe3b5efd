"""What `microcred revoke`, `suspend` and `reinstate` have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from microcred.application import Workspace
from microcred.application.badges import StatusOutcome, change_status, plan_status_change
from microcred.application.shapes.badges import status_outcome_json
from microcred.application.site_after import keep_site_current
from microcred.authority import Principal
from microcred.cli.asking import ask_whether, yes_option
from microcred.cli.choosing import choice_of, choosing_options
from microcred.cli.options import (
    by_option,
    json_option,
    opens_workspace,
    reason_option,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import end_with, site_members, tell_site
from microcred.ledger import IssuedBadge
from microcred.ledger.status_events import Action

_SHOWN_IDS: Final = 20
_DONE: Final = {"revoke": "revoked", "suspend": "suspended", "reinstate": "reinstated"}
_NO_WEB_ADDRESS: Final = (
    "Without a web address nothing says whether a badge was revoked: verifiers look that up in "
    "lists on the web. Set url under [site] to the address of your web space, or begin a workspace "
    "with --did web:HOST; badges issued from then on can be revoked."
)


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
        yes: bool = False,
    ) -> None:
        chosen = choice_of(badge_ids, files, run_id=run_id, achievement_id=achievement_id, key=key)
        by = Principal.operator(actor)
        if dry_run:
            _tell_plan(plan_status_change(workspace, action, chosen, by=by), as_json=as_json)
            return
        if action == "revoke":
            _ask(plan_status_change(workspace, action, chosen, by=by), yes=yes)
        outcome = change_status(
            workspace, action, chosen, by=by, reason=reason, passphrase=ask_passphrase
        )
        site = keep_site_current(workspace)
        if as_json:
            print_json({**status_outcome_json(outcome), **site_members(site)})
        else:
            _tell(outcome)
            if len(outcome.unseen) < len(outcome.changed):
                tell_site(site)
        end_with(site)

    run.__doc__ = explained
    asked = yes_option(_with_options(run)) if action == "revoke" else _with_options(run)
    return click.command(name=action)(asked)


def _with_options(function: Callable[..., Any]) -> Callable[..., Any]:
    dry_option = click.option(
        "--dry-run", is_flag=True, help="Only say which badges it would be, and change nothing."
    )
    function = reports_errors(opens_workspace(function))
    for option in (json_option, workspace_option, dry_option, by_option, reason_option):
        function = option(function)
    return choosing_options(passphrase_option(function))


def _ask(plan: StatusOutcome, *, yes: bool) -> None:
    if plan.changed:
        ask_whether(f"{_count(plan.changed)} would be revoked, for good. Go on?", yes=yes)


def _tell_plan(plan: StatusOutcome, *, as_json: bool) -> None:
    if as_json:
        print_json(status_outcome_json(plan))
        return
    say(f"{_count(plan.changed)} would be {_DONE[plan.action]}")
    _tell_ids(plan.changed)
    _tell_without(plan.without_badge)
    note("Nothing was changed.")


def _tell(outcome: StatusOutcome) -> None:
    say(f"{_count(outcome.changed)} {_DONE[outcome.action]}")
    _tell_ids(outcome.changed)
    if outcome.unchanged:
        note(f"{_count(outcome.unchanged)} unchanged: so already, or revoked for good.")
    _tell_without(outcome.without_badge)
    if outcome.unseen:
        note(f"No verifier can know of {_count(outcome.unseen)}, issued without a status.")
        note(_NO_WEB_ADDRESS)


def _tell_without(count: int) -> None:
    if count:
        note(f"{count} on the roster {'has' if count == 1 else 'have'} no badge that fits.")


def _tell_ids(badges: Sequence[IssuedBadge]) -> None:
    for badge in badges[:_SHOWN_IDS]:
        say(f"  {badge.id}")
    if len(badges) > _SHOWN_IDS:
        say(f"  … and {len(badges) - _SHOWN_IDS} more; --json names all")


def _count(badges: Sequence[IssuedBadge]) -> str:
    return f"{len(badges)} badge{'' if len(badges) == 1 else 's'}"
