"""`microcred verify`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from microcred.cli.options import (
    EXIT_REFUSED,
    EXIT_UNDETERMINED,
    json_option,
    print_json,
    read_input,
    reports_errors,
)
from microcred.cli.telling import tell_report
from microcred.errors import ConfigurationError, InvalidTimestamp
from microcred.limits import MAX_IMAGE_BYTES
from microcred.timestamps import fixed_clock, parse_timestamp, system_clock
from microcred.verifying import Policy, Verifier


@click.command(name="verify")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--recipient", help="Who the badge must be for: an e-mail address, a DID or a URL.")
@click.option(
    "--trust",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File of trusted issuer ids, one a line.",
)
@click.option("--offline", is_flag=True, help="Ask nothing of the network.")
@click.option("--at", metavar="TIME", help="Check as of this moment, as 2026-01-31T12:00:00Z.")
@click.option("--all", "show_all", is_flag=True, help="Show the checks that passed, too.")
@json_option
@reports_errors
def command(
    sources: tuple[str, ...],
    recipient: str | None,
    trust: Path | None,
    at: str | None,
    *,
    offline: bool,  # noqa: ARG001 - nothing is asked of the network yet
    show_all: bool,
    as_json: bool,
) -> None:
    """Check badges: JSON, JWT, PNG or SVG files, or - for standard input.

    Exit code 0: all valid; 1: one is invalid; 3: none is invalid, but one check of one badge
    could not be completed.
    """
    policy = Policy(recipient=recipient, trusted_issuers=_read_trust(trust))
    verifier = Verifier(policy, clock=_clock(at))
    reports = [
        (source, verifier.verify(read_input(Path(source), MAX_IMAGE_BYTES))) for source in sources
    ]
    if as_json:
        print_json({"reports": [{"name": name, **report.to_dict()} for name, report in reports]})
    else:
        click.echo(
            "\n\n".join(tell_report(name, report, show_all=show_all) for name, report in reports)
        )
    verdicts = {report.verdict for _, report in reports}
    if "invalid" in verdicts:
        sys.exit(EXIT_REFUSED)
    if "undetermined" in verdicts:
        sys.exit(EXIT_UNDETERMINED)


def _clock(at: str | None):  # type: ignore[no-untyped-def]
    if at is None:
        return system_clock
    try:
        return fixed_clock(parse_timestamp(at))
    except InvalidTimestamp as error:
        raise ConfigurationError(f"--at: {error.message}", code=error.code) from error


def _read_trust(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read", code="unreadable-file") from error
    stripped = (line.partition("#")[0].strip() if line.startswith("#") else line.strip()
                for line in lines)  # fmt: skip
    return frozenset(line for line in stripped if line)
