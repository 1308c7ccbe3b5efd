"""`microcred issue`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.handing_over import HandingOver, handing_over
from microcred.carriers import CARRIERS, carriers_in_words
from microcred.cli.awarding import (
    form_of,
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
    force_option,
    json_option,
    opens_workspace,
    plain_option,
    workspace_option,
)
from microcred.cli.outcome import give, note, print_json, reports_errors
from microcred.cli.passphrase import passphrase_option
from microcred.cli.site import SiteAfter, keep_site_current, page_of
from microcred.cli.streams import STANDARD, check_output, write_output
from microcred.errors import (
    ConfigurationError,
    InvalidDocument,
    InvalidTimestamp,
    MalformedInput,
    Refused,
    excerpt,
)
from microcred.issuing import FORMATS, Recipient, evidence_at, result_for
from microcred.ledger import Award, Issued, Terms, issue_badges, results_missing
from microcred.models import Achievement, Evidence, Result
from microcred.program.loading import Awardable
from microcred.registry import Database
from microcred.timestamps import parse_timestamp


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
@click.option("--until", metavar="TIME", help="When the badge expires, as 2030-12-31T23:59:59Z.")
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
    awarded = load_definition(definition, language, workspace)
    award = Award(
        achievement=awarded.achievement,
        recipient=Recipient.parse(to, hashed=not plain),
        identifier=to,
        evidence=[_read_evidence(url) for url in evidence],
        results=_read_results(awarded, reached, without=without_results),
        valid_until=_checked_moment(until),
        picture=picture_for(form, image, awarded, workspace),
        subject=awarded.subject,
        without_results=without_results,
    )
    terms = terms_of(
        workspace,
        "issue",
        form=form,
        suite=suite,
        actor=actor,
        public=public,
        with_status=with_status,
    )
    database = workspace.database
    asked = {
        "achievement": award.achievement.to_document(),
        "choices": [to, form, suite, language, evidence, reached, until],
        "flags": [plain, public, with_status, without_results],
        "picture": hashlib.sha256(award.picture or b"").hexdigest(),
    }
    file = None if str(output) == STANDARD else output
    with handing_over(workspace.root, database, asked, file) as work:
        issued = _issue(database, terms, award, work)
        site = keep_site_current(workspace)
        _hand_over(workspace, issued, output, site, force=force, as_json=as_json)
        work.done()
    site.end()


def _issue(database: Database, terms: Terms, award: Award, work: HandingOver) -> Issued:
    """Record a badge: first that, then it is handed over, so that the issuer knows of every one."""
    if work.earlier is not None:
        note("An earlier command issued this badge, and was ended before it handed it over.")
        award = replace(award, badge_id=work.earlier.badge_id, valid_from=work.earlier.valid_from)
    with database.writing() as connection:
        (issued,) = issue_badges(connection, terms, [award])
        work.note(issued.badge.id, issued.badge.issued_at)
    return issued


def _hand_over(
    workspace: Workspace,
    issued: Issued,
    output: Path | None,
    site: SiteAfter,
    *,
    force: bool,
    as_json: bool,
) -> None:
    badge, data = issued.badge, issued.data
    page = page_of(workspace, badge.id) if badge.public else {}
    if output is not None:
        write_output(output, data, force=force)
    if as_json:
        where = {"badge": data.decode().strip()} if output is None else {"file": str(output)}
        print_json({"id": badge.id, "format": badge.format, **where, **page, **site.described})
    elif output is None:
        give(data.decode().rstrip("\n") + "\n")
    elif str(output) != STANDARD:
        note(f"The badge is in {output}; its id is {badge.id}")
    if page and not as_json:
        note(f"Once the site is uploaded, its page is {page['page']}")


def _checked_output(output: Path | None, form: str, *, force: bool, as_json: bool) -> Path | None:
    """Return where the badge goes; refuse before any work what cannot be written."""
    if output is None and form in CARRIERS:
        output = Path(f"badge.{form}")
    if as_json and str(output) == STANDARD:
        message = "--json and '-o -' cannot both have standard output"
        raise ConfigurationError(message, code="invalid-option")
    check_output(output, force=force)
    return output


def _read_results(awarded: Awardable, reached: Sequence[str], *, without: bool) -> list[Result]:
    """Read what was reached, and say in which criteria nothing was."""
    results = [_read_result(awarded.achievement, text) for text in reached]
    missing = results_missing(awarded.achievement, results)
    if missing and not without:
        message = (
            f"say what was reached in: {', '.join(missing)}, with --result NAME=LEVEL for each; or "
            "--without-results, which the badge's record says"
        )
        raise Refused(message, code="results-missing")
    if missing:
        note(f"The badge does not say what was reached in: {', '.join(missing)}")
    return results


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


def _checked_moment(until: str | None) -> str | None:
    try:
        if until is not None:
            parse_timestamp(until)
    except InvalidTimestamp as error:
        raise ConfigurationError(f"--until: {error.message}", code="invalid-option") from error
    return until
