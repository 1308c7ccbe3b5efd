"""`microcred issue`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.awards import HandedOver, IssueOptions, issue_and_hand_over
from microcred.application.definitions import load_definition
from microcred.application.shapes.issuing import IssuedJson, issued_json
from microcred.application.site_after import keep_site_current, page_of
from microcred.authority import Principal
from microcred.carriers import CARRIERS, carriers_in_words
from microcred.cli.issue_options import (
    form_of,
    image_option,
    language_option,
    picture_in,
    public_option,
    status_option,
    suite_option,
    without_results_option,
)
from microcred.cli.moments import Moment
from microcred.cli.options import (
    FILE,
    by_option,
    force_option,
    json_option,
    opens_workspace,
    plain_option,
    workspace_option,
)
from microcred.cli.outcome import give, note, print_json, reports_errors
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import end_with, site_members
from microcred.cli.streams import STANDARD, check_output, write_output
from microcred.errors import (
    ConfigurationError,
    InvalidDocument,
    MalformedInput,
    excerpt,
)
from microcred.issuing import FORMATS, Recipient, evidence_at, result_for
from microcred.ledger import Award, Issued, results_missing
from microcred.models import Achievement, Evidence, Result


@click.command(name="issue")
@click.argument("definition", type=FILE)
@click.option("--to", required=True, help="The recipient: an e-mail address, a DID or a URL.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=(
        f"A JSON or JWT file, or a {carriers_in_words()} picture with the badge in it; by default "
        "what the ending of --output says, else JSON."
    ),
)
@suite_option
@image_option
@language_option
@click.option(
    "--evidence", multiple=True, metavar="URL", help="What the badge rests on; may be repeated."
)
@click.option(
    "--result",
    "reached",
    multiple=True,
    metavar="NAME=LEVEL",
    help="Level reached in a criterion of the rubric, or value of a result; may be repeated.",
)
@click.option(
    "--until",
    type=Moment(ends=True),
    metavar="DAY",
    help="The last day on which the badge counts, as 2030-12-31; or a moment, with a time zone.",
)
@without_results_option
@plain_option
@public_option
@status_option
@click.option(
    "-o",
    "--output",
    type=FILE,
    help="File for the badge; by default standard output, or badge.png or badge.svg.",
)
@force_option
@by_option
@passphrase_option
@workspace_option
@json_option
@reports_errors
@opens_workspace
def command(
    workspace: Workspace,
    definition: Path,
    to: str,
    form: str | None,
    suite: str | None,
    image: Path | None,
    language: str | None,
    evidence: tuple[str, ...],
    reached: tuple[str, ...],
    until: str | None,
    output: Path | None,
    actor: str,
    *,
    without_results: bool,
    plain: bool,
    public: bool,
    with_status: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Issue one badge.

    DEFINITION is a YAML or JSON file that says what the badge is given for: a micro-credential or
    a stack ('format: microcred/1'), or an achievement as Open Badges describes it.

    After an interruption, the same command hands over the badge that it issued, where it did.
    """
    form = form or form_of(output)
    output = _checked_output(output, form, force=force, as_json=as_json)
    awarded = load_definition(workspace, definition, language)
    award = Award(
        achievement=awarded.achievement,
        recipient=Recipient.parse(to, hashed=not plain),
        identifier=to,
        evidence=[_read_evidence(url) for url in evidence],
        results=[_read_result(awarded.achievement, text) for text in reached],
        valid_until=until,
        picture=picture_in(form, image, awarded),
        subject=awarded.subject,
        without_results=without_results,
    )
    issuing = issue_and_hand_over(
        workspace,
        award,
        IssueOptions(form=form, suite=suite, public=public, with_status=with_status),
        by=Principal.operator(actor),
        passphrase=ask_passphrase,
        file=None if str(output) == STANDARD else output,
    )
    with issuing as made:
        site = keep_site_current(workspace)
        _tell_before(award, made)
        page = page_of(workspace, made.issued.badge)
        described: IssuedJson = {**issued_json(made.issued, output, page), **site_members(site)}
        _hand_over(made.issued, output, described, force=force, as_json=as_json)
    end_with(site)


def _tell_before(award: Award, made: HandedOver) -> None:
    if made.before:
        note("An earlier command issued this badge, and was ended before it handed it over.")
    if missing := results_missing(award.achievement, award.results):
        note(f"The badge does not say what was reached in: {', '.join(missing)}")


def _hand_over(
    issued: Issued, output: Path | None, described: IssuedJson, *, force: bool, as_json: bool
) -> None:
    if output is not None:
        write_output(output, issued.data, force=force)
    if as_json:
        print_json(described)
        return
    if output is None:
        give(issued.data.decode().rstrip("\n") + "\n")
    elif str(output) != STANDARD:
        note(f"The badge is in {output}; its id is {issued.badge.id}")
    if "page" in described:
        note(f"Once the site is uploaded, its page is {described['page']}")


def _checked_output(output: Path | None, form: str, *, force: bool, as_json: bool) -> Path | None:
    """Return where the badge goes; refuse before any work what cannot be written."""
    if output is None and form in CARRIERS:
        output = Path(f"badge.{form}")
    if as_json and str(output) == STANDARD:
        message = "--json and '-o -' cannot both have standard output"
        raise ConfigurationError(message, code="invalid-option")
    check_output(output, force=force)
    return output


def _read_result(achievement: Achievement, text: str) -> Result:
    name, separator, value = text.partition("=")
    if not separator:
        message = f"--result is NAME=LEVEL, not {excerpt(text)}"
        raise ConfigurationError(message, code="invalid-option")
    return result_for(achievement, name.strip(), value.strip())


def _read_evidence(url: str) -> Evidence:
    try:
        return evidence_at(url)
    except MalformedInput as error:
        wrong = error.faults[0].message if isinstance(error, InvalidDocument) else error.message
        message = f"--evidence: {wrong}"
        raise ConfigurationError(message, code="invalid-option") from error
