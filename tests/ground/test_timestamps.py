"""The dateTimeStamp of XML Schema 1.1."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import InvalidTimestamp
from microcred.timestamps import (
    fixed_clock,
    format_timestamp,
    moment_of_numeric_date,
    parse_timestamp,
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2010-01-01T00:00:00Z", datetime(2010, 1, 1, tzinfo=UTC)),
        ("2010-01-01T02:30:00+02:30", datetime(2010, 1, 1, tzinfo=UTC)),
        ("2009-12-31T10:00:00-14:00", datetime(2010, 1, 1, tzinfo=UTC)),
        ("2010-01-01T00:00:00.1234567Z", datetime(2010, 1, 1, 0, 0, 0, 123456, UTC)),
        ("2009-12-31T24:00:00Z", datetime(2010, 1, 1, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_reads_every_form(text: str, moment: datetime) -> None:
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2010-01-01T00:00:00",
        "2010-01-01",
        "2010-01-01 00:00:00Z",
        "2010-01-01T00:00:00z",
        "2010-01-01T00:00Z",
        "2010-1-1T00:00:00Z",
        "2010-02-30T00:00:00Z",
        "2010-01-01T25:00:00Z",
        "2010-01-01T24:00:01Z",
        "2010-01-01T00:00:60Z",
        "2010-01-01T00:00:00+14:01",
        "2010-01-01T00:00:00+02:60",
        "0000-01-01T00:00:00Z",
        "9999-12-31T24:00:00Z",
        "2010-01-01T00:00:00.Z",
        "２０１０-01-01T00:00:00Z",
        "2010-01-01T00:00:00Z\n",
        "2010-01-01T00:00:00." + "1" * 100 + "Z",
        "",
    ],
)
def test_refuses_what_is_no_moment(text: str) -> None:
    with pytest.raises(InvalidTimestamp):
        parse_timestamp(text)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])))
def test_writes_what_it_reads(moment: datetime) -> None:
    try:
        text = format_timestamp(moment)
    except OverflowError:
        return
    assert text.endswith("Z")
    assert parse_timestamp(text) == moment


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2010, 1, 1)  # noqa: DTZ001 - what must be refused
    with pytest.raises(InvalidTimestamp):
        format_timestamp(naive)
    with pytest.raises(ValueError, match="zone"):
        fixed_clock(naive)


@pytest.mark.parametrize("value", ["1", True, None, float("inf"), float("nan"), 1e300, 10**400])
def test_what_is_no_numeric_date_is_none(value: object) -> None:
    assert moment_of_numeric_date(value) is None


def test_a_numeric_date_counts_seconds() -> None:
    assert moment_of_numeric_date(1262304000) == datetime(2010, 1, 1, tzinfo=UTC)
