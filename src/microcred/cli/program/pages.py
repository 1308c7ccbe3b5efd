"""What commands that list a page at a time have in common: their options, and how to go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ParamSpec, TypeVar

import click

from microcred.errors import InvalidTimestamp
from microcred.limits import MAX_LISTED
from microcred.timestamps import format_timestamp, parse_timestamp

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


class Moment(click.ParamType[str]):
    """A dateTimeStamp; or a day, of which the first moment or the one after its last is meant.

    Args:
        ends: whether the day is the last one that counts.
    """

    name = "day"

    def __init__(self, *, ends: bool = False):
        self.ends = ends

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return a dateTimeStamp in UTC."""
        text = str(value)
        try:
            day = date.fromisoformat(text) + timedelta(days=int(self.ends))
            return format_timestamp(datetime.combine(day, time(), UTC))
        except (ValueError, OverflowError):
            pass
        try:
            return format_timestamp(parse_timestamp(text))
        except InvalidTimestamp:
            self.fail(f"{text!r} is neither a day, as 2026-03-01, nor a dateTimeStamp", param, ctx)
