"""Bitstring Status Lists as an issuer keeps them, and the documents made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Self

from microcred.errors import LimitExceeded, MalformedInput
from microcred.limits import MAX_STATUS_LIST_BYTES, MIN_STATUS_LIST_ENTRIES
from microcred.status import bitstring_status_list as bsl
from microcred.status.bitstring import GZIP_LEVEL, Bitstring, encode_bitstring
from microcred.status.entry import StatusReference
from microcred.status.messages import size_for, write_messages
from microcred.timestamps import format_timestamp, parse_timestamp

_VCDM_2: Final = "https://www.w3.org/ns/credentials/v2"
_STATUS: Final = "https://www.w3.org/ns/credentials/status#"
_MESSAGE_TERMS: Final = {
    "statusSize": {
        "@id": f"{_STATUS}statusSize",
        "@type": "http://www.w3.org/2001/XMLSchema#integer",
    },
    "statusMessages": {
        "@id": f"{_STATUS}statusMessages",
        "@context": {"status": f"{_STATUS}status", "message": f"{_STATUS}message"},
    },
}
"""Terms that a list of messages must have and that the context of VCDM 2.0 lacks."""


class StatusList(Bitstring):
    """The statuses of up to `length` credentials, all 0 at first; can be changed.

    Args:
        purpose: one purpose or several; several share one status for each index.
        length: how many statuses, rounded up to whole bytes; at least 131,072.
        messages: for the purpose `message`, one text for each value: 2, 4, 8, … of them.

    Attributes:
        purposes: the purposes.
        messages: the messages.

    Raises:
        MalformedInput: too short, no purpose, or a wrong number of messages.
        LimitExceeded: longer than a reader here would accept.
    """

    __slots__ = ("messages", "purposes")
    _bits: bytearray

    def __init__(
        self,
        purpose: str | Sequence[str] = "revocation",
        *,
        length: int = MIN_STATUS_LIST_ENTRIES,
        messages: Sequence[str] = (),
    ):
        self.purposes = (purpose,) if isinstance(purpose, str) else tuple(purpose)
        self.messages = tuple(messages)
        _check_purposes(self.purposes, self.messages)
        if length < MIN_STATUS_LIST_ENTRIES:
            message = (
                f"a status list needs at least {MIN_STATUS_LIST_ENTRIES} entries, not {length}"
            )
            raise MalformedInput(message, code="status-list-too-short")
        size = size_for(self.messages)
        size_bytes = (length * size + 7) // 8
        if size_bytes > MAX_STATUS_LIST_BYTES:
            message = f"a status list of {size_bytes} bytes, at most {MAX_STATUS_LIST_BYTES}"
            raise LimitExceeded(message, code="status-list-too-large")
        super().__init__(bytearray(size_bytes), size)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a published `BitstringStatusListCredential` back, to change it.

        Raises:
            MalformedInput: not such a list.
        """
        published = bsl.parse_list(document)
        messages = [published.messages[value] for value in sorted(published.messages)]
        read = cls(
            sorted(published.purposes),
            length=len(published.bits) * 8 // (published.size or 1),
            messages=messages,
        )
        if read.size != (published.size or 1):
            message = f"the list has statuses of {published.size} bits and no message for each"
            raise MalformedInput(message, code="status-messages-missing")
        read._bits[:] = published.bits
        return read

    def set(self, index: int, value: int = 1) -> None:
        """Write the status at `index`.

        Raises:
            MalformedInput: there is no such index, or the value needs more bits.
        """
        first, end, shift = self._place(index)
        if not 0 <= value <= self._mask:
            message = f"a status of {self.size} bits cannot be {value}"
            raise MalformedInput(message, code="status-value-out-of-range")
        old = int.from_bytes(self._bits[first:end]) & ~(self._mask << shift)
        self._bits[first:end] = (old | value << shift).to_bytes(end - first)

    def set_indexes(self) -> frozenset[int]:
        """Return the indexes whose status is not 0."""
        return frozenset(index for index in range(self.length) if self.get(index))

    def encode(self, level: int = GZIP_LEVEL) -> str:
        """Return the `encodedList`."""
        return encode_bitstring(self._bits, level)


def _check_purposes(purposes: Sequence[str], messages: Sequence[str]) -> None:
    if not purposes or not all(purposes):
        raise MalformedInput("a status list needs a purpose", code="status-purpose-invalid")
    if "message" in purposes and not messages:
        message = "a status list of messages needs a message for each value"
        raise MalformedInput(message, code="status-messages-missing")


def make_status_list_credential(
    status_list: StatusList,
    list_url: str,
    issuer: str,
    *,
    valid_from: datetime | str,
    valid_until: datetime | str | None = None,
    ttl: timedelta | None = None,
) -> dict[str, Any]:
    """Make the unsigned `BitstringStatusListCredential` ("Generate Algorithm").

    Args:
        status_list: the statuses.
        list_url: where it will be published; also its id.
        issuer: the id of who signs it; verifiers may ask for the credentials' own issuer.
        valid_from: when the list begins to count.
        valid_until: when it ends to count; publish a newer one before.
        ttl: how long a verifier may keep it before asking for a newer one.
    """
    subject: dict[str, Any] = {
        "id": f"{list_url}#list",
        "type": bsl.LIST,
        "statusPurpose": _one_or_more(status_list.purposes),
    }
    if ttl is not None:
        subject["ttl"] = ttl // timedelta(milliseconds=1)
    if status_list.messages:
        subject["statusSize"] = status_list.size
        subject["statusMessages"] = write_messages(status_list.messages)
    subject["encodedList"] = status_list.encode()
    document = {
        "@context": [_VCDM_2, _MESSAGE_TERMS] if status_list.messages else [_VCDM_2],
        "id": list_url,
        "type": ["VerifiableCredential", bsl.CREDENTIAL],
        "issuer": issuer,
        "validFrom": _stamp(valid_from),
        "validUntil": _stamp(valid_until) if valid_until is not None else None,
        "credentialSubject": subject,
    }
    return {name: value for name, value in document.items() if value is not None}


def make_entry(
    list_url: str,
    index: int,
    purpose: str = "revocation",
    *,
    messages: Sequence[str] = (),
    references: Sequence[str] = (),
    entry_id: str | None = None,
) -> dict[str, Any]:
    """Make the `BitstringStatusListEntry` of a credential.

    Args:
        list_url: where the list is published.
        index: the credential's own index in it, which no other credential has.
        purpose: one of the list's purposes.
        messages: for the purpose `message`, those of the list.
        references: URLs of what explains the messages.
        entry_id: the entry's id, which Open Badges requires; the list's URL with the index as
            its fragment unless given.

    Raises:
        MalformedInput: an entry that no verifier would accept.
    """
    entry: dict[str, Any] = {
        "id": entry_id or f"{list_url}#{index}",
        "type": bsl.ENTRY,
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }
    if messages:
        entry["statusSize"] = size_for(messages)
        entry["statusMessage"] = write_messages(messages)
    if references:
        entry["statusReference"] = _one_or_more(references)
    bsl.parse_entry(StatusReference("", entry, bsl.ENTRY, None, None))
    return entry


def _one_or_more(items: Sequence[str]) -> str | list[str]:
    return items[0] if len(items) == 1 else list(items)


def _stamp(moment: datetime | str) -> str:
    if isinstance(moment, str):
        parse_timestamp(moment)
        return moment
    return format_timestamp(moment)
