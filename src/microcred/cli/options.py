"""The options that several commands have, and the workspace that they open."""

from __future__ import annotations

import functools
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import click

from microcred.application import Workspace, act_now
from microcred.authority import Principal
from microcred.cli.passphrase import ask_pin

P = ParamSpec("P")
R = TypeVar("R")


class _FilePath(click.Path):
    """The path of a file, or of a folder; a NUL in it is a wrong argument."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except ValueError:
            self.fail(f"{str(value)!r} is not the name of a file", param, ctx)


FILE = _FilePath(path_type=Path)


def actor_name() -> str:
    """Return the login name of who calls."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process may have no user
        return "unknown"


def operator() -> Principal:
    """Return who calls, where nothing is recorded that they could name."""
    return Principal.operator(actor_name())


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as one JSON document."
)
force_option = click.option("--force", is_flag=True, help="Replace files that are there.")
workspace_option = click.option(
    "--workspace",
    type=FILE,
    metavar="DIR",
    help="The issuer's workspace; by default the nearest one from here upwards.",
)
ALGORITHMS: Final = ("Ed25519", "P-256", "P-384", "P-521", "RSA")
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


def opens_workspace(
    function: Callable[Concatenate[Workspace, P], R],
) -> Callable[P, R]:
    """Open the workspace of `--workspace`, or the nearest, as the first argument."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        root = kwargs.pop("workspace", None)
        given = root if isinstance(root, Path) else None
        return function(open_workspace(given, Path.cwd()), *args, **kwargs)

    return wrapper


def open_workspace(root: Path | None, start: Path) -> Workspace:
    """Open a workspace until the command ends: that of `root`, or the nearest to `start`."""
    workspace = Workspace.find(start, ask_pin) if root is None else Workspace(root, ask_pin)
    click.get_current_context().call_on_close(workspace.close)
    return workspace


def act_options(function: Callable[..., R]) -> Callable[..., R]:
    """Add --by and --reason, and give what they say as the argument `act`."""

    @by_option
    @reason_option
    @functools.wraps(function)
    def wrapper(*args: Any, actor: str, reason: str, **kwargs: Any) -> R:
        kwargs["act"] = act_now(actor, reason)
        return function(*args, **kwargs)

    return wrapper
