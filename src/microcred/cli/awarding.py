"""What the commands that award badges have in common: their options, definition and picture."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import click

from microcred.application import Workspace
from microcred.carriers import CARRIERS, carriers_in_words
from microcred.cli.options import FILE
from microcred.cli.streams import read_input
from microcred.errors import MalformedInput
from microcred.issuing import FORMATS, TOKENS, VC_JWT, default_picture
from microcred.limits import MAX_IMAGE_BYTES
from microcred.program.loading import Awardable, load_awardable
from microcred.proofs import SUITES

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="json",
    show_default=True,
    help=f"A JSON or JWT file, or a {carriers_in_words()} picture with the badge in it.",
)
suite_option = click.option(
    "--suite",
    type=click.Choice([*(name for name, suite in SUITES.items() if suite.algorithms), *TOKENS]),
    metavar="NAME",
    help=f"How to sign, where the default does not do: eddsa-jcs-2022 or {VC_JWT}, for example.",
)
image_option = click.option(
    "--image",
    type=FILE,
    help=f"{carriers_in_words()} to put the badge into; by default the definition's own, or one is "
    "drawn.",
)
language_option = click.option(
    "--language",
    metavar="TAG",
    help="Language of the badge, as es, for a micro-credential in several; by default its first.",
)


def form_of(output: Path | None) -> str:
    """Return the form that a file's ending names, so that no `ana.png` holds JSON."""
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    return ending if ending in FORMATS else "json"


def load_definition(definition: Path, language: str | None, workspace: Workspace) -> Awardable:
    """Read what is to be awarded; what is wrong in it is told with the file's name."""
    try:
        return load_awardable(definition, language, _pages_of(workspace))
    except MalformedInput as error:
        error.add_note(str(definition))
        raise


def _pages_of(workspace: Workspace) -> Callable[[str], str] | None:
    """Return what knows the addresses of achievements' pages, if the workspace has a site."""
    site_url = workspace.site_url
    if site_url is None:
        return None
    from microcred.publishing import achievement_page_url  # noqa: PLC0415  (with what draws pages)

    return functools.partial(achievement_page_url, site_url)


def picture_for(
    form: str, image: Path | None, awarded: Awardable, workspace: Workspace
) -> bytes | None:
    """Read the picture to bake into, or draw one; None for the forms that are no pictures."""
    if form not in CARRIERS:
        return None
    if image is not None:
        return read_input(image, MAX_IMAGE_BYTES)
    if awarded.picture is not None and awarded.picture.form == form:
        return awarded.picture.data
    return default_picture(form, awarded.achievement, workspace.profile)
