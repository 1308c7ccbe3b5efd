"""A question before what is final, where there is somebody to ask."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from microcred.cli.words import harmless

yes_option: Callable[[Any], Any] = click.option(
    "--yes", is_flag=True, help="Do not ask whether it is meant: it is final."
)


def somebody_is_there() -> bool:
    """Tell whether there is a terminal to ask at."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_whether(question: str, *, yes: bool) -> None:
    """Ask at a terminal whether something final is meant; a script is not asked.

    Raises:
        click.Abort: it is not.
    """
    if not yes and somebody_is_there():
        click.confirm(harmless(question), abort=True, err=True)
