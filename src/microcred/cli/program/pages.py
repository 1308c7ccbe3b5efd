"""What commands that list a page at a time have in common: their options, and how to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from microcred.limits import MAX_LISTED

P = ParamSpec("P")
R = TypeVar("R")

school_option = click.option("--school", metavar="NAME", help="Only of this school.")


def page_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add --limit and --after."""
    limit = click.option(
        "--limit",
        type=click.IntRange(1, MAX_LISTED),
        default=100,
        show_default=True,
        help="How many at most.",
    )
    after = click.option("--after", metavar="ID", help="Go on after this one.")
    return limit(after(function))


def going_on(following: str | None) -> list[str]:
    """Say how to see more, where there is more."""
    return [] if following is None else [f"There are more: --after {following}"]
