"""Whether two subjects are one: what a credential calls somebody, compared with another name.

A subject is known by its id and by identifiers, plain or hashed. Two names can be compared where
they are of one kind; a DID says nothing of an e-mail address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from microcred.document import objects_of, value_of
from microcred.identity_hash import hash_matches, plain_matches
from microcred.limits import MAX_COMPARED_NAMES

EMAIL: Final = "emailAddress"
_KIND_OF_SCHEME: Final[Mapping[str, str]] = {"mailto": EMAIL, "tel": "telephone"}
_GLOBAL: Final = frozenset({"did", "https", "http", EMAIL, "telephone"})
"""Kinds of name that mean the same everywhere; a `systemId` is one issuer's business."""

_OF_AN_IDENTITY: Final = ("identityHash", "salt", "identityType", "hashed")
_TRUE: Final = (True, "true")
"""Either is one and the same statement: a holder can write one for the other."""


class Likeness(Enum):
    """How a comparison came out."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Name:
    """One name that somebody has.

    Attributes:
        kind: the scheme of an id (`did`), or an identifier's type (`emailAddress`).
        text: the name, or its IdentityHash.
        salt: what was hashed with it, or None for plain text.
        pointer: where it stands, from the subject.
    """

    kind: str
    text: str
    salt: str | None = None
    pointer: str = ""


def name_of(text: str) -> Name:
    """Return a name that somebody typed, or that is an id."""
    scheme, colon, _ = text.partition(":")
    if not colon and "@" in text:
        return Name(EMAIL, text)
    return Name(_KIND_OF_SCHEME.get(scheme, scheme) if colon else "", text)


def names_of(subject: Mapping[str, Any]) -> list[Name]:
    """Return every name that a credential's subject has."""
    identifier = subject.get("id")
    names = [name_of(identifier)] if isinstance(identifier, str) and identifier else []
    identities = objects_of(subject.get("identifier"))
    found = (_name_in(identity, f"/identifier{place}") for place, identity in identities)
    return [*names, *filter(None, found)]


def _name_in(identity: Mapping[str, Any], pointer: str) -> Name | None:
    """Read an IdentityObject; None for one that names nobody."""
    text, salt, kind, hashed = (value_of(identity.get(name)) for name in _OF_AN_IDENTITY)
    salt = "" if salt is None else salt
    if not isinstance(text, str) or not isinstance(salt, str):
        return None
    kind = "emailAddress" if kind == "email" else kind
    known = kind if isinstance(kind, str) else ""
    return Name(known, text, salt if hashed in _TRUE else None, pointer)


def compare(ours: Iterable[Name], theirs: Iterable[Name]) -> Likeness:
    """Compare what two subjects are called: one name in common makes them one.

    They are two where names of one kind can be compared, and none is the same. Of more than
    `MAX_COMPARED_NAMES` pairs nothing is concluded.
    """
    left, right = _distinct(ours), _distinct(theirs)
    if len(left) * len(right) > MAX_COMPARED_NAMES:
        return Likeness.UNKNOWN
    pairs = [(one, other) for one in left for other in right]
    found = {_compare_names(one, other) for one, other in pairs if one.kind == other.kind}
    return next(
        (each for each in (Likeness.SAME, Likeness.OTHER) if each in found), Likeness.UNKNOWN
    )


def _distinct(names: Iterable[Name]) -> set[Name]:
    return {replace(name, pointer="") for name in names}


def _compare_names(one: Name, other: Name) -> Likeness:
    if one.salt is not None and other.salt is not None:
        if one.salt != other.salt:
            return Likeness.UNKNOWN
        is_same = one.text.lower() == other.text.lower()
    elif one.salt is not None:
        is_same = hash_matches(one.text, one.salt, other.text, other.kind)
    elif other.salt is not None:
        is_same = hash_matches(other.text, other.salt, one.text, one.kind)
    else:
        is_same = is_same_name(one, other)
    if one.kind in _GLOBAL:
        return Likeness.SAME if is_same else Likeness.OTHER
    # `urn:uuid:…` is one thing wherever it stands, but one thing may have several; an identifier
    # that an issuer made up may be somebody else's with another issuer.
    return Likeness.SAME if is_same and one.kind == "urn" else Likeness.UNKNOWN


def is_same_name(one: Name, other: Name) -> bool:
    """Tell whether two plain names of one kind are the same."""
    if one.kind in (EMAIL, "telephone"):
        return plain_matches(one.text, other.text, one.kind)
    return one.text == other.text
