"""The digest of a resource, as the credential states it.

`digestSRI` is Subresource Integrity metadata, `digestMultibase` a Multihash in multibase (VC Data
Model 2.0, "Integrity of Related Resources"). Either may hold several digests; like a browser, this
takes the strongest algorithm that it knows and asks that one of its digests be right.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any, Final

from microcred.document import as_list
from microcred.encoding import decode_multibase, decode_varint
from microcred.errors import (
    InvalidEncoding,
    LimitExceeded,
    MalformedInput,
    ProofInvalid,
    ResolutionFailed,
    excerpt,
)
from microcred.limits import MAX_RESOURCE_DIGESTS

DIGEST_MEMBERS: Final = ("digestSRI", "digestMultibase")

_Digest = tuple[str, bytes]
_STRENGTH: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
"""Known algorithms, from the weakest; with the length of a digest in bytes."""

_TO_STANDARD: Final = str.maketrans("-_", "+/")
_MULTIHASH: Final = {0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}
_SRI: Final = re.compile(r"([a-z0-9]+)-([A-Za-z0-9+/_-]+={0,2})(?:\?[\x21-\x7e]*)?\Z", re.ASCII)


def has_digest(resource: Mapping[str, Any]) -> bool:
    """Tell whether an object states a digest of what it names."""
    return any(name in resource for name in DIGEST_MEMBERS)


def verify_digests(resource: Mapping[str, Any], body: bytes) -> None:
    """Compare `body` with the digest in every member that states one.

    Raises:
        ProofInvalid: code `digest-mismatch`; the pointer names the member.
        MalformedInput: code `malformed-digest`, or too many of them.
        ResolutionFailed: code `digest-algorithm-unknown`; nothing can be said.
    """
    for name in DIGEST_MEMBERS:
        if name in resource:
            _verify(name, _read(name, resource[name]), body)


def _verify(name: str, digests: list[_Digest], body: bytes) -> None:
    known = [
        algorithm for algorithm in _STRENGTH if any(algorithm == found for found, _ in digests)
    ]
    if not known:
        message = f"{name} has no digest with {', '.join(_STRENGTH)}"
        raise ResolutionFailed(message, code="digest-algorithm-unknown", pointer=f"/{name}")
    computed = hashlib.new(known[-1], body).digest()
    stated = [digest for algorithm, digest in digests if algorithm == known[-1]]
    if not any(hmac.compare_digest(computed, digest) for digest in stated):
        message = f"the resource is not what {name} says: its {known[-1]} is {computed.hex()}"
        raise ProofInvalid(message, code="digest-mismatch", pointer=f"/{name}")


def _read(name: str, value: Any) -> list[_Digest]:
    texts = [
        part
        for item in as_list(value)[: MAX_RESOURCE_DIGESTS + 1]
        for part in (_split(item) if isinstance(item, str) else [""])
    ]
    if len(texts) > MAX_RESOURCE_DIGESTS:
        message = f"more than {MAX_RESOURCE_DIGESTS} digests in {name}"
        raise LimitExceeded(message, pointer=f"/{name}")
    read = _read_sri if name == "digestSRI" else _read_multibase
    try:
        return [read(text) for text in texts or [""]]
    except (InvalidEncoding, LimitExceeded, binascii.Error) as error:
        message = f"{name} holds no digest: {excerpt(value)}"
        raise MalformedInput(message, code="malformed-digest", pointer=f"/{name}") from error


def _split(text: str) -> list[str]:
    return text.split(maxsplit=MAX_RESOURCE_DIGESTS)


def _read_sri(text: str) -> _Digest:
    """Read one hash expression (Subresource Integrity, "The integrity attribute")."""
    match = _SRI.match(text)
    if match is None:
        raise InvalidEncoding("not a hash expression")
    algorithm, encoded = match[1], match[2].rstrip("=")
    if algorithm not in _STRENGTH:
        return algorithm, b""
    padded = encoded + "=" * (-len(encoded) % 4)
    return _of_length(algorithm, base64.b64decode(padded.translate(_TO_STANDARD), validate=True))


def _read_multibase(text: str) -> _Digest:
    """Read a Multihash: algorithm, length, digest (Controlled Identifiers 1.0, "Multihash")."""
    code, rest = decode_varint(decode_multibase(text))
    length, digest = decode_varint(rest)
    if length != len(digest):
        raise InvalidEncoding("a Multihash of another length than it says")
    algorithm = _MULTIHASH.get(code)
    return _of_length(algorithm, digest) if algorithm else (f"multihash {code:#x}", b"")


def _of_length(algorithm: str, digest: bytes) -> _Digest:
    if len(digest) != _STRENGTH[algorithm]:
        message = f"a {algorithm} digest of {len(digest)} bytes, expected {_STRENGTH[algorithm]}"
        raise InvalidEncoding(message)
    return algorithm, digest
