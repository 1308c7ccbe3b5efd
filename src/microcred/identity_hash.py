"""Whether an identifier in a badge is the one that somebody names: plain, or hashed with a salt.

Nobody's mail depends on capital letters, and issuers hash an address in lower case, or as it was
typed, or as it was typed by whom they had it from. So it is hashed in lower case here, and read
either way.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final

IDENTITY_HASH: Final = re.compile(r"(?:sha256\$[0-9a-fA-F]{64}|md5\$[0-9a-fA-F]{32})\Z", re.ASCII)
"""Open Badges 2.0 and 3.0, "IdentityHash"."""

_EMAIL_TYPES: Final = frozenset({"email", "emailAddress"})
_TELEPHONE: Final = "telephone"


def hash_identity(identifier: str, identity_type: str | None, salt: str) -> str:
    """Return the IdentityHash of an identifier; of an e-mail address, in lower case."""
    text = identifier.lower() if identity_type in _EMAIL_TYPES else identifier
    return f"sha256${hashlib.sha256((text + salt).encode('utf-8')).hexdigest()}"


def plain_matches(stored: str, wanted: str, identity_type: str | None) -> bool:
    """Tell whether two identifiers are one.

    Args:
        stored: the identifier as the badge has it.
        wanted: an e-mail address, telephone number, URL or other identifier; `mailto:` and
            `tel:` may lead.
        identity_type: what the badge calls it.
    """
    ours, theirs = _spellings(stored, identity_type), _spellings(wanted, identity_type)
    return not ours.isdisjoint(theirs)


def hash_matches(stored: str, salt: str, wanted: str, identity_type: str | None) -> bool:
    """Tell whether an IdentityHash is that of `wanted`, as typed or in lower case."""
    if not IDENTITY_HASH.match(stored):
        return False
    name, _, digest = stored.partition("$")
    return any(
        hmac.compare_digest(_digest(name, text + salt), digest.lower())
        for text in _spellings(wanted, identity_type)
    )


def _digest(name: str, salted: str) -> str:
    data = salted.encode("utf-8", "replace")
    return hashlib.new(name, data, usedforsecurity=False).hexdigest()


def _spellings(text: str, identity_type: str | None) -> set[str]:
    """Return the ways in which an issuer may have written the same identifier."""
    text = text.strip()
    if identity_type == _TELEPHONE:
        bare = text.removeprefix("tel:")
        return {text, bare, "".join(character for character in bare if character not in " -.()/")}
    bare = text.removeprefix("mailto:")
    return {text, bare, bare.lower()} if identity_type in _EMAIL_TYPES else {text, bare}
