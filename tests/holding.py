"""What transactions hold until they end, and in which order they come to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa


class Holding:
    """Notes of which tables each transaction holds rows, in order; of PostgreSQL.

    Args:
        engine: whose transactions.
        tables: names of those that matter.
        looked_at: whether rows that are only read are noted too, as "badges, looked at".
    """

    def __init__(self, engine: sa.Engine, tables: Sequence[str], *, looked_at: bool = False):
        self.transactions: list[list[str]] = []
        names = "|".join(tables)
        self._tables = re.compile(rf"^UPDATE ({names})\b|\bFROM ({names})\b")
        self._looked_at = looked_at
        sa.event.listen(engine, "begin", lambda _: self.transactions.append([]))
        sa.event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found = self._tables.search(statement)
        if found is None:
            return
        name, holds = found[1] or found[2], bool(found[1]) or " FOR UPDATE" in statement
        if holds or self._looked_at:
            noted = name if holds else f"{name}, looked at"
            if noted not in self.transactions[-1]:
                self.transactions[-1].append(noted)

    def during(self, work: Callable[[], Any]) -> list[list[str]]:
        """Return what was held in each transaction of some work that held anything."""
        before = len(self.transactions)
        work()
        return [held for held in self.transactions[before:] if held]
