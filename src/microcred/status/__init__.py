"""Status: what became of a credential after it was issued.

Pure: nothing is fetched or signed here, and a list is read as it stands. Whoever calls has
fetched it and verified its proof, its issuer and its validity first.

A new kind of status is one module and one line of `TYPES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from microcred.document import as_list, id_of, types_of
from microcred.errors import LimitExceeded, MalformedInput, ResolutionFailed, excerpt
from microcred.findings import Fault
from microcred.limits import MAX_STATUS_ENTRIES
from microcred.status import bitstring_status_list, revocation_list, status_list_2021
from microcred.status.bitstring import Bitstring, decode_bitstring, encode_bitstring
from microcred.status.bitstring_status_list import BitstringList
from microcred.status.entry import (
    INVALIDATING_PURPOSES,
    PublishedList,
    Status,
    StatusEntry,
    StatusReference,
    StatusType,
)
from microcred.status.indexes import IndexPermutation, random_free_index
from microcred.status.revocation_list import (
    RevocationList,
    make_revocation_entry,
    make_revocation_list,
)
from microcred.status.status_list import StatusList, make_entry, make_status_list_credential

TYPES: Final[Mapping[str, StatusType]] = {
    status_type.name: status_type
    for status_type in (
        bitstring_status_list.TYPE,
        revocation_list.TYPE,
        status_list_2021.TYPE,
    )
}

__all__ = [
    "INVALIDATING_PURPOSES",
    "TYPES",
    "Bitstring",
    "BitstringList",
    "IndexPermutation",
    "PublishedList",
    "RevocationList",
    "Status",
    "StatusEntry",
    "StatusList",
    "StatusReference",
    "StatusType",
    "decode_bitstring",
    "encode_bitstring",
    "find_entry_faults",
    "make_entry",
    "make_revocation_entry",
    "make_revocation_list",
    "make_status_list_credential",
    "parse_entry",
    "parse_list",
    "random_free_index",
    "status_of",
    "status_references",
]


def status_references(credential: Mapping[str, Any]) -> list[StatusReference]:
    """Return every value of `credentialStatus`, unread, whatever it is.

    Raises:
        LimitExceeded: more than `MAX_STATUS_ENTRIES`.
    """
    status = credential.get("credentialStatus")
    values = as_list(status)
    if len(values) > MAX_STATUS_ENTRIES:
        message = f"{len(values)} status entries, at most {MAX_STATUS_ENTRIES} are looked up"
        raise LimitExceeded(message, code="too-many-statuses", pointer="/credentialStatus")
    return [
        StatusReference(
            pointer=f"/credentialStatus/{place}"
            if isinstance(status, list)
            else "/credentialStatus",
            value=value,
            type=_type_of(value),
            credential_id=id_of(credential),
            issuer_id=id_of(credential.get("issuer")),
        )
        for place, value in enumerate(values)
    ]


def _type_of(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    types = types_of(value)
    return next((name for name in TYPES if name in types), None)  # no signature covers their order


def parse_entry(reference: StatusReference) -> StatusEntry:
    """Read one entry.

    Raises:
        MalformedInput: the entry is wrong; the pointer is into the credential.
        ResolutionFailed: a kind of status that is not known here, so that nothing can be said
            (`status-type-unknown`).
    """
    if not isinstance(reference.value, dict):
        message = f"a status entry must be an object, found {excerpt(reference.value)}"
        raise MalformedInput(message, code="status-not-an-object", pointer=reference.pointer)
    if reference.type is None:
        message = f"the status type {excerpt(reference.value.get('type'))} is not known here"
        raise ResolutionFailed(message, code="status-type-unknown", pointer=reference.pointer)
    return TYPES[reference.type].parse_entry(reference)


def find_entry_faults(credential: Mapping[str, Any]) -> list[Fault]:
    """List what is wrong with the status entries of a credential; of unknown kinds, nothing is."""
    faults: list[Fault] = []
    try:
        for reference in status_references(credential):
            try:
                parse_entry(reference)
            except ResolutionFailed:
                continue
            except MalformedInput as error:
                place = error.pointer or reference.pointer
                faults.append(Fault(place, error.code, error.message))
    except LimitExceeded as error:
        faults.append(Fault(error.pointer or "", error.code, error.message))
    return faults


def parse_list(status_type: str, document: Mapping[str, Any]) -> PublishedList:
    """Read and decode the list of one kind of status, for any number of `status_of`.

    Raises:
        MalformedInput: the list is wrong; the pointer is into the list's document.
    """
    return TYPES[status_type].parse_list(document)


def status_of(entry: StatusEntry, published: PublishedList | Mapping[str, Any]) -> Status:
    """Say what a verified list says about the credential of `entry`.

    Args:
        entry: read by `parse_entry`.
        published: the list, read by `parse_list`, or its document.

    Raises:
        MalformedInput: entry and list do not fit together (purpose, size, index, length,
            issuer): the pointer is into the credential; or the document is no such list.
    """
    if not isinstance(published, PublishedList):
        published = parse_list(entry.type, published)
    return published.find(entry)
