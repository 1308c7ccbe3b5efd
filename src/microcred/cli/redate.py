"""`microcred redate`."""

from __future__ import annotations

import click

from microcred.application import Workspace
from microcred.application.shapes.badges import redated_json
from microcred.application.site_after import keep_site_current
from microcred.application.status_lists import Redated, redate
from microcred.authority import Principal
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

_SHOWN = 20


@click.command(name="redate")
@passphrase_option
@by_option
@reason_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, actor: str, reason: str, *, as_json: bool) -> None:
    """Go on after the clock was ahead.

    Where something is recorded with a later time than the clock has, every command that changes
    something refuses (clock-behind): mostly the clock is wrong now, and to be set right. If it is
    right now and was ahead then, this command says so. The status lists are signed again as of
    now, and other commands go on. Badges that were dated ahead count from their date on; they are
    listed, to be revoked and issued again.
    """
    by = Principal.operator(actor)
    done = redate(workspace, by=by, reason=reason, passphrase=ask_passphrase)
    site = keep_site_current(workspace)
    if as_json:
        print_json({**redated_json(done), **site_members(site)})
    else:
        _tell(done)
        tell_site(site)
    end_with(site)


def _tell(done: Redated) -> None:
    if done.latest is None:
        say(f"Nothing is dated later than {done.at}.")
        return
    say(
        f"The time is {done.at}, not {done.latest}; "
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
