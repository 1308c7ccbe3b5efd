"""`microcred mint`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from microcred.bulk import Row, mint_row, read_roster
from microcred.cli.options import (
    EXIT_REFUSED,
    ask_passphrase,
    describe_fault,
    force_option,
    form_option,
    image_option,
    json_option,
    note,
    opens_workspace,
    print_json,
    read_input,
    reports_errors,
    suite_option,
    workspace_option,
    write_output,
)
from microcred.errors import ConfigurationError, Fault, MicrocredError
from microcred.issuing import PICTURES, Issuer, default_picture, deliver, suite_for
from microcred.limits import MAX_IMAGE_BYTES
from microcred.models import Achievement
from microcred.registry import IssuedBadge
from microcred.workspace import Workspace


@click.command(name="mint")
@click.argument("definition", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("roster", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("badges"),
    show_default=True,
    help="Folder for the badges.",
)
@form_option
@suite_option
@image_option
@click.option("--keep-going", is_flag=True, help="Leave out the rows that are wrong.")
@force_option
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
    *,
    keep_going: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Issue a badge to everybody in ROSTER (CSV or JSONL).

    Columns: email, did or recipient; and, where wanted, name, evidence, valid_until and
    result:NAME. All rows are checked first; if one is wrong nothing is issued, unless
    --keep-going leaves it out.
    """
    achievement = Achievement.load(definition)
    rows, faults = read_roster(roster, achievement)
    for fault in faults:
        note(_describe_row_fault(fault))
    if faults and not keep_going:
        _refuse(faults, as_json=as_json)
    issuer = workspace.issuer(ask_passphrase, suite_for(form, suite))
    picture = None
    if form in PICTURES:
        picture = (
            read_input(image, MAX_IMAGE_BYTES)
            if image
            else default_picture(form, achievement, workspace.profile)
        )
    minted = []
    _make_folder(output)
    for row in rows:
        path = output / f"{row.file_stem}.{form}"
        record = _mint_one(issuer, achievement, row, form, picture, path, force=force)
        workspace.registry.record([record])
        minted.append({"row": row.number, "id": record.id, "file": str(path)})
    _report(minted, faults, output, as_json=as_json)


def _mint_one(
    issuer: Issuer,
    achievement: Achievement,
    row: Row,
    form: str,
    picture: bytes | None,
    path: Path,
    *,
    force: bool,
) -> IssuedBadge:
    try:
        signed = mint_row(issuer, achievement, row)
        write_output(path, deliver(signed, form, picture), force=force)
    except MicrocredError as error:
        note(f"row {row.number}: stopped here; the rows before it are done")
        raise error from None
    document = signed.document
    key_id = issuer.signer.key.key_id
    return IssuedBadge(document["id"], achievement.id, key_id, form, document["validFrom"])


def _describe_row_fault(fault: Fault) -> str:
    row, _, column = fault.pointer.removeprefix("/").partition("/")
    return f"row {row}{', ' + column if column else ''}: {fault.message}"


def _refuse(faults: list[Fault], *, as_json: bool) -> None:
    if as_json:
        print_json({"minted": [], "left_out": [describe_fault(fault) for fault in faults]})
    note("Nothing was issued. Mend the rows, or use --keep-going to leave them out.")
    sys.exit(EXIT_REFUSED)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path} cannot be made: {error.strerror}"
        raise ConfigurationError(message, code="cannot-write-file") from error


def _report(
    minted: list[dict[str, Any]], faults: list[Fault], output: Path, *, as_json: bool
) -> None:
    left_out = len({fault.pointer.split("/")[1] for fault in faults})
    if as_json:
        print_json({"minted": minted, "left_out": [describe_fault(fault) for fault in faults]})
    else:
        tail = f"; {left_out} left out" if left_out else ""
        click.echo(f"{len(minted)} badges are in {output}{tail}")
    if faults:
        sys.exit(EXIT_REFUSED)
