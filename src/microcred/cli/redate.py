"""`microcred redate`."""

from __future__ import annotations

import click

from microcred.application import Act, Workspace
from microcred.cli.issuing import list_signer_of
from microcred.cli.options import (
    act_options,
    json_option,
    opens_workspace,
    workspace_option,
)
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import passphrase_option
from microcred.cli.site import keep_site_current
from microcred.ledger.redating import Redating, redate
from microcred.timestamps import format_timestamp

_SHOWN = 20


@click.command(name="redate")
@passphrase_option
@act_options
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, act: Act, *, as_json: bool) -> None:
    """Go on after the clock was ahead.

    Where something is recorded with a later time than the clock has, every command that changes
    something refuses (clock-behind): mostly the clock is wrong now, and to be set right. If it is
    right now and was ahead then, this command says so. The status lists are signed again as of
    now, and other commands go on. Badges that were dated ahead count from their date on; they are
    listed, to be revoked and issued again.
    """
    database = workspace.database
    signer = list_signer_of(workspace)
    with database.writing() as connection:
        done = redate(connection, signer, act)
    site = keep_site_current(workspace)
    if as_json:
        print_json({"at": act.at, **_describe(done), **site.described})
    else:
        _tell(done, act)
        site.tell()
    site.end()


def _describe(done: Redating | None) -> dict[str, object]:
    if done is None:
        return {"latest": None, "lists": [], "badges": []}
    return {"latest": format_timestamp(done.latest), "lists": done.lists, "badges": done.badges}


def _tell(done: Redating | None, act: Act) -> None:
    if done is None:
        say(f"Nothing is dated later than {act.at}.")
        return
    say(
        f"The time is {act.at}, not {format_timestamp(done.latest)}; "
        f"{len(done.lists)} pairs of status lists were signed again"
    )
    for badge_id in done.badges[:_SHOWN]:
        note(f"  dated ahead: {badge_id}")
    if len(done.badges) > _SHOWN:
        note(f"  … and {len(done.badges) - _SHOWN} more; --json lists all")
    if done.badges:
        note(
            f"{len(done.badges)} badges count only from the day that they say: to have it "
            "otherwise, revoke them and issue them again."
        )
