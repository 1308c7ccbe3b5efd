"""Translates pydantic's errors into faults with JSON pointers into the document as received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FAULTS
from microcred.models.annotations import describe
from microcred.models.credential_rules import is_vcdm_1
from microcred.models.values import COMPACT_JWS_PATTERN, LANGUAGE_PATTERN, URI_PATTERN

_EXPECTED: Final = {
    "string_type": "text",
    "not-language-text": "text, or text in languages",
    "not-a-number": "a number",
    "bool_type": "true or false",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
    "list_type": "an array",
}
_PRINTED: Final = 1e15
"""A number that is larger is not written out."""

_TEXT: Final = "expected text"
_PATTERNS: Final = {
    URI_PATTERN: ("invalid-uri", "an absolute URI"),
    LANGUAGE_PATTERN: ("invalid-language", "a language tag, as nl or pt-BR,"),
    COMPACT_JWS_PATTERN: ("not-compact-jws", "a compact JWS, three parts with dots between,"),
}
_CODES: Final = {
    "missing": "missing-member",
    "recursion_loop": "recursion",
    "string_unicode": "lone-surrogate",
}


def faults_of(error: ValidationError, document: object) -> list[Fault]:
    """List what pydantic found, in its order, cut after `MAX_FAULTS`."""
    details = error.errors(include_url=False)
    faults = [_fault(detail, document) for detail in details[:MAX_FAULTS]]
    if len(details) > MAX_FAULTS:
        message = f"{len(details) - MAX_FAULTS} more faults are not listed"
        faults.append(Fault("", "more-faults", message))
    return faults


def _fault(detail: Any, document: object) -> Fault:
    kind: str = detail["type"]
    index = detail.get("ctx", {}).get("index")
    location = detail["loc"] if index is None else (*detail["loc"], index)
    pointer = pointer_of(location, document)
    if kind in ("missing", "missing-member"):
        return Fault(pointer, "missing-member", "the member is required")
    found = detail["input"]
    if found is None:
        expected = _EXPECTED.get(kind) or detail.get("ctx", {}).get("expected", "a value")
        message = f"expected {expected}, found null"
        return Fault(pointer, "null-value", message, "Leave the member out instead.")
    if kind == "extra_forbidden":
        return Fault(pointer, "unknown-member", "there is no such member")
    if kind in _EXPECTED:
        message = f"expected {_EXPECTED[kind]}, found {describe(found)}"
        return Fault(pointer, "wrong-type", message, _mend(message, found))
    if kind == "string_pattern_mismatch":
        code, expected = _PATTERNS[detail["ctx"]["pattern"]]
        return Fault(pointer, code, f"expected {expected}, found {describe(found)}")
    code, message = _CODES.get(kind, kind.replace("_", "-")), detail["msg"]
    return Fault(pointer, code, message, _mend(message, found))


def _mend(message: str, found: object) -> str:
    """Say how a text is written that reads as something else, as the version 1.0 does."""
    is_number = isinstance(found, bool | float | int) and abs(found) < _PRINTED
    if is_number and message.startswith(_TEXT):
        return f'Put it in quotes: "{found}".'
    return ""


def pointer_of(location: tuple[int | str, ...], document: object) -> str:
    """Make a pointer from pydantic's location.

    A single value that stood where the model has an array is item 0 to pydantic; that index is
    left out, because the document has no array there.
    """
    parts: list[str | int] = []
    value: Any = document
    for named in location:
        part = _document_name(named, value)
        if isinstance(part, int):
            if not isinstance(value, list | tuple):
                continue
            value = value[part] if part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
        parts.append(part)
    return join_pointer(parts)


def _document_name(name: int | str, holder: Any) -> int | str:
    """Return the name in the document: pydantic names a missing member as the model does."""
    if name == "context":
        return "@context"
    if name == "validFrom" and isinstance(holder, Mapping) and name not in holder:
        return "issuanceDate" if is_vcdm_1(holder) else name
    return name
