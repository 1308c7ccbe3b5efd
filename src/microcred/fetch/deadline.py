"""One moment when something must be over."""

from __future__ import annotations

import time
from collections.abc import Callable

Stopwatch = Callable[[], float]
"""Gives seconds that only grow; what they count from does not matter."""


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
        """Give the seconds that are left; never quite zero, which sockets read otherwise."""
        return max(self._end - self._stopwatch(), 0.001)

    def is_over(self) -> bool:
        """Tell whether time is up."""
        return self._stopwatch() >= self._end
