"""Disclosures: salted claims, and the digests that stand for them (RFC 9901, section 4.2)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.budget import Allowance
from microcred.encoding import decode_base64url, encode_base64url
from microcred.errors import InvalidToken, LimitExceeded, MalformedInput, excerpt
from microcred.strict_json import parse_json

DIGESTS: Final = "_sd"
DIGEST_OF_ITEM: Final = "..."
HASH_CLAIM: Final = "_sd_alg"
RESERVED: Final = frozenset({DIGESTS, DIGEST_OF_ITEM, HASH_CLAIM})
HASHES: Final[Mapping[str, str]] = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
"""Values of `_sd_alg` that are accepted, and what `hashlib` calls them."""

_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One claim that its holder may show or hide.

    Attributes:
        text: the base64url text, as the issuer made it; the digest is taken over it.
        name: the member's name; None for an array item.
        value: the claim's value, in which further digests may stand.
    """

    text: str
    name: str | None
    value: Any

    def digest(self, hash_name: str) -> str:
        """Return the digest, base64url (section 4.2.3)."""
        return digest_of(self.text, hash_name)


def digest_of(text: str, hash_name: str) -> str:
    """Hash ASCII text and encode the hash as base64url; `hash_name` is one of `HASHES`."""
    return encode_base64url(hashlib.new(HASHES[hash_name], text.encode("ascii")).digest())


def make_disclosure(name: str | None, value: Any) -> Disclosure:
    """Make a disclosure with a fresh salt of 128 bits (sections 4.2.1, 4.2.2 and 9.3)."""
    salt = encode_base64url(secrets.token_bytes(_SALT_BYTES))
    content = [salt, value] if name is None else [salt, name, value]
    encoded = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Disclosure(encode_base64url(encoded), name, value)


def make_decoy(hash_name: str) -> str:
    """Make a digest of nothing (section 4.2.5)."""
    salt = encode_base64url(secrets.token_bytes(_SALT_BYTES))
    return digest_of(salt, hash_name)


def parse_disclosure(text: str, allowance: Allowance | None = None) -> Disclosure:
    """Read a disclosure.

    Args:
        text: base64url.
        allowance: how many values may still be built, for it and those beside it.

    Raises:
        InvalidToken: `invalid-disclosure`; not an array of salt, name and value or of salt and
            value, or a name that is reserved.
        LimitExceeded: more values than are allowed, or nested too deeply.
    """
    try:
        content = parse_json(decode_base64url(text), allowance=allowance)
    except LimitExceeded:
        raise
    except MalformedInput as error:
        raise _invalid(error.message) from error
    if not isinstance(content, list) or len(content) not in (2, 3):
        raise _invalid("not an array of two or three")
    if not all(isinstance(item, str) for item in content[:-1]):
        raise _invalid("salt and name must be strings")
    name = content[1] if len(content) == 3 else None
    if name in RESERVED:
        raise _invalid(f"the name {excerpt(name)} is reserved")
    return Disclosure(text, name, content[-1])


def _invalid(problem: str) -> InvalidToken:
    return InvalidToken(f"SD-JWT disclosure: {problem}", code="invalid-disclosure")
