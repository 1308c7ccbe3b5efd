"""Moments as people write them: a dateTimeStamp, or a day."""

from __future__ import annotations

from typing import Any

import click

from microcred.errors import InvalidTimestamp
from microcred.timestamps import format_timestamp, parse_timestamp, read_day


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
        day = read_day(text, ends=self.ends)
        if day is not None:
            return format_timestamp(day)
        try:
            parse_timestamp(text)
        except InvalidTimestamp:
            self.fail(f"{text!r} is neither a day, as 2026-03-01, nor a dateTimeStamp", param, ctx)
        return text
