"""`microcred key revoke`."""

from __future__ import annotations

from typing import Any

import click

from microcred.cli.key.telling import describe_key, finish
from microcred.cli.options import (
    act_options,
    encrypt_option,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option, replacing_passphrase
from microcred.cli.words import program, shell_words
from microcred.registry import SignedWith
from microcred.workspace import Act, KeyLife, Revocation, Secrets, Workspace

_SHOWN_BADGES = 20


@click.command(name="revoke")
@click.argument("name")
@click.option(
    "--from",
    "moment",
    metavar="TIME",
    help="Since when it may have been in other hands, as 2026-01-31T12:00:00Z; by default since "
    "it began to sign.",
)
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
    encrypt: bool,
    as_json: bool,
) -> None:
    """Say that a key may have been in other hands.

    What it signed from that time on is no longer valid, and whoever has the key can date a badge
    back. So the badges that it signed are listed, to be signed again with the key of today. If
    the key is the one that signs, a fresh one takes its place.
    """
    secrets = Secrets(ask_passphrase, replacing_passphrase(encrypt=encrypt))
    revocation = KeyLife(workspace, act, secrets).revoke(name, moment)
    finish(workspace, _describe(revocation), lambda: _tell(revocation), as_json=as_json)


def _describe(revocation: Revocation) -> dict[str, Any]:
    replaced = revocation.replaced_by
    badges = [
        {
            "id": badge.id,
            "achievement": badge.achievement_id,
            "issued_at": badge.issued_at,
            "affected": _is_affected(revocation, badge),
            "kept": badge.kept,
        }
        for badge in revocation.badges
    ]
    return {
        "key": describe_key(revocation.key),
        **({} if replaced is None else {"replaced_by": describe_key(replaced)}),
        "count": len(badges),
        "badges": badges,
    }


def _is_affected(revocation: Revocation, badge: SignedWith) -> bool:
    """Tell whether a verifier takes a badge no more."""
    return badge.signed_at >= (revocation.key.revoked_from or "")


def _tell(revocation: Revocation) -> None:
    key, badges = revocation.key, revocation.badges
    affected = sum(_is_affected(revocation, badge) for badge in badges)
    say(
        f"{key.name} is revoked from {key.revoked_from} on; it signed "
        f"{len(badges)} badge{'' if len(badges) == 1 else 's'}, {affected} of them since"
    )
    for badge in badges[:_SHOWN_BADGES]:
        say(f"  {badge.issued_at}  {badge.id}")
    if len(badges) > _SHOWN_BADGES:
        say(f"  … and {len(badges) - _SHOWN_BADGES} more; --json lists all")
    if revocation.replaced_by is not None:
        note(f"{revocation.replaced_by.name} signs from now on.")
    if badges:
        again = shell_words(program(), "resign", "--key", key.name)
        note(f"To sign its badges again with the key of today: {again}")
