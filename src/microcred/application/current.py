"""What is read once, shared by threads, and read again when it has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Current(Generic[T]):
    """A value that is read once, and again when what it is read from has changed.

    Args:
        look: tells, and cheaply, in which state that is; None where that may change unseen, so
            that it is read again the next time.
        read: reads the value.
    """

    def __init__(self, look: Callable[[], Hashable | None], read: Callable[[], T]):
        self._look = look
        self._read = read
        self._lock = threading.RLock()
        self._kept: tuple[Hashable, T] | None = None

    def __call__(self) -> T:
        """Return the value as it is now; one thread reads it, the others wait for that."""
        with self._lock:
            # Seen before it is read: a change while it is read shows the next time.
            seen = self._look()
            if seen is not None and self._kept is not None and self._kept[0] == seen:
                return self._kept[1]
            value = self._read()
            self._kept = None if seen is None else (seen, value)
            return value

    def forget(self) -> T | None:
        """Return what was kept, if anything, and read it anew the next time."""
        with self._lock:
            kept, self._kept = self._kept, None
            return None if kept is None else kept[1]
