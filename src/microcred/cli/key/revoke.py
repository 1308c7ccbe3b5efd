"""`microcred key revoke`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from microcred.application import Act, KeyLife, Revocation, Secrets, Workspace
from microcred.application.shapes.keys import planned_revocation_json, revoked_key_json
from microcred.authority import Principal
from microcred.cli.asking import ask_whether, yes_option
from microcred.cli.key.telling import finish
from microcred.cli.moments import Moment
from microcred.cli.options import (
    act_options,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option, replacing_passphrase
from microcred.cli.words import program, shell_words

_SHOWN_BADGES = 20


@click.command(name="revoke")
@click.argument("name")
@click.option(
    "--from",
    "moment",
    type=Moment(),
    metavar="DAY",
    help="Since when it may have been in other hands, as 2026-01-31, or a moment with a time zone; "
    "by default since it began to sign.",
)
@click.option(
    "--dry-run", is_flag=True, help="Only say which badges it would be, and change nothing."
)
@yes_option
@encrypt_option
@passphrase_option
@act_options
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    act: Act,
    name: str,
    moment: str | None,
    *,
    dry_run: bool,
    yes: bool,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Say that a key may have been in other hands.

    What it signed from that time on is no longer valid, and whoever has the key can date a badge
    back. So the badges that it signed are listed, to be signed again with the key of today. If
    the key is the one that signs, a fresh one takes its place. This is final: --dry-run first says
    which badges it would be.
    """
    if dry_run:
        life = KeyLife(workspace, act, by=Principal.operator(act.actor))
        _tell_plan(life, life.plan_revocation(name, moment), as_json=as_json)
        return
    secrets = Secrets(ask_passphrase, replacing_passphrase(encrypt=encrypt))
    life = KeyLife(workspace, act, secrets, by=Principal.operator(act.actor))
    _ask(life.plan_revocation(name, moment), yes=yes)
    revocation = life.revoke(name, moment)
    described: Mapping[str, Any] = {}
    if as_json:
        described = revoked_key_json(revocation, life.badges_of(revocation.key))
    finish(workspace, described, lambda: _tell(revocation), as_json=as_json)


def _ask(planned: Revocation, *, yes: bool) -> None:
    affected = planned.affected
    ask_whether(
        f"{affected} badge{'' if affected == 1 else 's'} of {planned.key.name} would be valid no "
        "more, for good. Revoke the key?",
        yes=yes,
    )


def _tell_plan(life: KeyLife, planned: Revocation, *, as_json: bool) -> None:
    if as_json:
        print_json(planned_revocation_json(planned, life.badges_of(planned.key)))
        return
    _tell_badges(planned, "would be")
    if planned.replaces:
        note("It is the key that signs: a fresh one would take its place.")
    note("Nothing was changed.")


def _tell(revocation: Revocation) -> None:
    key = revocation.key
    _tell_badges(revocation, "is")
    if revocation.replaced_by is not None:
        note(f"{revocation.replaced_by.name} signs from now on.")
    if revocation.count:
        again = shell_words(program(), "resign", "--key", key.name)
        note(f"To sign its badges again with the key of today: {again}")


def _tell_badges(revocation: Revocation, verb: str) -> None:
    key, count = revocation.key, revocation.count
    say(
        f"{key.name} {verb} revoked from {key.revoked_from} on; it signed "
        f"{count} badge{'' if count == 1 else 's'}, {revocation.affected} of them since"
    )
    for badge in revocation.badges[:_SHOWN_BADGES]:
        say(f"  {badge.issued_at}  {badge.id}")
    if count > _SHOWN_BADGES:
        say(f"  … and {count - _SHOWN_BADGES} more; --json lists all")
