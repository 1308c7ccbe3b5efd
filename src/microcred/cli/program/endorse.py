"""`microcred program endorse`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.authority import Principal
from microcred.cli.options import FILE, reason_option
from microcred.cli.program.running import Told, flow_command
from microcred.cli.streams import read_input
from microcred.fetch import HttpFetcher
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.program.flow import Programme, sign_endorsement
from microcred.strict_json import parse_json_object
from microcred.verifying import Verifier


@flow_command("endorse", signs=True, publishes=True)
@click.argument("what", metavar="ID|FILE")
@click.option("--comment", help="Sign an endorsement of ID with these words; Markdown.")
@click.option(
    "--withdraw",
    is_flag=True,
    help="Show the endorsement ID no more; later badges do not carry it.",
)
@reason_option
def command(
    programme: Programme,
    what: str,
    comment: str | None,
    reason: str,
    actor: Principal,
    *,
    withdraw: bool,
) -> Told:
    """Endorse something of another issuer, or take in what somebody says of yours.

    With --comment this workspace's issuer endorses a micro-credential, an issuer or a badge by its
    ID, and the signed endorsement is printed. With the FILE of such an endorsement it is verified
    and kept: the page of what it is about shows it, and badges issued from then on carry it.
    """
    if withdraw:
        gone = programme.withdraw_endorsement(what, by=actor, reason=reason)
        return Told({"endorsement": gone}, [f"{gone.id}: withdrawn"])
    if comment is not None:
        with programme.desk.database.reading() as connection:
            issuer = programme.desk.need_issuer(connection)
        signed = sign_endorsement(issuer, what, comment)
        return Told(signed.document, [signed.json(indent=2)])
    path = FILE.convert(what, None, None)
    document = parse_json_object(read_input(Path(str(path)), MAX_DOCUMENT_BYTES))
    verifier = Verifier(fetcher=HttpFetcher())
    kept = programme.add_endorsement(document, verifier=verifier, by=actor)
    return Told({"endorsement": kept}, [f"{kept.id}: {kept.endorser} endorses {kept.about}"])
