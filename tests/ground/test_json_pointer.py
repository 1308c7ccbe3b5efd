"""JSON pointers (RFC 6901)."""

from __future__ import annotations

import pytest

from microcred.errors import MalformedInput
from microcred.json_pointer import join_pointer, resolve_pointer, split_pointer

DOCUMENT = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("", DOCUMENT), ("/foo/1", "baz"), ("/", 0), ("/a~1b", 1), ("/m~0n", 8)],
)
def test_points_as_the_rfc_says(pointer: str, value: object) -> None:
    assert resolve_pointer(DOCUMENT, pointer) == value
    assert join_pointer(split_pointer(pointer)) == pointer


@pytest.mark.parametrize(
    "pointer", ["foo", "/foo/2", "/foo/x", "/foo/-1", "/foo/01", "/nowhere", "/foo/0/x", "/m~2n"]
)
def test_refuses_what_points_at_nothing(pointer: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        resolve_pointer(DOCUMENT, pointer)
    assert caught.value.code == "invalid-pointer"
