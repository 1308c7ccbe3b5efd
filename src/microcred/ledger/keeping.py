"""What the registry keeps of a signed badge: what tells its content again, or all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from microcred.canonical import canonicalize_jcs
from microcred.document import as_list, objects_of
from microcred.issuing import SignedBadge
from microcred.ledger.credentials import KeptCredential

_IDENTIFYING: Final = frozenset({"id", "name", "licenseNumber"})
"""Members of an AchievementSubject that say by themselves who it is."""


def content_digest(document: Mapping[str, Any]) -> str:
    """Return what tells a credential's content again: SHA-256 of its JCS form without proofs, hex.

    Raises:
        CanonicalizationFailed: it has no JCS form.
    """
    content = {name: value for name, value in document.items() if name != "proof"}
    return hashlib.sha256(canonicalize_jcs(content)).hexdigest()


def kept_credential(
    badge_id: str, signed: SignedBadge, picture: str | None, moment: str
) -> KeptCredential:
    """Return a signed badge as the registry keeps it; `picture` is the digest of its picture."""
    text = signed.json() if "proof" in signed.document else None
    return KeptCredential(badge_id, text, signed.token, picture, moment)


def names_nobody(document: Mapping[str, Any]) -> bool:
    """Tell whether a credential says in clear of nobody that it is for them."""
    return not any(
        _names_somebody(subject) for _, subject in objects_of(document.get("credentialSubject"))
    )


def _names_somebody(subject: Mapping[str, Any]) -> bool:
    identities = as_list(subject.get("identifier"))
    hashed = all(isinstance(item, dict) and item.get("hashed") is True for item in identities)
    return not hashed or not _IDENTIFYING.isdisjoint(subject)
