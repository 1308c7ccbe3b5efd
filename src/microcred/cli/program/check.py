"""`microcred program check`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microcred.application.shapes.catalogue import checked_json
from microcred.cli.options import json_option
from microcred.cli.outcome import (
    EXIT_REFUSED,
    describe_fault,
    print_json,
    reports_errors,
    say_styled,
    tell_fault_in,
)
from microcred.cli.program.opening import workspace_around
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.words import harmless, styled
from microcred.errors import ConfigurationError
from microcred.findings import Fault
from microcred.program.checking import ProgramReport, check_program
from microcred.program.folder import Program, read_program

if TYPE_CHECKING:
    from microcred.application.shapes.errors import FileFaultJson


@click.command(name="check")
@folder_options
@click.option("--quiet", is_flag=True, help="Leave the advice out.")
@json_option
@reports_errors
@opens_program
def command(folder: Path, *, quiet: bool, as_json: bool) -> None:
    """Check every micro-credential of the programme.

    Each file by itself, with the line and column of what is wrong; the links between files; the
    standards that they name; their pictures. Advice says what good micro-credentials state and
    this one does not; it is no fault. The exit code is 1 if there is a fault, else 0.
    """
    program = read_program(folder)
    report = check_program(program, _own_addresses(folder))
    if as_json:
        print_json(checked_json(program, report, _worded(report.faults), _worded(report.advice)))
    else:
        for line in _tell(program, report, quiet=quiet):
            say_styled(line)
    if report.faults:
        sys.exit(EXIT_REFUSED)


def _own_addresses(folder: Path) -> list[str]:
    """Return the addresses of the issuer whose workspace is around; none without one."""
    try:
        workspace = workspace_around(folder)
    except ConfigurationError as error:
        if error.code != "no-workspace":
            raise
        return []
    profile = workspace.profile
    return [str(each) for each in (profile.id, profile.url, workspace.site_url) if each]


def _tell(program: Program, report: ProgramReport, *, quiet: bool) -> Iterator[str]:
    for each in report.faults:
        yield styled(tell_fault_in(program.folder / each.file, each), fg="red")
    advice = [] if quiet else report.advice
    for each in advice:
        yield harmless(tell_fault_in(program.folder / each.file, each, "advice: "))
    counts = [
        _count(len(program.files), "definition"),
        _count(len(report.faults), "fault"),
        _count(len(report.advice), "piece of advice", "pieces of advice"),
    ]
    yield ", ".join(counts)
    if not quiet:
        for file, readiness in report.readiness.items():
            stated = f"{readiness.stated} of {readiness.expected} expected elements"
            yield f"  {harmless(file)} states {stated}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _worded(found: Iterable[Fault]) -> list[FileFaultJson]:
    return [{"file": each.file, **describe_fault(each)} for each in found]
