"""`microcred program erase`."""

from __future__ import annotations

import click

from microcred.authority import Principal
from microcred.cli.options import reason_option
from microcred.cli.program.running import Told, flow_command
from microcred.errors import ConfigurationError
from microcred.program.flow import Programme

_COPIES = "Copies of the registry, backups and what 'export' wrote are yours to remove."


@flow_command("erase", publishes=True)
@click.argument("who", required=False)
@click.option("--yes", is_flag=True, help="Really do it: it cannot be undone.")
@click.option(
    "--outdated",
    is_flag=True,
    help="Instead of a person, what is older than the settings say; run it every day.",
)
@reason_option
def command(
    programme: Programme,
    who: str | None,
    reason: str,
    actor: Principal,
    *,
    yes: bool,
    outdated: bool,
) -> Told:
    """Erase who an educator is, what they wrote and handed in, and copies of their badges.

    WHO is an e-mail address, a DID or the id of an educator. The record keeps that somebody with a
    random id enrolled, was judged and passed. Their badges stay valid: they are theirs. 'microcred
    program export --person WHO' gives them everything first.
    """
    if outdated and who is None:
        kept = programme.retain(by=actor)
        counts = (
            f"{len(kept.withdrawn)} drafts withdrawn, evidence of {len(kept.emptied)} submissions"
        )
        return Told({"retention": kept}, [f"{counts} and {kept.files} files removed"])
    if who is None or outdated:
        message = "say whom to erase, or --outdated"
        raise ConfigurationError(message, code="invalid-option")
    if not yes:
        message = "erasing cannot be undone; say --yes to do it"
        raise ConfigurationError(message, code="not-confirmed")
    erasure = programme.erase_person(who, by=actor, reason=reason)
    pieces = "1 piece" if erasure.evidence == 1 else f"{erasure.evidence} pieces"
    line = f"{erasure.person_id}: the identity and {pieces} of evidence are erased"
    return Told({"erasure": erasure}, [line], [_COPIES])
