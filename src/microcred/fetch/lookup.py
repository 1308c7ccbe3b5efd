"""Looking up names, with an end to the waiting."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from typing import Final

from microcred.errors import ResolutionFailed, excerpt

Lookup = Callable[[str, int, float], list[str]]
"""From a host name, a port and seconds to wait, to numeric addresses, the best first."""

_MAX_PENDING_LOOKUPS: Final = 32
_pending = threading.BoundedSemaphore(_MAX_PENDING_LOOKUPS)


def system_lookup(host: str, port: int, seconds: float) -> list[str]:
    """Ask the system for the addresses of a host.

    The system's own call cannot be told when to stop, so it runs in a thread that is left
    behind when time is up; no more than a few of those can pile up.

    Raises:
        ResolutionFailed: code `name-not-found`, `timeout` or `busy`.
    """
    if not _pending.acquire(blocking=False):
        message = "too many name look-ups are still waiting for their answer"
        raise ResolutionFailed(message, code="busy")
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
    thread = threading.Thread(target=_ask, args=(host, port, answers), daemon=True)
    thread.start()
    try:
        answer = answers.get(timeout=max(seconds, 0))
    except queue.Empty as error:
        message = f"the name {excerpt(host, 200)} was not found in time"
        raise ResolutionFailed(message, code="timeout") from error
    if isinstance(answer, Exception):
        message = f"the name {excerpt(host, 200)} was not found"
        raise ResolutionFailed(message, code="name-not-found") from answer
    return answer


def _ask(host: str, port: int, answers: queue.SimpleQueue[list[str] | Exception]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
    except Exception as error:
        answers.put(error)
    finally:
        _pending.release()
