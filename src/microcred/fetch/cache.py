"""A small memory of what servers gave, each with a lifetime."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from microcred.fetch.interface import Fetched
from microcred.limits import MAX_CACHE_SECONDS, MAX_CACHED_BYTES, MAX_CACHED_RESPONSES

_DEFAULT_SECONDS: Final = 60.0
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.ASCII)
_FORBIDS: Final = re.compile(r"(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,=])", re.ASCII)


def lifetime_seconds(cache_control: str) -> float:
    """Read a Cache-Control header (RFC 9111, section 5.2.2); never above `MAX_CACHE_SECONDS`."""
    directives = cache_control.lower()
    if _FORBIDS.search(directives):
        return 0.0
    max_age = _MAX_AGE.search(directives)
    return min(float(max_age[1]) if max_age else _DEFAULT_SECONDS, MAX_CACHE_SECONDS)


@dataclass(frozen=True, slots=True)
class _Entry:
    fetched: Fetched
    since: float
    until: float


class ResponseCache:
    """Remembers responses by a key; the one longest unused goes first. Safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> Fetched | None:
        """Return what is remembered for `key` and still fresh, with its age."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            now = self._clock()
            if now >= entry.until:
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return replace(entry.fetched, age_seconds=now - entry.since)

    def put(self, key: str, fetched: Fetched, seconds: float) -> None:
        """Remember a response for so many seconds."""
        if seconds <= 0 or len(fetched.body) > MAX_CACHED_BYTES:
            return
        with self._lock:
            if key in self._entries:
                self._drop(key)
            now = self._clock()
            self._entries[key] = _Entry(fetched, now, now + seconds)
            self._bytes += len(fetched.body)
            while len(self._entries) > MAX_CACHED_RESPONSES or self._bytes > MAX_CACHED_BYTES:
                self._drop(next(iter(self._entries)))

    def forget(self, beginning: str) -> None:
        """Forget every response whose key begins so."""
        with self._lock:
            for key in [key for key in self._entries if key.startswith(beginning)]:
                self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _drop(self, key: str) -> None:
        self._bytes -= len(self._entries.pop(key).fetched.body)
