"""Whether the changes that a site must follow are numbered without gaps."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from microcred.application.doctor.examination import Examination
from microcred.findings import Fault
from microcred.registry.changes import last_change
from microcred.registry.tables import CHANGES


def change_faults(examination: Examination) -> Iterator[Fault]:
    """Find changes that are missing, or numbered past the last: `changes-gap`."""
    number = CHANGES.c.number
    query = sa.select(sa.func.count(), sa.func.min(number), sa.func.max(number))
    with examination.database.reading() as connection:
        last = last_change(connection)
        count, lowest, highest = connection.execute(query).one()
    if (count, lowest or 1, highest or 0) != (last, 1, last):
        message = (
            f"{count} changes are numbered {lowest} to {highest}, expected 1 to {last} without "
            "gaps: a site may miss some"
        )
        yield Fault("/changes", "changes-gap", message)
