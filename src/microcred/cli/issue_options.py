"""What the commands that issue badges have in common: their options, and the picture."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.carriers import CARRIERS, carriers_in_words
from microcred.cli.options import FILE
from microcred.cli.streams import read_input
from microcred.errors import ConfigurationError
from microcred.issuing import FORMATS, TOKENS, VC_JWT
from microcred.limits import MAX_IMAGE_BYTES
from microcred.program.loading import Awardable
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
public_option = click.option(
    "--public",
    is_flag=True,
    help="Let the issuer's site show it, with a page of its own; signed as JSON and as JWT.",
)
without_results_option = click.option(
    "--without-results",
    is_flag=True,
    help="Issue a micro-credential's badge also without what was reached; its record says so.",
)
status_option = click.option(
    "--no-status",
    "with_status",
    is_flag=True,
    default=True,
    flag_value=False,
    help="Leave out where its status is published: it cannot be revoked then.",
)


def form_of(output: Path | None) -> str:
    """Return the form that a file's ending names, so that no `ana.png` holds JSON.

    Raises:
        ConfigurationError: code `unknown-ending`.
    """
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    if ending and ending not in FORMATS:
        message = f"{output} ends in none of {', '.join(f'.{form}' for form in FORMATS)}"
        raise ConfigurationError(message, code="unknown-ending")
    return ending or "json"


def picture_in(form: str, image: Path | None, awarded: Awardable) -> bytes | None:
    """Return the picture to bake into: what was named, or the definition's own; None for none."""
    if form not in CARRIERS:
        return None
    if image is not None:
        return read_input(image, MAX_IMAGE_BYTES)
    if awarded.picture is not None and awarded.picture.form == form:
        return awarded.picture.data
    return None
