"""`microcred quickstart`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from microcred.bulk import mint_row, read_roster
from microcred.cli.options import json_option, print_json, reports_errors
from microcred.cli.telling import tell_report
from microcred.errors import ConfigurationError
from microcred.files import write_file
from microcred.issuing import PICTURES, default_picture, deliver, suite_for
from microcred.models import Achievement
from microcred.registry import IssuedBadge
from microcred.verifying import Verifier
from microcred.workspace import Workspace


@click.command(name="quickstart")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@json_option
@reports_errors
def command(directory: Path, *, as_json: bool) -> None:
    """Make a workspace in DIRECTORY, mint, bake and verify example badges."""
    if directory.exists() and any(directory.iterdir()):
        message = f"{directory} is not empty; name a new folder"
        raise ConfigurationError(message, code="directory-not-empty")
    workspace = Workspace.create(
        directory, "Example School District", url="https://district.example"
    )
    for name in ("active-listening.yaml", "roster.csv"):
        example = resources.files("microcred.cli").joinpath("examples", name)
        write_file(directory / name, example.read_bytes())
    files = _mint_examples(workspace)
    verifier = Verifier()
    reports = [(path, verifier.verify(path)) for path in files]
    if as_json:
        badges = [{"file": str(path), "verdict": report.verdict} for path, report in reports]
        print_json({"workspace": str(directory), "badges": badges})
        return
    click.echo(f"The workspace {directory} has a fresh key, an example achievement and a roster.\n")
    for path, report in reports:
        click.echo(tell_report(str(path), report, show_all=False))
    picture = next(path for path in files if path.suffix == ".png")
    click.echo(
        f"\nOpen {picture}: the picture is the badge.\n"
        f"Check it again:      microcred verify {picture}\n"
        f"See what it says:    microcred inspect {picture}\n"
        f"Mint your own:       edit {directory / 'active-listening.yaml'} and"
        f" {directory / 'roster.csv'}, then\n"
        f"                     microcred mint {directory / 'active-listening.yaml'}"
        f" {directory / 'roster.csv'}"
        f" --workspace {directory} --format png -o {directory / 'more'}"
    )


def _mint_examples(workspace: Workspace) -> list[Path]:
    """Mint the roster, each row in another form."""
    achievement = Achievement.load(workspace.root / "active-listening.yaml")
    rows, _ = read_roster(workspace.root / "roster.csv", achievement)
    folder = workspace.root / "badges"
    folder.mkdir()
    files = []
    for row, form in zip(rows, ("png", "svg", "json", "jwt"), strict=True):
        issuer = workspace.issuer(lambda: None, suite_for(form, None))
        picture = (
            default_picture(form, achievement, workspace.profile) if form in PICTURES else None
        )
        signed = mint_row(issuer, achievement, row)
        path = folder / f"{row.file_stem}.{form}"
        write_file(path, deliver(signed, form, picture))
        document, key_id = signed.document, issuer.signer.key.key_id
        workspace.registry.record(
            [IssuedBadge(document["id"], achievement.id, key_id, form, document["validFrom"])]
        )
        files.append(path)
    return files
