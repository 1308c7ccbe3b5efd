"""Select parts of a document by JSON pointers (ECDSA Cryptosuites 1.0, "selectJsonLd").

Along the way to each selected value, what gives it its meaning comes with it: the identifiers,
types and contexts of the objects it is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from microcred.errors import InvalidDocument, MalformedInput
from microcred.findings import Fault
from microcred.json_pointer import split_pointer

SELECTED_WITH_ALL: Final = frozenset({"@context", "id", "@id", "type", "@type"})
"""Members that come with whatever is selected in an object."""

_Paths = dict[Any, Any]
_WHOLE: Final[_Paths] = {}


def select_json_ld(document: Mapping[str, Any], pointers: Sequence[str]) -> dict[str, Any] | None:
    """Return the selected parts, in the document's own order; None where there is no pointer.

    Values are shared with `document`, not copied.

    Raises:
        InvalidDocument: pointers that are malformed or point at nothing; all are listed.
    """
    if not pointers:
        return None
    paths: _Paths = {}
    faults: list[Fault] = []
    for pointer in pointers:
        try:
            path = path_of(document, pointer)
        except MalformedInput as error:
            faults.append(Fault(pointer, "pointer-not-found", error.message))
        else:
            _add_path(paths, path)
    if faults:
        raise InvalidDocument(faults, what="selection of the document")
    selected: dict[str, Any] = _select(document, paths)
    return selected


def path_of(document: Any, pointer: str) -> list[str | int]:
    """Return the member names and indexes that lead to what `pointer` points at.

    Raises:
        MalformedInput: malformed, the whole document, or nothing is there.
    """
    parts = split_pointer(pointer)
    if not parts:
        message = "a pointer to the whole document; list its members instead"
        raise MalformedInput(message, code="invalid-pointer")
    path: list[str | int] = []
    value = document
    for part in parts:
        if isinstance(value, Mapping) and part in value:
            path.append(part)
        elif isinstance(value, list) and _is_index(part) and int(part) < len(value):
            path.append(int(part))
        else:
            message = f"JSON pointer {pointer!r} points at nothing"
            raise MalformedInput(message, code="invalid-pointer")
        value = value[path[-1]]
    return path


def _is_index(part: str) -> bool:
    """Tell an array index (RFC 6901, section 4), as short as the largest array's."""
    return part.isascii() and part.isdigit() and len(part) < 10 and (part == "0" or part[0] != "0")


def _add_path(paths: _Paths, path: list[str | int]) -> None:
    for step in path[:-1]:
        paths = paths.setdefault(step, {})
        if paths is _WHOLE:
            return
    paths[path[-1]] = _WHOLE


def _select(value: Any, paths: _Paths) -> Any:
    if paths is _WHOLE:
        return value
    if isinstance(value, list):
        return [_select(value[index], paths[index]) for index in sorted(paths)]
    return {
        name: _select(member, paths[name])
        if name in paths and name not in SELECTED_WITH_ALL
        else member
        for name, member in value.items()
        if name in paths or name in SELECTED_WITH_ALL
    }
