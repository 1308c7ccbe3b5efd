"""What is read in a credential, and where: the members that checks, pages and commands look at.

Each place in a document that anybody looks into has a class of the information model, found by
the names of the members that lead there. What stands anywhere else is shown as it is, at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from microcred.models.achievement import Alignment, Criteria, Related
from microcred.models.checking import credential_class
from microcred.models.credential import AchievementSubject, Evidence, OpenBadgeCredential
from microcred.models.profile import (
    Address,
    GeoCoordinates,
    IdentifierEntry,
    IdentityObject,
    Image,
    Profile,
)
from microcred.models.verifiable import (
    CredentialMembers,
    CredentialSchema,
    CredentialStatus,
    CredentialSubject,
    Issuer,
    Proof,
    RefreshService,
    RelatedResource,
    TermsOfUse,
    TypedObject,
)
from microcred.models.wire import WireModel, nested_models

ReadClass = type[WireModel]

MUST_STAY_IN_SIGHT: Final = (
    "@context",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
)
"""Members of a credential that no holder may hide, nor any part of them.

Without one of them a badge would look better than it is. This is the one list of them: no signer
lets a holder choose them, and where they may have been hidden all the same nothing is concluded
from their absence.
"""

_ID_AND_TYPE: Final = frozenset({"id", "type", "@context", "proof"})
_STATUS: Final = dict.fromkeys(
    (
        "statusPurpose",
        "statusListIndex",
        "statusListCredential",
        "statusSize",
        "statusMessage",
        "statusReference",
        "revocationListIndex",
        "revocationListCredential",
    )
)
_DIGESTS: Final = dict.fromkeys(("digestSRI", "digestMultibase"))
_LIST_OR_RECORD: Final[Mapping[str, ReadClass | None]] = dict.fromkeys(
    (
        "association",
        "encodedList",
        "jsonSchema",
        "statusMessage",
        "statusPurpose",
        "statusSize",
        "ttl",
    )
) | {"verifiableCredential": OpenBadgeCredential}
_BESIDE_THE_MODELS: Final[Mapping[ReadClass, Mapping[str, ReadClass | None]]] = {
    CredentialMembers: {
        "issuanceDate": None,
        "expirationDate": None,
        "holder": Profile,
        "verifiableCredential": OpenBadgeCredential,
    },
    CredentialSubject: {**nested_models(AchievementSubject), **_LIST_OR_RECORD},
    AchievementSubject: _LIST_OR_RECORD,
    Issuer: nested_models(Profile),
    CredentialStatus: _STATUS,
    TypedObject: _STATUS,
}
"""Members that checks look at and no model has: of presentations, lists and learner records."""

_DECIDING: Final = (
    CredentialSchema,
    CredentialStatus,
    IdentityObject,
    Proof,
    RefreshService,
    RelatedResource,
    TermsOfUse,
    TypedObject,
)
_TOGETHER: Final = ((Profile, Issuer), (AchievementSubject, CredentialSubject))
_PARTS: Final = (
    Address,
    Alignment,
    Criteria,
    Evidence,
    GeoCoordinates,
    IdentifierEntry,
    Image,
    Related,
)
_TOLD_BY_TYPE: Final = (
    CredentialSchema,
    CredentialStatus,
    CredentialSubject,
    RefreshService,
    TypedObject,
)
"""Classes whose objects are of kinds that only their type tells: of status, of schema."""

_KINDS: Final = frozenset(
    {
        "1EdTechCredentialRefresh",
        "1EdTechJsonSchemaValidator2019",
        "1EdTechRevocationList",
        "BitstringStatusList",
        "BitstringStatusListEntry",
        "JsonSchema",
        "JsonSchemaCredential",
        "StatusList2021",
        "StatusList2021Entry",
    }
)

_OF_A_SUBJECT: Final = frozenset({"identifier", "verifiableCredential"})
_OF_ONE_MEANING: Final[Mapping[ReadClass, frozenset[str]]] = {
    CredentialMembers: frozenset({*MUST_STAY_IN_SIGHT, "credentialSubject", "holder"}),
    AchievementSubject: _OF_A_SUBJECT,
    CredentialSubject: _OF_A_SUBJECT,
}

DESCRIBING: Final = frozenset({"name", "description", "image", "narrative", "url", "version"})
"""Members that only tell about a thing, so that one of two objects may leave them out."""


def root_class(document: Mapping[str, Any]) -> ReadClass:
    """Return the class that a whole document is read as: a credential's, or a presentation's."""
    return credential_class(document)


PROOF: Final[ReadClass] = Proof
"""What a proof is read as."""


def class_at(root: ReadClass, path: Iterable[str | int]) -> ReadClass | None:
    """Return the class that an object at a place is read as; None where nobody looks into it."""
    found: ReadClass | None = root
    for step in path:
        if isinstance(step, str):
            if found is None:
                return None
            found = members_read(found).get(step)
    return found


@cache
def members_read(model: ReadClass) -> Mapping[str, ReadClass | None]:
    """Return the members that are read in an object of a class, with the class of their values."""
    members = dict(nested_models(model))
    for base, more in _BESIDE_THE_MODELS.items():
        if issubclass(model, base):
            members |= more
    members |= _DIGESTS
    return {name: nested for name, nested in members.items() if name not in _ID_AND_TYPE}


def readers_together(model: ReadClass) -> tuple[ReadClass, ...]:
    """Return the classes whose objects are taken together where they are about one node.

    An issuer and a creator with one id need not say the same of it, nor need the subject of a
    learner record and those of what the record contains. Of a part, such as a picture or a piece
    of evidence, anybody may tell. Nothing is given where each object must say all: a status entry,
    say, is looked up as it stands.
    """
    if model in _DECIDING:
        return ()
    return next((classes for classes in _TOGETHER if model in classes), (model,))


def has_one_meaning(model: ReadClass, name: str, *, is_text: bool = False) -> bool:
    """Tell whether a member decides something, so that its name may stand for nothing else.

    A context of an issuer's own may call something else `result`, or `role`; an expiry, whose a
    badge is, or where its status is looked up, is never another property by that name. Of
    identifiers only objects are read, and a text may be anything.
    """
    if is_text and name == "identifier":
        return False
    deciding = model in _DECIDING or any(
        name in names for base, names in _OF_ONE_MEANING.items() if issubclass(model, base)
    )
    return deciding and name in members_read(model)


def is_of_unknown_kind(model: ReadClass, types: Iterable[str]) -> bool:
    """Tell whether nothing is read in an object but its type: a status of another kind, say."""
    return model in _DECIDING and model in _TOLD_BY_TYPE and not reads_type(model, types)


def is_part(model: ReadClass) -> bool:
    """Tell whether nothing is decided by an object of a class: evidence, a picture."""
    return model in _PARTS


def reads_type(model: ReadClass, names: Iterable[str]) -> bool:
    """Tell whether a type, by its names, matters in an object of a class.

    A node that is several things has the types of all of them.
    """
    if issubclass(model, CredentialMembers):
        return any(name.endswith(("Credential", "Presentation")) for name in names)
    if model in _TOLD_BY_TYPE:
        return any(name in _KINDS for name in names)
    return model.__name__ in names
