"""`microcred program record`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.authority import Principal
from microcred.cli.options import FILE, force_option
from microcred.cli.program.next_steps import check_note
from microcred.cli.program.running import Told, flow_command
from microcred.cli.streams import check_output, write_output
from microcred.program.flow import Programme


@flow_command("record", signs=True)
@click.argument("who")
@click.option(
    "-o",
    "--output",
    type=FILE,
    default="record.json",
    show_default=True,
    help="The record's file.",
)
@force_option
def command(programme: Programme, who: str, output: Path, actor: Principal, *, force: bool) -> Told:
    """Write all badges of an educator as one signed learner record (CLR 2.0).

    WHO is an e-mail address, a DID or the id of an educator. The badges are in it as they were
    signed; those that were revoked are left out.
    """
    check_output(output, force=force)
    record = programme.record(who, by=actor)
    write_output(output, record.json(indent=2).encode(), force=force, private=True)
    count = len(record.document["credentialSubject"]["verifiableCredential"])
    document = {"file": str(output), "badges": count}
    return Told(document, [str(output)], [check_note(output)])
