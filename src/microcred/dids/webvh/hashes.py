"""Hashes of did:webvh 1.0: SHA-256 multihashes, no others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from microcred.canonical import canonicalize_jcs
from microcred.encoding import decode_base58btc, encode_base58btc
from microcred.errors import MicrocredError

_SHA_256_HEADER: Final = b"\x12\x20"


def multihash(data: bytes) -> str:
    """Return the base58btc text of the SHA-256 multihash of `data`."""
    return encode_base58btc(_SHA_256_HEADER + hashlib.sha256(data).digest())


def is_multihash(text: str) -> bool:
    """Tell whether `text` is a SHA-256 multihash in base58btc."""
    if len(text) != 46:
        return False
    try:
        data = decode_base58btc(text)
    except MicrocredError:
        return False
    return len(data) == 34 and data.startswith(_SHA_256_HEADER)


def canonical_members(entry: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the JCS form of each member of an entry but its proof.

    An entry is hashed three times, each time with another `versionId`; its large members need
    their form once.
    """
    return {name: canonicalize_jcs(value) for name, value in entry.items() if name != "proof"}


def join_members(members: Mapping[str, bytes], version_id: str) -> bytes:
    """Return the JCS form of an entry with this `versionId` (RFC 8785, 3.2.3: the order)."""
    forms = {**members, "versionId": canonicalize_jcs(version_id)}
    names = sorted(forms, key=lambda name: name.encode("utf-16-be"))
    return b"{" + b",".join(canonicalize_jcs(name) + b":" + forms[name] for name in names) + b"}"
