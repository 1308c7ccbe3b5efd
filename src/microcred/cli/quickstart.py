"""`microcred quickstart`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import click

from microcred.application import Workspace
from microcred.application.awards import IssueOptions, issue
from microcred.application.definitions import load_definition
from microcred.application.shapes.workspaces import CheckedBadgeJson, ExampleWorkspaceJson
from microcred.cli.issue_options import picture_in
from microcred.cli.options import FILE, json_option, operator
from microcred.cli.outcome import EXIT_REFUSED, print_json, reports_errors, say, say_styled
from microcred.cli.report_text import tell_verdict
from microcred.cli.words import harmless, path_word, program, shell_words
from microcred.errors import ConfigurationError
from microcred.fetch import OfflineFetcher
from microcred.files import make_folder, reason_of, write_file
from microcred.ledger import Award
from microcred.minting import read_roster
from microcred.verifying import VerificationReport, Verifier

_DEFINITION = "active-listening.yaml"
_ROSTER = "roster.csv"


@click.command(name="quickstart")
@click.argument("directory", type=FILE)
@json_option
@reports_errors
def command(directory: Path, *, as_json: bool) -> None:
    """Make a workspace and mint, bake and verify example badges.

    DIRECTORY, which must be new or empty, gets an issuer with a fresh key, an example achievement,
    a roster of four people, and a badge for each of them: a PNG, an SVG, a JSON and a JWT file.
    Nothing leaves your computer.
    """
    _check_empty(directory)
    workspace = Workspace.create(
        directory, "Example School District", url="https://district.example"
    )
    click.get_current_context().call_on_close(workspace.close)
    for name in (_DEFINITION, _ROSTER):
        example = resources.files("microcred.cli").joinpath("examples", name)
        write_file(directory / name, example.read_bytes())
    verifier = Verifier(fetcher=OfflineFetcher())
    reports = [(path, verifier.verify(path)) for path in _mint_examples(workspace)]
    if as_json:
        badges = [
            CheckedBadgeJson(file=str(path), verdict=report.verdict) for path, report in reports
        ]
        print_json(ExampleWorkspaceJson(workspace=str(directory), badges=badges))
    else:
        _tell(directory, reports)
    if any(report.verdict != "valid" for _, report in reports):
        raise SystemExit(EXIT_REFUSED)


def _check_empty(directory: Path) -> None:
    try:
        if directory.exists() and any(directory.iterdir()):
            message = f"{directory} is not empty; name a new folder"
            raise ConfigurationError(message, code="directory-not-empty")
    except (OSError, ValueError) as error:
        message = f"{directory} cannot be used as a folder: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error


def _mint_examples(workspace: Workspace) -> Iterator[Path]:
    """Issue to the roster, each row in another form."""
    awarded = load_definition(workspace, workspace.root / _DEFINITION)
    rows, _ = read_roster(workspace.root / _ROSTER, awarded.achievement)
    make_folder(workspace.root / "badges")
    for row, form in zip(rows, ("png", "svg", "json", "jwt"), strict=True):
        award = Award(
            achievement=awarded.achievement,
            recipient=row.recipient,
            identifier=row.identity,
            evidence=row.evidence,
            results=row.results,
            picture=picture_in(form, None, awarded),
        )
        options = IssueOptions(what="quickstart", form=form)
        (issued,) = issue(workspace, [award], options, by=operator())
        path = workspace.root / "badges" / f"{row.file_stem}.{form}"
        write_file(path, issued.data)
        yield path


def _tell(directory: Path, reports: Sequence[tuple[Path, VerificationReport]]) -> None:
    """Say what is there now and what to do next, as lines that can be copied."""
    say(
        f"{directory} has an issuer with a fresh key, an example achievement and a roster.\n"
        "Each person on the roster has a badge, and each badge was verified:\n"
    )
    for path, report in reports:
        say_styled(f"  {tell_verdict(report)}  {harmless(str(path))}")
    picture = next(path_word(path) for path, _ in reports if path.suffix == ".png")
    definition, roster = path_word(directory / _DEFINITION), path_word(directory / _ROSTER)
    mint = ("mint", definition, roster, "--workspace", path_word(directory), "--format", "png")
    steps = (
        ("Check a badge, and see what is checked", ("verify", picture)),
        ("See what it says", ("inspect", picture)),
        (
            "Issue your own: change the achievement and the roster, then",
            (*mint, "-o", path_word(directory / "mine")),
        ),
    )
    say(f"\nOpen {picture}: the picture is the badge. Then:")
    for title, words in steps:
        say(f"\n  {title}\n    {shell_words(program(), *words)}")
