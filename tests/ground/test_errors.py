"""Text of others in messages: short, printable, and in nobody's programming language."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import excerpt


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
