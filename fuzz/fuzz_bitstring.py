"""Bit strings and status entries: read or refused, within the limit."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import suppress

from microcred.encoding import encode_base64url
from microcred.errors import MicrocredError
from microcred.limits import MAX_STATUS_LIST_BYTES
from microcred.status import parse_entry, status_of, status_references
from microcred.status.bitstring import decode_bitstring, encode_bitstring, expand_gzip
from microcred.strict_json import parse_json_object

_ENTRY = {"type": "BitstringStatusListEntry", "statusPurpose": "message", "statusSize": 2,
          "statusListIndex": "5", "statusListCredential": "https://a.example/l",
          "statusMessage": [{"status": hex(i), "message": "m"} for i in range(4)]}  # fmt: skip
_LIST = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "https://a.example/l",
         "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "did:x:y",
         "credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "message",
                               "statusSize": 2, "encodedList": encode_bitstring(bytes(32_768))}}  # fmt: skip


def seeds() -> list[bytes]:
    return [gzip.compress(bytes(64), mtime=0), gzip.compress(b"a", mtime=0) * 2,
            json.dumps(_ENTRY).encode(), json.dumps(_LIST).encode()]  # fmt: skip


def check(data: bytes) -> None:
    decoders: list[Callable[[], bytes]] = [
        lambda: expand_gzip(data),
        lambda: decode_bitstring(data.decode("latin-1")),
        lambda: decode_bitstring("u" + encode_base64url(data)),
    ]
    for decode in decoders:
        with suppress(MicrocredError):
            assert len(decode()) <= MAX_STATUS_LIST_BYTES
    try:
        document = parse_json_object(data)
    except MicrocredError:
        return
    for entry, listed in ((document, _LIST), (_ENTRY, document)):
        with suppress(MicrocredError):
            for reference in status_references({"id": "urn:x", "credentialStatus": entry}):
                status_of(parse_entry(reference), listed)
