"""Slips of whoever calls: something else was handed in than what is taken; say what to pass."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from microcred.errors import WrongArgument


def expect(
    value: object, wanted: type | tuple[type, ...], what: str, expected: str, advice: str = ""
) -> None:
    """Refuse an argument of another kind than the one that is wanted.

    Args:
        value: what was handed in; it is not told, since it may be a key or a person's.
        wanted: the classes that will do.
        what: what the argument is called, as `recipient`.
        expected: what will do, in words, as `a Recipient`.
        advice: how to make one from what people have at hand.

    Raises:
        WrongArgument: it is none of them.
    """
    if not isinstance(value, wanted):
        tail = f"; {advice}" if advice else ""
        raise WrongArgument(f"{what}: expected {expected}, found {kind_of(value)}{tail}")


def path_of(path: object, what: str = "path") -> Path:
    """Return a path that people write as text or as a path.

    Raises:
        WrongArgument: it is neither.
    """
    expect(path, (str, PathLike), what, "a path")
    return Path(path)  # type: ignore[arg-type]  # it was just looked at


def expect_clock(value: object) -> None:
    """Refuse a clock that cannot be asked for the time, as a moment cannot.

    Raises:
        WrongArgument: it is no function.
    """
    if not callable(value):
        message = f"clock: expected a function that returns the time, found {kind_of(value)}"
        raise WrongArgument(f"{message}; fixed_clock(moment) makes one of a moment")


def kind_of(value: object) -> str:
    """Return in words what kind of thing was handed in."""
    match value:
        case None:
            return "None"
        case str():
            return "text"
        case bytes() | bytearray() | memoryview():
            return "bytes"
        case PathLike():
            return "a path"
        case Mapping():
            return "a dict"
        case type():
            return f"the class {value.__name__} itself"
    article = "an" if type(value).__name__[0] in "AEIOUaeiou" else "a"
    return f"{article} {type(value).__name__}"
