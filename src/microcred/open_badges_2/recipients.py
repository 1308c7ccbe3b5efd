"""Whether a badge is for somebody: plain and hashed identities ("IdentityObject")."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from microcred.open_badges_2.documents import IdentityObject
from microcred.open_badges_2.values import IDENTITY_HASH

_SCHEMES = {"email": "mailto:", "telephone": "tel:"}


def identity_matches(recipient: IdentityObject, wanted: str) -> bool:
    """Tell whether a recipient is the person that `wanted` names.

    Args:
        recipient: the recipient as the assertion has it.
        wanted: an e-mail address, a telephone number or a URL; `mailto:` and `tel:` may lead.
    """
    identity = recipient.identity
    if identity is None:
        return False
    candidates = frozenset(_spellings(wanted, recipient.type))
    if not recipient.hashed:
        return not candidates.isdisjoint(_spellings(identity, recipient.type))
    return any(hash_matches(identity, candidate, recipient.salt) for candidate in candidates)


def hash_matches(identity_hash: str, text: str, salt: str) -> bool:
    """Compare an IdentityHash with a text; the salt is appended before hashing."""
    if not IDENTITY_HASH.match(identity_hash):
        return False
    name, _, digest = identity_hash.partition("$")
    salted = (text + salt).encode("utf-8", "replace")
    computed = hashlib.new(name, salted, usedforsecurity=False).hexdigest()
    return hmac.compare_digest(computed, digest.lower())


def _spellings(text: str, identity_type: str | None) -> Iterator[str]:
    """Yield the ways in which an issuer may have written the same identifier."""
    text = text.strip()
    yield text
    bare = text.removeprefix(_SCHEMES.get(identity_type or "", ""))
    yield bare
    if identity_type == "email":
        yield bare.lower()
    if identity_type == "telephone":
        yield "".join(character for character in bare if character not in " -.()/")
