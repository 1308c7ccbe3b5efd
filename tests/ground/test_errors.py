"""Text of others in messages: short, printable, and in nobody's programming language."""

from __future__ import annotations

import re
from typing import Any

import pytest

from microcred import errors
from microcred.errors import MicrocredError, excerpt, kind_of_error


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\x1b[2J", "'a\\u001b[2J'"),
        ("a" * 21, "'" + "a" * 19 + "…'"),
        (None, "nothing"),
        (True, "'true'"),
        (["Profile"], "'[\"Profile\"]'"),
        ({"ä": None}, "'{\"ä\": null}'"),
        (10**5000, "'int'"),
        (nested(100_000), "'list'"),
    ],
    ids=range(8),
)
def test_what_was_found_is_told_as_it_stands_in_json(value: object, expected: str) -> None:
    assert excerpt(value, 20) == expected


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.Forbidden("m"), "forbidden"),
        (errors.NotFound("m"), "not-found"),
        (errors.NotInWorkspace("m"), "not-found"),
        (errors.Conflict("m"), "conflict"),
        (errors.RegistryBusy("m"), "busy"),
        (errors.Refused("m"), "invalid"),
        (errors.InvalidJson("m"), "invalid"),
        (errors.WrongArgument("m"), "invalid"),
        (errors.ProofInvalid("m"), "invalid"),
        (errors.UnusableKey("m", code="invalid-jwk"), "invalid"),
        (errors.UnusableKey("m", code="key-ended"), "unavailable"),
        (errors.WrongPassphrase("m"), "unavailable"),
        (errors.ConfigurationError("m"), "unavailable"),
        (errors.UnusableAnswer("m"), "unavailable"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_error_is_of_one_kind(error: MicrocredError, kind: str) -> None:
    assert kind_of_error(error) == kind


def test_the_tree_that_is_drawn_is_the_tree() -> None:
    """Each class is drawn once, below its first parent."""
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        place = re.match(r"    ([│├└─ ]*)([A-Z]\w+)", line)
        if place is None:
            continue
        del above[len(place[1]) // 4 :]
        drawn[place[2]] = above[-1] if above else "Exception"
        above.append(place[2])
    there = {
        name: each.__bases__[0].__name__
        for name, each in vars(errors).items()
        if isinstance(each, type) and issubclass(each, Exception)
    }
    assert drawn == there
