"""The names of Open Badges 2.0: its context, its classes, and how older versions are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from microcred.document import as_list, types_of

Version = Literal["2.0", "1.1", "1.0", "0.5"]
ClassName = Literal[
    "Assertion",
    "BadgeClass",
    "Profile",
    "CryptographicKey",
    "RevocationList",
    "IdentityObject",
    "Verification",
    "ProfileVerification",
    "Image",
    "Criteria",
    "Evidence",
    "Alignment",
]

CONTEXT: Final = "https://w3id.org/openbadges/v2"
NAMESPACE: Final = "https://w3id.org/openbadges#"
EXTENSIONS_NAMESPACE: Final = "https://w3id.org/openbadges/extensions#"

_CONTEXT_URL: Final = re.compile(
    r"https?://(?:w3id\.org/openbadges|(?:www\.)?openbadgespec\.org)"
    r"/(?:legacy-)?v(?P<major>[12])(?:/context\.json)?\Z",
    re.ASCII,
)
_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "Assertion": frozenset({"Assertion"}),
    "BadgeClass": frozenset({"BadgeClass"}),
    "Profile": frozenset({"Profile", "Issuer"}),
    "CryptographicKey": frozenset({"CryptographicKey"}),
    "RevocationList": frozenset({"RevocationList"}),
}
_PREFIXES: Final = (NAMESPACE, "obi:", "sec:", "https://w3id.org/security#")
_HOSTED: Final = frozenset({"HostedBadge", "hosted"})
_SIGNED: Final = frozenset({"SignedBadge", "signed"})


def recognize_version(document: Mapping[str, Any]) -> Version | None:
    """Tell which version of Open Badges before 3.0 a document follows; None for anything else.

    1.1 brought contexts; before it, an assertion has a `uid`, and before 1.0 its recipient is
    text and the whole badge stands inside it.
    """
    majors = {match["major"] for match in _context_matches(document)}
    if "2" in majors:
        return "2.0"
    if "1" in majors:
        return "1.1"
    if "@context" in document or "type" in document:
        return None
    if isinstance(document.get("badge"), Mapping) and isinstance(document.get("recipient"), str):
        return "0.5"
    if {"uid", "badge"} <= document.keys() or {"name", "criteria", "issuer"} <= document.keys():
        return "1.0"
    return None


def _context_matches(document: Mapping[str, Any]) -> Iterable[re.Match[str]]:
    for item in as_list(document.get("@context")):
        if isinstance(item, str) and (match := _CONTEXT_URL.match(item)):
            yield match


def local_name(name: str) -> str:
    """Give a class's or property's short name, however its IRI was written."""
    for prefix in (*_PREFIXES, "schema:", "http://schema.org/", "https://schema.org/"):
        if name.startswith(prefix):
            return "CryptographicKey" if name.endswith("Key") else name.removeprefix(prefix)
    return name


def type_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Give the short names of an object's types."""
    return frozenset(local_name(name) for name in types_of(document))


def is_a(document: Mapping[str, Any], class_name: str) -> bool:
    """Tell whether an object says that it is of a class; an Issuer is a Profile."""
    return not _TYPES[class_name].isdisjoint(type_names(document))


def verification_kind(verification: Mapping[str, Any]) -> Literal["hosted", "signed"] | None:
    """Tell how an assertion says that it is verified ("VerificationObject")."""
    names = type_names(verification)
    hosted, signed = bool(names & _HOSTED), bool(names & _SIGNED)
    if hosted == signed:
        return None
    return "hosted" if hosted else "signed"
