"""What is checked of a document before any work is done on it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from microcred.errors import CanonicalizationFailed, LimitExceeded, excerpt
from microcred.json_pointer import join_pointer
from microcred.limits import (
    MAX_CONTEXT_TERMS,
    MAX_GENERAL_CONTEXT_CHARACTERS,
    MAX_GENERAL_CONTEXTS,
    MAX_GENERAL_VALUES,
    MAX_JSON_DEPTH,
    MAX_JSON_VALUES,
)

_Path = tuple[str | int, ...]


def check_json(
    document: Any, *, max_values: int = MAX_JSON_VALUES, path: Sequence[str | int] = ()
) -> None:
    """Check that `document` is I-JSON (RFC 7493) of bounded depth and size.

    Args:
        document: a JSON value.
        max_values: how many values it may have.
        path: where it stands, for the pointers of errors.

    Raises:
        LimitExceeded: deeper than `MAX_JSON_DEPTH` or more than `max_values` values.
        CanonicalizationFailed: an infinity, NaN, a lone surrogate, or what is not JSON at all.
    """
    level: list[tuple[Any, _Path]] = [(document, tuple(path))]
    count = 0
    for _ in range(MAX_JSON_DEPTH + 1):
        deeper: list[tuple[Any, _Path]] = []
        for value, place in level:
            deeper += _members(value, place)
            if count + len(deeper) > max_values:
                raise LimitExceeded(f"more than {max_values} JSON values", code="too-many-values")
        count += len(deeper)
        if not deeper:
            return
        level = deeper
    raise LimitExceeded(f"JSON nested deeper than {MAX_JSON_DEPTH} levels", code="too-deep")


def check_general(document: Any) -> None:
    """Check what the general processor is given: its cost per value is far higher.

    Raises:
        LimitExceeded: more than `MAX_GENERAL_VALUES` values, or contexts too large.
        CanonicalizationFailed: as `check_json`.
    """
    for count, context in enumerate(_contexts(document), start=1):
        check_context(context)
        if count > MAX_GENERAL_CONTEXTS:
            message = f"more than {MAX_GENERAL_CONTEXTS} contexts"
            raise LimitExceeded(message, code="context-too-costly")
    check_json(document, max_values=MAX_GENERAL_VALUES)
    written = sum(len(json.dumps(context)) for context in _contexts(document))
    if written > MAX_GENERAL_CONTEXT_CHARACTERS:
        message = f"contexts of more than {MAX_GENERAL_CONTEXT_CHARACTERS} characters"
        raise LimitExceeded(message, code="context-too-costly")


def check_context(local: Any) -> None:
    """Check the parts of a context: texts, nulls, and objects of at most `MAX_CONTEXT_TERMS`.

    Raises:
        LimitExceeded: an object has more members.
        CanonicalizationFailed: a part is something else.
    """
    for context in local if isinstance(local, list) else [local]:
        if not isinstance(context, dict | list | str | None):
            message = f"{excerpt(context)} is no context"
            raise CanonicalizationFailed(message, code="invalid-local-context")
        if isinstance(context, dict) and len(context) > MAX_CONTEXT_TERMS:
            message = f"a context of {len(context)} terms, at most {MAX_CONTEXT_TERMS} are read"
            raise LimitExceeded(message, code="context-too-large")


def _contexts(document: Any) -> Iterator[Any]:
    """Yield every `@context` member, down to the deepest level that is read."""
    level = [document]
    for _ in range(MAX_JSON_DEPTH + 1):
        deeper: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if "@context" in value:
                    yield value["@context"]
                deeper += value.values()
            elif isinstance(value, list):
                deeper += value
        level = deeper


def _members(value: Any, path: _Path) -> list[tuple[Any, _Path]]:
    if isinstance(value, dict):
        for name in value:
            _check_scalar(name, path, is_name=True)
        return [(member, (*path, name)) for name, member in value.items()]
    if isinstance(value, list):
        return [(item, (*path, index)) for index, item in enumerate(value)]
    _check_scalar(value, path)
    return []


def _check_scalar(value: Any, path: _Path, *, is_name: bool = False) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise _not_i_json("a string has a lone surrogate", "lone-surrogate", path)
    elif is_name:
        raise _not_i_json(f"member name {excerpt(value)} is no text", "not-json", path)
    elif isinstance(value, int | float):
        _check_number(value, path)
    elif value is not None:
        raise _not_i_json(f"{type(value).__name__} is no JSON value", "not-json", path)


def _check_number(value: float, path: _Path) -> None:
    try:
        is_finite = math.isfinite(value)
    except OverflowError:
        message = "an integer does not fit in a double"
        raise _not_i_json(message, "number-out-of-range", path) from None
    if not is_finite:
        raise _not_i_json(f"{value} is no JSON number", "number-out-of-range", path)


def _not_i_json(message: str, code: str, path: _Path) -> CanonicalizationFailed:
    return CanonicalizationFailed(message, code=code, pointer=join_pointer(path))
