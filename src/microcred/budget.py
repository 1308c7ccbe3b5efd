"""What a piece of work for a stranger may cost: how long it takes, and the values it builds.

A budget is set by whatever begins the work and holds for all that runs inside, however deep: what
had to be handed through every call would be missing in one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from microcred.errors import LimitExceeded
from microcred.limits import MAX_JSON_CONTAINERS, MAX_JSON_VALUES

Stopwatch = Callable[[], float]
"""Returns seconds that only grow; what they count from does not matter."""

OUT_OF_TIME: Final = "out-of-time"
"""The code of what was not begun, or not ended, since time was up."""


class Deadline:
    """The moment when a fetch, or a verification, must be over.

    Args:
        seconds: how long from now.
        stopwatch: what measures them.
    """

    def __init__(self, seconds: float, stopwatch: Stopwatch = time.monotonic):
        self._stopwatch = stopwatch
        self._end = stopwatch() + seconds

    def remaining(self) -> float:
        """Return the seconds that are left; never quite zero, which sockets read otherwise."""
        return max(self._end - self._stopwatch(), 0.001)

    def is_over(self) -> bool:
        """Tell whether time is up."""
        return self._stopwatch() >= self._end


@dataclass(slots=True)
class Allowance:
    """How many values of JSON may still be built, of one text or of several.

    Attributes:
        containers: objects and arrays.
        commas: all values but the first of an object or array have one.
    """

    containers: int = MAX_JSON_CONTAINERS
    commas: int = MAX_JSON_VALUES


@dataclass(frozen=True, slots=True)
class Budget:
    """What one piece of work may cost.

    Attributes:
        deadline: when it must be over.
        allowance: the values that all JSON in it may have together.
    """

    deadline: Deadline
    allowance: Allowance = field(default_factory=Allowance)


_current: Final[ContextVar[Budget | None]] = ContextVar("budget", default=None)


@contextmanager
def spending(budget: Budget) -> Iterator[Budget]:
    """Hold all that runs inside to a budget."""
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)


def check_time() -> None:
    """Return while there is time; loops that a stranger can make long call it now and then.

    Raises:
        LimitExceeded: code `out-of-time`, of the budget that is being spent, if any is.
    """
    budget = _current.get()
    if budget is not None and budget.deadline.is_over():
        message = "not ended, since it would take longer than one verification may"
        raise LimitExceeded(message, code=OUT_OF_TIME)


def shared_allowance() -> Allowance | None:
    """Return what is left of the budget that is being spent, if any is."""
    budget = _current.get()
    return None if budget is None else budget.allowance
