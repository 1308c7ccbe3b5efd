"""The line-oriented door of the Python peers; runs in their environment, without microcred."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Operation = Callable[..., Callable[[], Any]]


def serve(operations: Mapping[str, Operation]) -> None:
    """Answer each line of standard input; an operation gives the function that is timed."""
    for line in sys.stdin:
        request = json.loads(line)
        name, repeat = request.pop("operation"), request.pop("repeat", 1)
        try:
            reply = _repeat(operations[name](**request), repeat)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


def judged(verify: Callable[[], Any]) -> dict[str, Any]:
    """Return a verdict where the library raises."""
    try:
        verify()
    except Exception as error:
        return {"verified": False, "reasons": [f"{type(error).__name__}: {error}"]}
    return {"verified": True, "reasons": []}


def _repeat(work: Callable[[], Any], repeat: int) -> dict[str, Any]:
    """Do it again and again; time is that of the processor, which others do not lengthen."""
    value, seconds = None, []
    for _ in range(repeat):
        start = time.process_time()
        value = work()
        seconds.append(time.process_time() - start)
    return {"value": value, "seconds": seconds}
