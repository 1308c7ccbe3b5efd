"""Events for whoever runs microcred: the standard library's `logging`, silent until it is asked.

An event has a name that stays, and facts: counts, kinds, codes. Whom a badge is for, what it says,
and the ids of badges and people are none: a log is kept longer, and read by more, than a registry.
"""

from __future__ import annotations

import logging
from typing import Final

AREAS: Final = ("fetching", "issuing", "keys", "publishing", "status")
"""What is told of: a logger for each, `microcred.issuing` for example."""

FACTS: Final = frozenset(
    {
        "action",
        "bytes",
        "code",
        "count",
        "form",
        "host",
        "milliseconds",
        "name",
        "removed",
        "run",
        "written",
    }
)
"""Every fact that an event may have; none is a person's. `run` is a random id, `name` a key's."""

logging.getLogger("microcred").addHandler(logging.NullHandler())


def tell(area: str, event: str, level: int = logging.INFO, /, **facts: str | int) -> None:
    """Tell of an event: `badges-issued count=3 form=png`, with both as `event` and `facts` of it.

    Args:
        area: one of `AREAS`.
        event: its name, which stays the same.
        level: of `logging`; `DEBUG` for what happens with every badge.
        **facts: by names of `FACTS`.
    """
    logger = logging.getLogger(f"microcred.{area}")
    if logger.isEnabledFor(level):
        told = " ".join([event, *(f"{name}={value}" for name, value in facts.items())])
        logger.log(level, "%s", told, extra={"event": event, "facts": facts}, stacklevel=2)
