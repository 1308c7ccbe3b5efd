"""The options that several commands have, and the workspace that they open."""

from __future__ import annotations

import functools
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import click

from microcred.cli.passphrase import ask_pin
from microcred.cli.streams import read_input
from microcred.errors import MalformedInput
from microcred.issuing import FORMATS, PICTURES, TOKENS, VC_JWT, default_picture
from microcred.limits import MAX_IMAGE_BYTES
from microcred.program.loading import Awardable, load_awardable
from microcred.proofs import SUITES
from microcred.registry import Registry
from microcred.workspace import Workspace, act_now

P = ParamSpec("P")
R = TypeVar("R")

FILE = click.Path(path_type=Path)


def actor_name() -> str:
    """Give the login name of who calls."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process may have no user
        return "unknown"


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as one JSON document."
)
force_option = click.option("--force", is_flag=True, help="Replace files that are there.")
workspace_option = click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The issuer's workspace; by default the nearest one from here upwards.",
)
ALGORITHMS: Final = ("Ed25519", "P-256", "P-384", "RSA")
algorithm_option = click.option(
    "--algorithm",
    type=click.Choice(ALGORITHMS),
    default="Ed25519",
    show_default=True,
    help="Kind of key; keep the default unless whoever reads the badges asks for another.",
)
encrypt_option = click.option(
    "--encrypt",
    is_flag=True,
    help="Protect the new key with a passphrase, which is asked for unless it is given.",
)
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="json",
    show_default=True,
    help="A JSON or JWT file, or a PNG or SVG picture with the badge in it.",
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
    help="PNG or SVG to put the badge into; by default the definition's own, or one is drawn.",
)
language_option = click.option(
    "--language",
    metavar="TAG",
    help="Language of the badge, as es, for a micro-credential in several; by default its first.",
)
by_option = click.option(
    "--by",
    "actor",
    metavar="NAME",
    default=actor_name,
    help="Who does this, for the record; by default your login name.",
)
reason_option = click.option("--reason", default="", help="Why, for the record.")
plain_option = click.option(
    "--plain", is_flag=True, help="Write e-mail addresses in clear; by default they are hashed."
)


def form_of(output: Path | None) -> str:
    """Give the form that a file's ending names, so that no `ana.png` holds JSON."""
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    return ending if ending in FORMATS else "json"


def opens_workspace(
    function: Callable[Concatenate[Workspace, P], R],
) -> Callable[P, R]:
    """Open the workspace of `--workspace`, or the nearest, as the first argument."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        root = kwargs.pop("workspace", None)
        return function(_workspace_at(root), *args, **kwargs)

    return wrapper


def _workspace_at(root: object) -> Workspace:
    if isinstance(root, Path):
        return Workspace(root, ask_pin)
    return Workspace.find(Path.cwd(), ask_pin)


def act_options(function: Callable[..., R]) -> Callable[..., R]:
    """Add --by and --reason, and give what they say as the argument `act`."""

    @by_option
    @reason_option
    @functools.wraps(function)
    def wrapper(*args: Any, actor: str, reason: str, **kwargs: Any) -> R:
        kwargs["act"] = act_now(actor, reason)
        return function(*args, **kwargs)

    return wrapper


def load_definition(definition: Path, language: str | None, workspace: Workspace) -> Awardable:
    """Read what is to be awarded; what is wrong in it is told with the file's name."""
    try:
        return load_awardable(definition, language, _pages_of(workspace))
    except MalformedInput as error:
        error.add_note(str(definition))
        raise


def _pages_of(workspace: Workspace) -> Callable[[str], str] | None:
    """Give what knows the addresses of achievements' pages, if the workspace has a site."""
    site_url = workspace.site_url
    if site_url is None:
        return None
    from microcred.publishing import achievement_page_url  # noqa: PLC0415  (with what draws pages)

    return functools.partial(achievement_page_url, site_url)


def registry_of(workspace: Workspace, *, create: bool = False) -> Registry:
    """Open the registry of a workspace until the command ends; make its tables if asked to.

    Raises:
        ConfigurationError: it is not of this version; see `check_revision`.
    """
    registry = Registry(workspace.registry_database)
    click.get_current_context().call_on_close(registry.close)
    if create:
        registry.create()
    else:
        registry.check()
    return registry


def picture_for(
    form: str, image: Path | None, awarded: Awardable, workspace: Workspace
) -> bytes | None:
    """Read the picture to bake into, or draw one; None for the forms that are no pictures."""
    if form not in PICTURES:
        return None
    if image is not None:
        return read_input(image, MAX_IMAGE_BYTES)
    if awarded.picture is not None and awarded.picture.form == form:
        return awarded.picture.data
    return default_picture(form, awarded.achievement, workspace.profile)
