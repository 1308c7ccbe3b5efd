"""Read a credential as received, where JSON-LD lets one thing be written in several ways.

A member may hold one value or a list, and a thing may be named by its id or be written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microcred.errors import InvalidTimestamp
from microcred.timestamps import parse_timestamp


def as_list(value: Any) -> list[Any]:
    """Return a member's values; nothing is an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def id_of(value: Any) -> str | None:
    """Return the id of a thing that is written as its id, as an object, or as a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str) and isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else None


def value_of(value: Any) -> Any:
    """Return the one value of a member, which may be in an array or have its datatype beside it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value["@value"] if isinstance(value, Mapping) and "@value" in value else value


def types_of(value: Mapping[str, Any]) -> list[str]:
    """Return the types of an object."""
    return [item for item in as_list(value.get("type")) if isinstance(item, str)]


def is_presentation(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is a presentation."""
    return "VerifiablePresentation" in types_of(document)


def objects_of(value: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return a member's objects, each with its pointer relative to the member."""
    if isinstance(value, dict):
        return [("", value)]
    return [(f"/{index}", item) for index, item in enumerate(as_list(value)) if type(item) is dict]


def text_of(value: Any) -> str:
    """Return one plain text of a member that may be in several languages, or an empty one."""
    for item in as_list(value):
        text = item.get("@value") if isinstance(item, Mapping) else item
        if isinstance(text, str):
            return text
    return ""


def period_of(document: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the start and the end of a credential as it has them; None where it has none.

    VC Data Model 1.1 may have either under two names. Then it is the later start and the earlier
    end, since both are held against the clock.
    """
    starts, ends = (
        [document[name] for name in names if document.get(name) is not None]
        for names in (("validFrom", "issuanceDate"), ("validUntil", "expirationDate"))
    )
    return _pick(starts, -1), _pick(ends, 0)


def _pick(values: list[Any], index: int) -> Any:
    if len(values) < 2:
        return values[0] if values else None
    try:
        return sorted(values, key=parse_timestamp)[index]
    except (InvalidTimestamp, TypeError):  # found by whoever checks the badge
        return values[0]
