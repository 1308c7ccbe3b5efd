"""`StatusList2021Entry` and its list (Status List 2021, the draft before Bitstring Status List).

Only read. It differs: the list has no multibase prefix and may be in either base64 alphabet,
it may follow VC Data Model 1.1, statuses have one bit, and no reader is told to refuse a list
below the minimum length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from microcred.document import id_of
from microcred.encoding import decode_base64url
from microcred.errors import InvalidEncoding
from microcred.status.bitstring import expand_gzip
from microcred.status.bitstring_status_list import (
    BitstringList,
    read_bits,
    read_moment,
    read_purposes,
    read_subject,
)
from microcred.status.entry import StatusEntry, StatusReference, StatusType
from microcred.status.indexed_entry import parse_indexed_entry

ENTRY: Final = "StatusList2021Entry"
CREDENTIAL: Final = "StatusList2021Credential"
LIST: Final = "StatusList2021"
_STANDARD: Final = re.compile(r"[A-Za-z0-9+/]*\Z", re.ASCII)
_TO_BASE64URL: Final = str.maketrans("+/", "-_")


def parse_entry(reference: StatusReference) -> StatusEntry:
    """Read a `StatusList2021Entry`."""
    return parse_indexed_entry(reference, ENTRY)


def parse_list(document: Mapping[str, Any]) -> BitstringList:
    """Read and decode a `StatusList2021Credential`; its proof is the caller's to verify.

    Raises:
        MalformedInput: not such a list; the pointer is into the list's document.
    """
    subject = read_subject(document, CREDENTIAL, LIST)
    return BitstringList(
        id=id_of(document),
        issuer_id=id_of(document.get("issuer")),
        valid_from=_moment(document, "validFrom", "issuanceDate"),
        valid_until=_moment(document, "validUntil", "expirationDate"),
        purposes=read_purposes(subject),
        bits=read_bits(subject, _decode),
        size=1,
        min_entries=0,
    )


def _moment(document: Mapping[str, Any], name: str, vcdm_1_name: str) -> Any:
    return read_moment(document, name if document.get(name) is not None else vcdm_1_name)


def _decode(encoded_list: str) -> bytes:
    text = encoded_list.rstrip("=")
    if len(encoded_list) - len(text) not in (0, -len(text) % 4):
        raise InvalidEncoding("base64 with wrong padding", code="invalid-base64")
    if _STANDARD.match(text):
        text = text.translate(_TO_BASE64URL)
    return expand_gzip(decode_base64url(text))


TYPE: Final = StatusType(
    ENTRY, list_is_credential=True, parse_entry=parse_entry, parse_list=parse_list
)
