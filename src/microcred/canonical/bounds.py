"""What is checked of a document before any work is done on it."""

from __future__ import annotations

import math
from typing import Any

from microcred.errors import CanonicalizationFailed, LimitExceeded, excerpt
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_JSON_DEPTH, MAX_JSON_VALUES


def check_json(document: Any) -> None:
    """Check that `document` is I-JSON (RFC 7493) of bounded depth and size.

    Raises:
        LimitExceeded: deeper than `MAX_JSON_DEPTH` or more than `MAX_JSON_VALUES` values.
        CanonicalizationFailed: an infinity, NaN, a lone surrogate, or what is not JSON at all.
    """
    level: list[tuple[Any, tuple[str | int, ...]]] = [(document, ())]
    count = 0
    for _ in range(MAX_JSON_DEPTH + 1):
        deeper: list[tuple[Any, tuple[str | int, ...]]] = []
        for value, path in level:
            if isinstance(value, dict):
                for name in value:
                    _check_scalar(name, path, is_name=True)
                deeper += [(member, (*path, name)) for name, member in value.items()]
            elif isinstance(value, list):
                deeper += [(item, (*path, index)) for index, item in enumerate(value)]
            else:
                _check_scalar(value, path)
        count += len(deeper)
        if count > MAX_JSON_VALUES:
            raise LimitExceeded(f"more than {MAX_JSON_VALUES} JSON values", code="too-many-values")
        if not deeper:
            return
        level = deeper
    raise LimitExceeded(f"JSON nested deeper than {MAX_JSON_DEPTH} levels", code="too-deep")


def _check_scalar(value: Any, path: tuple[str | int, ...], *, is_name: bool = False) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise _not_i_json("a string has a lone surrogate", "lone-surrogate", path)
        return
    if is_name:
        raise _not_i_json(f"member name {excerpt(value)} is no text", "not-json", path)
    if value is None or isinstance(value, bool | int):
        return
    if not isinstance(value, float):
        raise _not_i_json(f"{type(value).__name__} is no JSON value", "not-json", path)
    if not math.isfinite(value):
        raise _not_i_json(f"{value} is no JSON number", "number-out-of-range", path)


def _not_i_json(message: str, code: str, path: tuple[str | int, ...]) -> CanonicalizationFailed:
    return CanonicalizationFailed(message, code=code, pointer=join_pointer(path))
