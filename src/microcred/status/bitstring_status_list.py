"""`BitstringStatusListEntry` and its list (Bitstring Status List 1.0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from microcred.document import as_list, id_of, types_of
from microcred.errors import InvalidTimestamp, MalformedInput, excerpt
from microcred.limits import MIN_STATUS_LIST_ENTRIES
from microcred.status.bitstring import Bitstring, decode_bitstring
from microcred.status.entry import (
    PublishedList,
    Status,
    StatusEntry,
    StatusReference,
    StatusType,
    finding_code,
)
from microcred.status.indexed_entry import parse_indexed_entry
from microcred.status.messages import UNSET_AND_SET, read_messages, read_size
from microcred.timestamps import parse_timestamp

ENTRY: Final = "BitstringStatusListEntry"
CREDENTIAL: Final = "BitstringStatusListCredential"
LIST: Final = "BitstringStatusList"
_SUBJECT: Final = "/credentialSubject"
_LONGEST_TTL: Final = timedelta(days=36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class BitstringList(PublishedList):
    """A list of statuses, one for each index, decoded.

    Attributes:
        purposes: what the statuses are about.
        bits: the decoded bit string.
        size: bits of one status, where the list says so.
        messages: the message of each status value, where the list has them.
        min_entries: the fewest entries that keep one credential hidden among many.
    """

    purposes: frozenset[str]
    bits: bytes = field(repr=False)
    size: int | None = None
    messages: Mapping[int, str] = field(default_factory=dict)
    min_entries: int = MIN_STATUS_LIST_ENTRIES

    def find(self, entry: StatusEntry) -> Status:
        """Look the entry's index up ("Validate Algorithm", from the purpose on).

        Raises:
            MalformedInput: the list is too short, or the index is not in it.
        """
        self._check_fit(entry)
        if entry.index is None:
            raise TypeError("a bit string is asked by index")
        statuses = Bitstring(self.bits, entry.size)
        if statuses.length < self.min_entries:
            message = f"a list of {statuses.length} entries, at least {self.min_entries} are needed"
            raise MalformedInput(message, code="status-list-too-short", pointer=entry.pointer)
        if entry.index >= statuses.length:
            message = f"index {entry.index} is outside of a list of {statuses.length} entries"
            pointer = f"{entry.pointer}/statusListIndex"
            raise MalformedInput(message, code="status-index-out-of-range", pointer=pointer)
        value = statuses.get(entry.index)
        return Status(
            purpose=entry.purpose,
            value=value,
            code=finding_code(entry.purpose, value),
            pointer=entry.pointer,
            message=self._message(entry, value),
            references=entry.references,
        )

    def _message(self, entry: StatusEntry, value: int) -> str | None:
        """Return the issuer's text: the one it committed to in the credential goes first."""
        messages = entry.messages or self.messages
        if not messages and entry.purpose == "message":
            messages = UNSET_AND_SET
        return messages.get(value)

    def _check_fit(self, entry: StatusEntry) -> None:
        if entry.purpose not in self.purposes:
            message = f"the list is not about {excerpt(entry.purpose)}"
            pointer = f"{entry.pointer}/statusPurpose"
            raise MalformedInput(message, code="status-purpose-mismatch", pointer=pointer)
        if self.size not in (None, entry.size):
            message = f"the entry has statuses of {entry.size} bits, the list of {self.size}"
            pointer = f"{entry.pointer}/statusSize"
            raise MalformedInput(message, code="status-size-mismatch", pointer=pointer)


def parse_entry(reference: StatusReference) -> StatusEntry:
    """Read a `BitstringStatusListEntry`."""
    entry = parse_indexed_entry(reference, ENTRY)
    value, pointer = reference.value, reference.pointer
    size = read_size(value.get("statusSize"), f"{pointer}/statusSize")
    return replace(
        entry,
        size=size,
        messages=read_messages(value.get("statusMessage"), size, f"{pointer}/statusMessage"),
        references=tuple(
            item for item in as_list(value.get("statusReference")) if isinstance(item, str)
        ),
    )


def parse_list(document: Mapping[str, Any]) -> BitstringList:
    """Read and decode a `BitstringStatusListCredential`; its proof is the caller's to verify.

    Raises:
        MalformedInput: not such a list; the pointer is into the list's document.
    """
    subject = read_subject(document, CREDENTIAL, LIST)
    size = (
        read_size(subject["statusSize"], f"{_SUBJECT}/statusSize") if _has_size(subject) else None
    )
    bits = read_bits(subject, decode_bitstring)
    if len(bits) * 8 < MIN_STATUS_LIST_ENTRIES:
        message = (
            f"a list of {len(bits) * 8} entries, at least {MIN_STATUS_LIST_ENTRIES} are needed"
        )
        pointer = f"{_SUBJECT}/encodedList"
        raise MalformedInput(message, code="status-list-too-short", pointer=pointer)
    return BitstringList(
        id=id_of(document),
        issuer_id=id_of(document.get("issuer")),
        valid_from=read_moment(document, "validFrom"),
        valid_until=read_moment(document, "validUntil"),
        ttl=_read_ttl(subject.get("ttl")),
        purposes=read_purposes(subject),
        bits=bits,
        size=size,
        messages=_read_list_messages(subject, size),
    )


def _has_size(subject: Mapping[str, Any]) -> bool:
    return subject.get("statusSize") is not None


def _read_list_messages(subject: Mapping[str, Any], size: int | None) -> Mapping[int, str]:
    messages = subject.get("statusMessages")
    if messages is None:
        return {}
    return read_messages(messages, size or 1, f"{_SUBJECT}/statusMessages")


def read_subject(document: Mapping[str, Any], credential: str, kind: str) -> Mapping[str, Any]:
    """Return the one subject of a list's credential, once the types are right.

    Raises:
        MalformedInput: a type or the subject is not that of a list.
    """
    if credential not in types_of(document):
        message = f"the list must be a {credential}, found {excerpt(document.get('type'))}"
        raise MalformedInput(message, code="status-list-wrong-type", pointer="/type")
    subjects = as_list(document.get("credentialSubject"))
    if len(subjects) != 1 or not isinstance(subjects[0], Mapping):
        message = "the list must have one credentialSubject"
        raise MalformedInput(message, code="status-list-wrong-subject", pointer=_SUBJECT)
    subject = subjects[0]
    if kind not in types_of(subject):
        message = f"the subject of the list must be a {kind}, found {excerpt(subject.get('type'))}"
        raise MalformedInput(message, code="status-list-wrong-subject", pointer=f"{_SUBJECT}/type")
    return subject


def read_purposes(subject: Mapping[str, Any]) -> frozenset[str]:
    """Read the one or more purposes of a list.

    Raises:
        MalformedInput: there is none, or it is no text.
    """
    purposes = as_list(subject.get("statusPurpose"))
    if not purposes or not all(isinstance(item, str) and item for item in purposes):
        message = "the list does not say in texts what its statuses are about"
        pointer = f"{_SUBJECT}/statusPurpose"
        raise MalformedInput(message, code="status-purpose-invalid", pointer=pointer)
    return frozenset(purposes)


def read_bits(subject: Mapping[str, Any], decode: Callable[[str], bytes]) -> bytes:
    """Decode the `encodedList`.

    Raises:
        MalformedInput: it is not there, or cannot be decoded.
    """
    pointer = f"{_SUBJECT}/encodedList"
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        message = "the list has no encodedList"
        raise MalformedInput(message, code="encoded-list-missing", pointer=pointer)
    try:
        return decode(encoded)
    except MalformedInput as error:
        error.pointer = pointer
        raise


def read_moment(document: Mapping[str, Any], name: str) -> datetime | None:
    """Read a date of the list's validity period.

    Raises:
        InvalidTimestamp: it is no dateTimeStamp.
    """
    text = document.get(name)
    if text is None:
        return None
    if not isinstance(text, str):
        raise InvalidTimestamp(f"not a dateTimeStamp: {excerpt(text)}", pointer=f"/{name}")
    try:
        return parse_timestamp(text)
    except InvalidTimestamp as error:
        error.pointer = f"/{name}"
        raise


def _read_ttl(ttl: object) -> timedelta | None:
    """Read the time to live, in milliseconds."""
    if ttl is None:
        return None
    if isinstance(ttl, bool) or not isinstance(ttl, int | float) or not ttl >= 0:
        message = f"ttl must be a number of milliseconds, found {excerpt(ttl)}"
        raise MalformedInput(message, code="status-ttl-invalid", pointer=f"{_SUBJECT}/ttl")
    longest = _LONGEST_TTL / timedelta(milliseconds=1)
    return timedelta(milliseconds=float(min(ttl, longest)))


TYPE: Final = StatusType(
    ENTRY, list_is_credential=True, parse_entry=parse_entry, parse_list=parse_list
)
