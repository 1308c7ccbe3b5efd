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
    "Endorsement",
    "Claim",
]

VerificationKind = Literal["hosted", "signed", "extension"]

CONTEXT: Final = "https://w3id.org/openbadges/v2"
NAMESPACE: Final = "https://w3id.org/openbadges#"
EXTENSIONS_NAMESPACE: Final = "https://w3id.org/openbadges/extensions#"
"""The prefix `extensions` in the context of 2.0."""

_CONTEXT_URL: Final = re.compile(
    r"https?://(?:w3id\.org/openbadges|(?:www\.)?openbadgespec\.org)"
    r"/(?:legacy-)?v(?P<major>[12])(?:/context\.json)?\Z",
    re.ASCII,
)
_TYPES: Final[Mapping[ClassName, frozenset[str]]] = {
    "Assertion": frozenset({"Assertion"}),
    "BadgeClass": frozenset({"BadgeClass"}),
    "Profile": frozenset({"Profile", "Issuer", "IssuerOrg"}),
    "Endorsement": frozenset({"Endorsement"}),
    "CryptographicKey": frozenset({"CryptographicKey"}),
    "RevocationList": frozenset({"RevocationList"}),
}
_TYPE_TERMS: Final = frozenset().union(*_TYPES.values()) | {
    "AlignmentObject", "Criteria", "Evidence", "Extension", "FrameValidation", "HostedBadge",
    "IdentityObject", "Image", "SignedBadge", "TypeValidation", "VerificationObject", "hosted",
    "signed",
}  # fmt: skip
"""The classes that have a term in the context of 2.0, or had one before."""
_PREFIXES: Final = (NAMESPACE, "obi:", "sec:", "https://w3id.org/security#")
_CREDENTIALS: Final = ("https://w3id.org/credentials#Credential", "cred:Credential")
_HOSTED: Final = frozenset({"HostedBadge", "hosted"})
_SIGNED: Final = frozenset({"SignedBadge", "signed"})


_MEMBERS_OF_1_0: Final = (
    {"uid", "badge"},
    {"recipient", "badge"},
    {"name", "criteria", "issuer"},
)


def recognize_version(document: Mapping[str, Any]) -> Version | None:
    """Tell which version of Open Badges before 3.0 a document follows; None for anything else.

    1.1 brought contexts; before it, an assertion has a `uid`, and before 1.0 its recipient is
    text and the whole badge stands inside it.
    """
    majors = {match["major"] for match in _context_matches(document)}
    if "2" in majors or _speaks_of_badges(document):
        return "2.0"
    if "1" in majors:
        return "1.1"
    if "@context" in document or "type" in document:
        return None
    return _recognize_first_versions(document)


def _recognize_first_versions(document: Mapping[str, Any]) -> Version | None:
    """Tell a version that had neither contexts nor types."""
    if isinstance(document.get("badge"), Mapping) and isinstance(document.get("recipient"), str):
        return "0.5"
    if any(members <= document.keys() for members in _MEMBERS_OF_1_0):
        return "1.0"
    return None


def _speaks_of_badges(document: Mapping[str, Any]) -> bool:
    """Tell whether a document spells out terms of 2.0, in its context or in its types."""
    if "VerifiableCredential" in types_of(document):
        return False
    types = [*types_of(document), *as_list(document.get("@type"))]
    if any(isinstance(name, str) and name.startswith(NAMESPACE) for name in types):
        return True
    return any(
        isinstance(context, dict) and any(map(_is_of_badges, context.values()))
        for context in as_list(document.get("@context"))
    )


def _is_of_badges(definition: Any) -> bool:
    iri = definition.get("@id") if isinstance(definition, dict) else definition
    return isinstance(iri, str) and iri.startswith(NAMESPACE)


def names_only_this_context(document: Mapping[str, Any]) -> bool:
    """Tell whether the context of 2.0 is all that says what the document's words mean."""
    contexts = as_list(document.get("@context"))
    return bool(contexts) and all(
        isinstance(item, str) and (match := _CONTEXT_URL.match(item)) and match["major"] == "2"
        for item in contexts
    )


def _context_matches(document: Mapping[str, Any]) -> Iterable[re.Match[str]]:
    for item in as_list(document.get("@context")):
        if isinstance(item, str) and (match := _CONTEXT_URL.match(item)):
            yield match


def local_name(name: str) -> str:
    """Return a class's or property's short name, however its IRI was written."""
    if name in _CREDENTIALS:
        return "Endorsement"
    for prefix in (*_PREFIXES, "schema:", "http://schema.org/", "https://schema.org/"):
        if name.startswith(prefix):
            return "CryptographicKey" if name.endswith("Key") else name.removeprefix(prefix)
    return name


def expand_name(name: object) -> str:
    """Return the IRI of a name that is written with a prefix of 2.0; any other as it stands."""
    text = name if isinstance(name, str) else ""
    for prefix, namespace in (("obi:", NAMESPACE), ("extensions:", EXTENSIONS_NAMESPACE)):
        if text.startswith(prefix):
            return namespace + text.removeprefix(prefix)
    return text


def type_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the short names of an object's types."""
    return frozenset(local_name(name) for name in types_of(document))


def is_a(document: Mapping[str, Any], class_name: ClassName) -> bool:
    """Tell whether an object says that it is of a class; an Issuer is a Profile."""
    return not _TYPES[class_name].isdisjoint(type_names(document))


def class_of(document: Mapping[str, Any]) -> ClassName | None:
    """Tell which of the classes that stand alone an object says that it is of."""
    return next((name for name in _TYPES if is_a(document, name)), None)


def unknown_types(document: Mapping[str, Any]) -> list[str]:
    """List the types that are neither a term of 2.0 nor an IRI."""
    return [name for name in types_of(document) if name not in _TYPE_TERMS and ":" not in name]


def verification_kind(verification: Mapping[str, Any]) -> VerificationKind | None:
    """Tell how an assertion says that it is verified ("VerificationObject").

    "Future subclasses may be developed to indicate instructions for verifying Assertions using
    different methods": `extension` is one of those. None where it says nothing, or two things.
    """
    names = type_names(verification)
    hosted, signed = bool(names & _HOSTED), bool(names & _SIGNED)
    if hosted != signed:
        return "hosted" if hosted else "signed"
    return "extension" if not hosted and names - {"VerificationObject"} else None
