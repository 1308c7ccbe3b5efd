"""`microcred mint`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import click

from microcred.application import Workspace
from microcred.cli.awarding import (
    form_option,
    image_option,
    language_option,
    load_definition,
    picture_for,
    suite_option,
)
from microcred.cli.issuing import public_option, status_option, terms_of, without_results_option
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
    describe_fault,
    note,
    print_json,
    reports_errors,
    say,
)
from microcred.cli.passphrase import passphrase_option
from microcred.cli.site import keep_site_current
from microcred.errors import Fault, MicrocredError
from microcred.ledger import results_missing
from microcred.minting import Minted, Minting, Row, SigningProcesses, read_roster
from microcred.models import Achievement

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
    awarded = load_definition(definition, language, workspace)
    achievement = awarded.achievement
    rows, faults = read_roster(roster, achievement, hashed=not plain)
    if not without_results:
        rows, faults = _with_results(achievement, rows, faults)
    _tell_faults(faults)
    if faults and not keep_going:
        _refuse(faults, as_json=as_json)
    picture = picture_for(form, image, awarded, workspace)
    terms = terms_of(
        workspace,
        "mint",
        form=form,
        suite=suite,
        actor=actor,
        public=public,
        with_status=with_status,
    )
    done: list[Minted] = []
    with ExitStack() as stack:
        # Forked before the registry is opened, which they must not share.
        processes = stack.enter_context(SigningProcesses(terms, workers)) if workers > 1 else None
        database = workspace.database
        minting = Minting(
            database,
            terms,
            achievement,
            output,
            picture,
            awarded.subject,
            processes,
            without_results=without_results,
        )
        stack.enter_context(_says_how_to_go_on(done))
        for badge in stack.enter_context(_progress(minting.run(rows, anew=force), len(rows))):
            done.append(badge)  # noqa: PERF402 - what is done is known when it stops
    site = keep_site_current(workspace)
    if as_json:
        print_json(_result(done, faults) | {"run": terms.run.id} | site.described)
    else:
        _report(done, faults, output)
    site.end()
    if faults:
        sys.exit(EXIT_REFUSED)


@contextmanager
def _progress(badges: Iterable[Minted], total: int) -> Iterator[Iterable[Minted]]:
    """Draw a bar on standard error, if that is a terminal."""
    if not _is_terminal(sys.stderr):
        yield badges
        return
    with click.progressbar(badges, length=total, label="Minting", file=sys.stderr) as bar:
        yield bar


def _is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()


@contextmanager
def _says_how_to_go_on(done: Sequence[Minted]) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        # Badges of the batch at hand may be there that were not counted yet.
        note("Stopped; the same command goes on from there.")
        raise
    except MicrocredError:
        if done:
            note(f"Stopped after {_count(len(done))}; the same command goes on from there.")
        raise


def _tell_faults(faults: Sequence[Fault]) -> None:
    for fault in faults[:_SHOWN_FAULTS]:
        row, _, column = fault.pointer.removeprefix("/").partition("/")
        note(f"row {row}{', ' + column if column else ''}: {fault.message}")
    if len(faults) > _SHOWN_FAULTS:
        note(f"… and {len(faults) - _SHOWN_FAULTS} more")


def _with_results(
    achievement: Achievement, rows: Sequence[Row], faults: Sequence[Fault]
) -> tuple[list[Row], list[Fault]]:
    """Return the rows that say what was reached, and a fault more for each that does not."""
    missing = {row.number: results_missing(achievement, row.results) for row in rows}
    lacking = [
        Fault(
            f"/{number}",
            "results-missing",
            f"says not what was reached in: {', '.join(names)}; give the columns result:NAME, or "
            "--without-results, which the badges' records say",
        )
        for number, names in missing.items()
        if names
    ]
    kept = [row for row in rows if not missing[row.number]]
    return kept, sorted([*faults, *lacking], key=_row_of)


def _row_of(fault: Fault) -> int:
    return int(fault.pointer.split("/")[1])


def _refuse(faults: Sequence[Fault], *, as_json: bool) -> None:
    if as_json:
        print_json(_result([], faults))
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


def _result(done: Sequence[Minted], faults: Sequence[Fault]) -> dict[str, Any]:
    return {
        "badges": [
            {"row": badge.row, "id": badge.id, "file": str(badge.path), "earlier": badge.earlier}
            for badge in done
        ],
        "left_out": [describe_fault(fault) for fault in faults],
    }


def _count(number: int) -> str:
    return f"{number} badge{'' if number == 1 else 's'}"
