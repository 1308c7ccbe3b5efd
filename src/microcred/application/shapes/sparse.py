"""Leaves out what is empty, for shapes that say nothing where there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

Shape = TypeVar("Shape", bound=Mapping[str, Any])


def without_empty(members: Shape) -> Shape:
    """Return it without empty texts and lists, which must be `NotRequired` in its shape."""
    kept = {name: value for name, value in members.items() if value not in ("", [])}
    return cast("Shape", kept)
