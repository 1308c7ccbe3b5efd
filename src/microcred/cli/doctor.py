"""`microcred doctor`."""

from __future__ import annotations

import sys

import click

from microcred.application import Workspace
from microcred.application.doctor import Checkup, Note, examine
from microcred.application.shapes.doctor import checkup_json
from microcred.authority import Principal
from microcred.cli.advice import advice_on
from microcred.cli.options import actor_name, json_option, opens_workspace, workspace_option
from microcred.cli.outcome import (
    EXIT_REFUSED,
    describe_fault,
    note,
    print_json,
    reports_errors,
    say,
    tell_faults,
)


@click.command(name="doctor")
@click.option("--thorough", is_flag=True, help="Look at every badge and file, however many.")
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(workspace: Workspace, *, thorough: bool, as_json: bool) -> None:
    """Check that everything in a workspace is sound.

    Settings, keys, registry, status lists, badges, the site and the programme are checked, each
    for itself and against the others; what is wrong is told with what to do about it. Nothing is
    changed, no passphrase is asked for, and nobody is asked over the network.
    """
    checkup = examine(workspace, by=Principal.operator(actor_name()), thorough=thorough)
    if as_json:
        faults = [describe_fault(each) for found in checkup.faults.values() for each in found]
        print_json(checkup_json(checkup, faults, [_worded(each) for each in checkup.notes]))
    else:
        _tell(checkup)
    if not checkup.is_sound:
        sys.exit(EXIT_REFUSED)


def _tell(checkup: Checkup) -> None:
    for subject, faults in checkup.faults.items():
        say(f"{subject}: {len(faults) or 'nothing'} wrong")
        if faults:
            say(tell_faults(faults))
    for each in checkup.notes:
        note(_worded(each))


def _worded(noted: Note) -> str:
    """Return a note as a sentence, with what to do about it in commands."""
    advice = advice_on(noted.code, {})
    return f"{noted.message}; {advice}" if advice else f"{noted.message}."
