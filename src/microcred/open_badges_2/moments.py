"""Timestamps of Open Badges 2.0: ISO 8601 with a time zone, wider than a dateTimeStamp."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from microcred.errors import InvalidTimestamp, excerpt
from microcred.limits import MAX_TIMESTAMP_CHARACTERS
from microcred.timestamps import parse_timestamp

_MOMENT: Final = re.compile(
    r"(?P<minutes>\d{4}-\d\d-\d\dT\d\d:\d\d)(?P<seconds>:\d\d(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)\Z",
    re.ASCII,
)


_LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\Z", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,12}(?:\.\d+)?\Z", re.ASCII)


def read_old_moment(value: object) -> datetime | None:
    """Read a moment as any version wrote it; None where there is none that can be read.

    Versions before 2.0 allowed seconds since 1970, dates, and times without a zone, which are
    taken for UTC.
    """
    if isinstance(value, str) and _SECONDS.match(value[:MAX_TIMESTAMP_CHARACTERS]):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC) if 0 <= value < _LATEST else None
    if not isinstance(value, str) or len(value) > MAX_TIMESTAMP_CHARACTERS:
        return None
    try:
        return parse_moment(_in_full(value))
    except InvalidTimestamp:
        return None


def _in_full(text: str) -> str:
    """Return a date or a local time as a moment of UTC; any other text as it is."""
    if _DATE.match(text):
        return f"{text}T00:00:00Z"
    return f"{text.replace(' ', 'T')}Z" if _LOCAL.match(text) else text


def parse_moment(value: object) -> datetime:
    """Read a DateTime ("Primitive datatypes"); seconds may be left out.

    Raises:
        InvalidTimestamp: not text of that form, without a time zone, or no such moment. Numbers,
            which version 1 allowed, are refused as 2.0 says.
    """
    return parse_timestamp(normalize_moment(value))


def normalize_moment(value: object) -> str:
    """Write a DateTime as the dateTimeStamp of the same moment, otherwise as it stands.

    Raises:
        InvalidTimestamp: see `parse_moment`; whether the moment exists is not looked at.
    """
    match = None
    if isinstance(value, str) and len(value) <= MAX_TIMESTAMP_CHARACTERS:
        match = _MOMENT.match(value)
    if match is None:
        found = excerpt(value) if isinstance(value, str) else f"a {type(value).__name__}"
        raise InvalidTimestamp(f"not an ISO 8601 timestamp with a time zone: {found}")
    zone = match["zone"]
    if zone != "Z":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    return f"{match['minutes']}{match['seconds'] or ':00'}{zone}"
