"""Entries that point at a position in a bit string: what all of them have."""

from __future__ import annotations

import re
from typing import Any, Final

from microcred.errors import LimitExceeded, MalformedInput, excerpt
from microcred.limits import MAX_STATUS_LIST_BYTES
from microcred.status.entry import StatusEntry, StatusReference

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+\Z", re.ASCII)
_DIGITS: Final = re.compile(r"[0-9]+\Z", re.ASCII)
_MAX_INDEX: Final = MAX_STATUS_LIST_BYTES * 8 - 1
_MAX_INDEX_DIGITS: Final = 4000


def parse_indexed_entry(reference: StatusReference, type_name: str) -> StatusEntry:
    """Read purpose, index and list of an entry; its status is one bit.

    Raises:
        MalformedInput: a member is missing or wrong; the pointer names it.
    """
    value, pointer = reference.value, reference.pointer
    list_url = read_url(value, "statusListCredential", pointer)
    if value.get("id") == list_url:
        message = "the entry's id must not be the URL of the list"
        raise MalformedInput(message, code="status-id-is-list", pointer=f"{pointer}/id")
    return StatusEntry(
        type=type_name,
        purpose=_read_purpose(value.get("statusPurpose"), f"{pointer}/statusPurpose"),
        list_url=list_url,
        pointer=pointer,
        index=_read_index(value.get("statusListIndex"), f"{pointer}/statusListIndex"),
        credential_id=reference.credential_id,
        issuer_id=reference.issuer_id,
    )


def read_url(value: dict[str, Any], name: str, pointer: str) -> str:
    """Read the URL of a list.

    Raises:
        MalformedInput: it is not there, or no URL.
    """
    url = value.get(name)
    if url is None:
        message = f"the entry does not say where its list is: no {name}"
        raise MalformedInput(message, code="status-list-url-missing", pointer=pointer)
    if not isinstance(url, str) or not _URL.match(url):
        message = f"the place of the list is not an absolute URL: {excerpt(url)}"
        code = "status-list-url-invalid"
        raise MalformedInput(message, code=code, pointer=f"{pointer}/{name}")
    return url


def _read_purpose(purpose: object, pointer: str) -> str:
    if not isinstance(purpose, str) or not purpose:
        message = f"statusPurpose must be one text, found {excerpt(purpose)}"
        raise MalformedInput(message, code="status-purpose-invalid", pointer=pointer)
    return purpose


def _read_index(index: object, pointer: str) -> int:
    """Read a `statusListIndex`: decimal digits in a string; an integer is tolerated."""
    if code := _index_fault(index):
        message = f"statusListIndex must be a whole number in base 10, found {excerpt(index)}"
        raise MalformedInput(message, code=code, pointer=pointer)
    if isinstance(index, str) and len(index) > _MAX_INDEX_DIGITS:
        message = f"statusListIndex has {len(index)} digits"
        raise LimitExceeded(message, code="status-index-too-long", pointer=pointer)
    number: int = int(index)  # type: ignore[call-overload]  # the fault check left str and int
    if number > _MAX_INDEX:
        message = f"no list that is read here has more than {_MAX_INDEX + 1} statuses"
        raise MalformedInput(message, code="status-index-out-of-range", pointer=pointer)
    return number


def _index_fault(index: object) -> str | None:
    """Name what kind of wrong index it is; None for a decimal string and a whole number."""
    if index is None:
        return "status-index-missing"
    if isinstance(index, bool):
        return "status-index-boolean"
    if isinstance(index, int):
        return "status-index-negative" if index < 0 else None
    if isinstance(index, float):
        return "status-index-fraction"
    if not isinstance(index, str):
        return "status-index-wrong-type"
    if _DIGITS.match(index):
        return None
    negative = index.startswith("-") and _DIGITS.match(index[1:])
    return "status-index-negative" if negative else "status-index-not-decimal"
