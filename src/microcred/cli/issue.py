"""`microcred issue`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.cli.options import (
    ask_passphrase,
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
from microcred.errors import ConfigurationError
from microcred.issuing import PICTURES, Recipient, default_picture, deliver, result_for, suite_for
from microcred.limits import MAX_IMAGE_BYTES
from microcred.models import Achievement, Evidence, Result
from microcred.registry import IssuedBadge
from microcred.workspace import Workspace


@click.command(name="issue")
@click.argument("definition", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--to", required=True, help="The recipient: an e-mail address, a DID or a URL.")
@form_option
@suite_option
@image_option
@click.option("--evidence", multiple=True, metavar="URL", help="What the badge rests on.")
@click.option(
    "--result",
    "reached",
    multiple=True,
    metavar="NAME=LEVEL",
    help="Level or value reached in one of the definition's result descriptions.",
)
@click.option("--until", metavar="TIME", help="When the badge expires.")
@click.option("--plain", is_flag=True, help="Write the e-mail address in clear, not as a hash.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@force_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    definition: Path,
    to: str,
    form: str,
    suite: str | None,
    image: Path | None,
    evidence: tuple[str, ...],
    reached: tuple[str, ...],
    until: str | None,
    output: Path | None,
    *,
    plain: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Issue one badge for the achievement in DEFINITION (YAML or JSON).

    Without -o the badge goes to standard output; a picture goes to badge.png or badge.svg.
    """
    achievement = Achievement.load(definition)
    recipient = Recipient.parse(to, hashed=not plain)
    results = [_read_result(achievement, text) for text in reached]
    issuer = workspace.issuer(ask_passphrase, suite_for(form, suite))
    badge = issuer.award(
        achievement,
        recipient,
        evidence=[Evidence(id=url) for url in evidence],
        results=results,
        valid_until=until,
    )
    picture = None
    if form in PICTURES:
        picture = (
            read_input(image, MAX_IMAGE_BYTES)
            if image
            else default_picture(form, achievement, workspace.profile)
        )
        output = output or Path(f"badge.{form}")
    data = deliver(issuer.sign(badge), form, picture)
    if output is not None:
        write_output(output, data, force=force)
    workspace.registry.record(
        [IssuedBadge(badge.id, achievement.id, issuer.signer.key.key_id, form, badge.valid_from)]
    )
    if as_json:
        where = {"file": str(output)} if output else {"badge": data.decode()}
        print_json({"id": badge.id, "format": form, **where})
    elif output is None:
        click.echo(data.decode().rstrip("\n"))
    else:
        note(f"{badge.id} is in {output}")


def _read_result(achievement: Achievement, text: str) -> Result:
    name, separator, value = text.partition("=")
    if not separator:
        message = f"--result is NAME=LEVEL, not {text!r}"
        raise ConfigurationError(message, code="invalid-option")
    return result_for(achievement, name.strip(), value.strip())
