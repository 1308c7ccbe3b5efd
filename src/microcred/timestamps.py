"""XML Schema 1.1 dateTimeStamp, the date form of the VC Data Model, and the clock."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from microcred.errors import InvalidTimestamp, excerpt
from microcred.limits import MAX_TIMESTAMP_CHARACTERS

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime."""

_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))\Z",
    re.ASCII,
)


def system_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """Make a clock that always gives `moment`; for `--at` and for tests."""
    if moment.tzinfo is None:
        raise ValueError("a clock needs a moment with a time zone")
    return lambda: moment


def parse_timestamp(text: str) -> datetime:
    """Read a dateTimeStamp (VC Data Model 2.0, "Representing Time"); years 0001 to 9999.

    Digits after the sixth of a fraction are cut off. Keep the text where it must be written
    back: this is for comparing.

    Raises:
        InvalidTimestamp: not of the form `2010-01-01T00:00:00Z`, without a zone, or a moment
            that does not exist.
    """
    if len(text) > MAX_TIMESTAMP_CHARACTERS:
        raise _no_stamp(text)
    return _parse(text)


@functools.lru_cache(maxsize=1024)
def _parse(text: str) -> datetime:
    """Read a text of bounded length; one badge has the same few moments read several times."""
    match = _STAMP.match(text)
    if match is None:
        raise _no_stamp(text)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, utc, sign, zone_hours, zone_minutes = match.groups()[6:]
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    # 24:00:00 is the first moment of the next day (XML Schema 1.1, section 3.3.7).
    end_of_day = (hour, minute, second, microsecond) == (24, 0, 0, 0)
    hour = 0 if end_of_day else hour
    try:
        zone: timezone = UTC if utc else _zone(sign, int(zone_hours), int(zone_minutes))
        moment = datetime(year, month, day, hour, minute, second, microsecond, zone)
        return moment + timedelta(days=1) if end_of_day else moment
    except (ValueError, OverflowError) as error:
        raise InvalidTimestamp(f"no such moment: {excerpt(text)}") from error


def _no_stamp(text: str) -> InvalidTimestamp:
    return InvalidTimestamp(f"not a dateTimeStamp with a time zone: {excerpt(text)}")


def _zone(sign: str, hours: int, minutes: int) -> timezone:
    """Make a zone; XML Schema allows up to 14:00 either way."""
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise ValueError("zone out of range")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if sign == "+" else -offset)


def format_timestamp(moment: datetime) -> str:
    """Write an aware datetime as a dateTimeStamp in UTC with `Z`, whole seconds where exact.

    Raises:
        InvalidTimestamp: it has no time zone.
    """
    if moment.tzinfo is None:
        raise InvalidTimestamp("a moment without a time zone cannot be written as dateTimeStamp")
    moment = moment.astimezone(UTC)
    timespec = "microseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


def read_day(text: str, *, ends: bool = False) -> datetime | None:
    """Read a day without a time, as `2026-03-01`, in UTC; None when it is not one.

    Args:
        text: what somebody wrote.
        ends: whether the day is the last one that counts: then its end is meant, which is the
            first moment of the next.
    """
    try:
        day = date.fromisoformat(text) + timedelta(days=int(ends))
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), UTC)


def moment_of_numeric_date(value: object) -> datetime | None:
    """Read a JWT NumericDate (RFC 7519, section 2); None when it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None
