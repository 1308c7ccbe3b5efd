"""Checks a credential's data model on the document as received, whatever its vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from microcred.findings import Fault
from microcred.models.credential import OpenBadgeCredential
from microcred.models.profile import EndorsementCredential
from microcred.models.verifiable import CredentialMembers, VerifiableCredential

_OPEN_BADGE_TYPES: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def types_of(document: object) -> frozenset[str]:
    """Return the names in the `type` of a document as received."""
    types = document.get("type") if isinstance(document, Mapping) else None
    items = types if isinstance(types, list) else [types]
    return frozenset(item for item in items if isinstance(item, str))


def is_open_badge(document: object) -> bool:
    """Tell whether a document claims to be an Open Badges 3.0 credential."""
    types = document.get("type") if isinstance(document, dict | Mapping) else None
    items = types if isinstance(types, list) else [types]
    return any(isinstance(item, str) and item in _OPEN_BADGE_TYPES for item in items)


def credential_class(document: object) -> type[CredentialMembers]:
    """Choose the model for a document by its `type`."""
    if is_open_badge(document):
        return OpenBadgeCredential
    if "EndorsementCredential" in types_of(document):
        return EndorsementCredential
    return VerifiableCredential


def read_credential(document: Mapping[str, Any]) -> CredentialMembers:
    """Read a credential with the model of its `type`.

    Raises:
        InvalidDocument: lists every fault with its JSON pointer.
    """
    return credential_class(document).from_document(document)


def check_credential(document: object) -> list[Fault]:
    """List the faults against VCDM 2.0 or 1.1 and, for its classes, Open Badges 3.0.

    Works on the document as received and never raises.
    """
    if not isinstance(document, Mapping):
        return [Fault("", "wrong-type", "a credential must be a JSON object")]
    return credential_class(document).check_document(document)
