"""Verbs that sign go on with the new key where another process changed it just then."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from microcred.errors import UnusableKey

P = ParamSpec("P")
R = TypeVar("R")

_TRIES: Final = 3


def with_current_key(verb: Callable[P, R]) -> Callable[P, R]:
    """Let a verb begin again where the key that it opened ended before its turn came.

    Nothing of a turn that is refused is recorded, so that beginning again does nothing twice. The
    verb must open the key itself.
    """

    @functools.wraps(verb)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_TRIES - 1):
            try:
                return verb(*args, **kwargs)
            except UnusableKey as error:
                if error.code != "key-ended":
                    raise
        return verb(*args, **kwargs)

    return wrapper
