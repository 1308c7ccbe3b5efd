"""`microcred mint`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from microcred.application import Workspace
from microcred.application.awards import IssueOptions
from microcred.application.definitions import load_definition
from microcred.application.rosters import RosterOrder, mint
from microcred.application.shapes.issuing import minted_json
from microcred.application.site_after import keep_site_current
from microcred.authority import Principal
from microcred.cli.issue_options import (
    form_option,
    image_option,
    language_option,
    picture_in,
    public_option,
    status_option,
    suite_option,
    without_results_option,
)
from microcred.cli.options import (
    FILE,
    by_option,
    json_option,
    opens_workspace,
    plain_option,
    workspace_option,
)
from microcred.cli.outcome import (
    EXIT_REFUSED,
    advised,
    describe_fault,
    note,
    print_json,
    reports_errors,
    say,
)
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import end_with, site_members
from microcred.errors import MicrocredError
from microcred.findings import Fault
from microcred.minting import Minted, read_roster

_SHOWN_FAULTS = 20


@click.command(name="mint")
@click.argument("definition", type=FILE)
@click.argument("roster", type=FILE)
@click.option(
    "-o",
    "--output",
    type=FILE,
    default=Path("badges"),
    show_default=True,
    metavar="DIR",
    help="Folder for the badges.",
)
@form_option
@suite_option
@image_option
@language_option
@without_results_option
@plain_option
@public_option
@status_option
@click.option("--keep-going", is_flag=True, help="Leave out the rows that are wrong.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes sign; worth it from some thousand badges on.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Issue to everybody again, and replace the files that are there.",
)
@by_option
@passphrase_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    definition: Path,
    roster: Path,
    output: Path,
    form: str,
    suite: str | None,
    image: Path | None,
    language: str | None,
    actor: str,
    workers: int,
    *,
    without_results: bool,
    plain: bool,
    public: bool,
    with_status: bool,
    keep_going: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Issue a badge to everybody on a roster.

    DEFINITION is a YAML or JSON file that says what the badges are given for: a micro-credential
    or a stack ('format: microcred/1'), or an achievement as Open Badges describes it. ROSTER is a
    CSV, JSONL or Parquet file with a row for each badge. One column says who it is for: email,
    did or recipient. Others may be there: name (for the file's name only), evidence (URLs with
    spaces between them), valid_until (as 2030-12-31T23:59:59Z), and result:NAME with the level
    reached in the criterion NAME, or the value of the result NAME.

    All rows are checked first; if one is wrong nothing is issued, unless --keep-going leaves it
    out. After an interruption, the same command goes on where it was: nobody gets two badges.
    """
    awarded = load_definition(workspace, definition, language)
    rows, faults = read_roster(
        roster, awarded.achievement, hashed=not plain, without_results=without_results
    )
    _tell_faults(faults)
    if faults and not keep_going:
        _refuse(faults, as_json=as_json)
    order = RosterOrder(
        achievement=awarded.achievement,
        rows=rows,
        folder=output,
        options=IssueOptions(
            what="mint", form=form, suite=suite, public=public, with_status=with_status
        ),
        subject=awarded.subject,
        picture=picture_in(form, image, awarded),
        without_results=without_results,
        anew=force,
        workers=workers,
    )
    by = Principal.operator(actor)
    with _progress(len(rows)) as progress:
        minted = mint(workspace, order, by=by, passphrase=ask_passphrase, progress=progress)
    site = keep_site_current(workspace)
    if as_json:
        described = minted_json(minted, [describe_fault(fault) for fault in faults])
        print_json(described | site_members(site))
    else:
        _report(minted.badges, faults, output)
    end_with(site)
    if faults:
        sys.exit(EXIT_REFUSED)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Minted], None]]:
    """Draw a bar on standard error, if that is a terminal; say how to go on after a stop."""
    done = 0

    def count(_: Minted) -> None:
        nonlocal done
        done += 1
        advance(1)

    try:
        with _bar(total) as advance:
            yield count
    except KeyboardInterrupt:
        # Badges of the batch at hand may be there that were not counted yet.
        note("Stopped; the same command goes on from there.")
        raise
    except MicrocredError:
        if done:
            note(f"Stopped after {_count(done)}; the same command goes on from there.")
        raise


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    if not _is_terminal(sys.stderr):
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Minting", file=sys.stderr) as bar:
        yield bar.update


def _is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()


def _tell_faults(faults: Sequence[Fault]) -> None:
    for fault in map(advised, faults[:_SHOWN_FAULTS]):
        row, _, column = fault.pointer.removeprefix("/").partition("/")
        advice = f". {fault.advice}" if fault.advice else ""
        note(f"row {row}{', ' + column if column else ''}: {fault.message}{advice}")
    if len(faults) > _SHOWN_FAULTS:
        note(f"… and {len(faults) - _SHOWN_FAULTS} more")


def _refuse(faults: Sequence[Fault], *, as_json: bool) -> None:
    if as_json:
        print_json(minted_json(None, [describe_fault(fault) for fault in faults]))
    note("Nothing was issued. Mend the rows, or use --keep-going to leave them out.")
    sys.exit(EXIT_REFUSED)


def _report(done: Sequence[Minted], faults: Sequence[Fault], folder: Path) -> None:
    earlier = sum(badge.earlier for badge in done)
    left_out = len({fault.pointer.split("/")[1] for fault in faults})
    say(
        f"{_count(len(done))} in {folder}"
        + (f", {earlier} of them from an earlier run" if earlier else "")
        + (f"; {left_out} left out" if left_out else "")
    )


def _count(number: int) -> str:
    return f"{number} badge{'' if number == 1 else 's'}"
