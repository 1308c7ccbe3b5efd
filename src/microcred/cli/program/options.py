"""The folder that every command of `microcred program` works on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

from microcred.application import Workspace
from microcred.cli.options import workspace_option
from microcred.errors import ConfigurationError

P = ParamSpec("P")
R = TypeVar("R")

_folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The programme's folder; by default that of the workspace.",
)


def folder_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add --folder and --workspace, which say where the programme is."""
    return _folder_option(workspace_option(function))


def locates_program(function: Callable[Concatenate[Path, P], R]) -> Callable[P, R]:
    """Return the programme's folder, which need not be there, as the first argument."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        folder, root = kwargs.pop("folder", None), kwargs.pop("workspace", None)
        if isinstance(folder, Path):
            return function(folder, *args, **kwargs)
        workspace = Workspace(root) if isinstance(root, Path) else Workspace.find(Path.cwd())
        return function(workspace.program_folder, *args, **kwargs)

    return wrapper


def opens_program(function: Callable[Concatenate[Path, P], R]) -> Callable[P, R]:
    """Return the programme's folder, which must be there, as the first argument."""

    @functools.wraps(function)
    def wrapper(folder: Path, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not folder.is_dir():
            message = f"there is no folder {folder}"
            raise ConfigurationError(message, code="no-program")
        return function(folder, *args, **kwargs)

    return locates_program(wrapper)
