"""What is wrong with an Open Badges 2.0 document, as faults ("Open Badges Vocabulary").

One table holds the classes, one walk reads it. Unknown members are allowed: 2.0 documents are
JSON-LD, and extensions stand beside the members of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from microcred.document import as_list
from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.identity_hash import IDENTITY_HASH
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FAULTS
from microcred.open_badges_2.documents import Assertion, moment_or_none, single, text_or_none
from microcred.open_badges_2.values import (
    TypeCheck,
    ValueCheck,
    check_boolean,
    check_host,
    check_identity_type,
    check_image,
    check_iri,
    check_iri_or_object,
    check_moment,
    check_node_id,
    check_text,
    check_text_or_number,
    check_url,
    check_verification_property,
    describe,
)
from microcred.open_badges_2.vocabulary import (
    CONTEXT,
    ClassName,
    class_of,
    names_only_this_context,
    recognize_version,
    unknown_types,
)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """What one member of a class may hold.

    Attributes:
        check: checks a value; None where only an object will do.
        within: the class of an object that may stand there, written out.
        required: whether the class needs it.
        many: whether it may have several values.
        whole: whether the check takes an array as one value.
        empty: whether an empty array is an answer, where the class needs the member.
    """

    check: ValueCheck | None = None
    within: ClassName | None = None
    required: bool = False
    many: bool = False
    whole: bool = False
    empty: bool = False


def _types(*names: str, required: bool = True) -> Member:
    return Member(TypeCheck(*names), required=required, whole=True)


_TEXT: Final = Member(check_text)
_NEEDED_TEXT: Final = Member(check_text, required=True)
_NEEDED_IRI: Final = Member(check_iri, required=True)
_ANY: Final = Member(check_iri_or_object, many=True)
_SHARED: Final = {"related": _ANY, "endorsement": _ANY, "version": Member(check_text_or_number)}
_IMAGE: Final = Member(check_image, "Image")

CLASSES: Final[Mapping[ClassName, Mapping[str, Member]]] = {
    "Assertion": {
        "id": _NEEDED_IRI,
        "type": _types("Assertion"),
        "recipient": Member(None, "IdentityObject", required=True),
        "badge": Member(check_iri, "BadgeClass", required=True),
        "verification": Member(None, "Verification", required=True),
        "issuedOn": Member(check_moment, required=True),
        "image": _IMAGE,
        "evidence": Member(check_node_id, "Evidence", many=True),
        "narrative": _TEXT,
        "expires": Member(check_moment),
        "revoked": Member(check_boolean),
        "revocationReason": _TEXT,
        "uid": _TEXT,
        **_SHARED,
    },
    "BadgeClass": {
        "id": _NEEDED_IRI,
        "type": _types("BadgeClass"),
        "name": _NEEDED_TEXT,
        "description": _NEEDED_TEXT,
        "image": Member(check_image, "Image", required=True),
        "criteria": Member(check_iri, "Criteria", required=True),
        "issuer": Member(check_iri, "Profile", required=True),
        "alignment": Member(None, "Alignment", many=True),
        "tags": Member(check_text, many=True),
        **_SHARED,
    },
    "Profile": {
        "id": _NEEDED_IRI,
        "type": _types("Profile", "Issuer"),
        "name": _NEEDED_TEXT,
        "url": Member(check_url, required=True),
        "email": _NEEDED_TEXT,
        "telephone": _TEXT,
        "description": _TEXT,
        "image": _IMAGE,
        "publicKey": Member(check_iri, "CryptographicKey", many=True),
        "verification": Member(None, "ProfileVerification"),
        "revocationList": Member(check_url),
        **_SHARED,
    },
    "CryptographicKey": {
        "id": Member(check_iri),
        "type": _types("CryptographicKey", required=False),
        "owner": Member(check_iri_or_object),
        "publicKeyPem": _TEXT,
    },
    "RevocationList": {
        "id": Member(check_iri),
        "type": _types("RevocationList"),
        "issuer": Member(check_iri_or_object),
        "revokedAssertions": Member(check_iri_or_object, required=True, many=True, empty=True),
    },
    "IdentityObject": {
        "identity": _NEEDED_TEXT,
        "type": Member(check_identity_type, required=True),
        "hashed": Member(check_boolean),
        "salt": _TEXT,
    },
    "Verification": {
        "type": Member(
            TypeCheck("HostedBadge", "hosted", "SignedBadge", "signed", "Extension", or_iri=True),
            required=True,
            whole=True,
        ),
        "creator": Member(check_iri, "CryptographicKey"),
        "verificationProperty": Member(check_verification_property),
    },
    "ProfileVerification": {
        "type": _types(required=False),
        "startsWith": Member(check_text, many=True),
        "allowedOrigins": Member(check_host, many=True),
        "verificationProperty": Member(check_verification_property),
    },
    "Endorsement": {
        "id": _NEEDED_IRI,
        "type": _types("Endorsement"),
        "claim": Member(None, "Claim", required=True),
        "issuer": Member(check_iri, "Profile", required=True),
        "issuedOn": Member(check_moment, required=True),
        "verification": Member(None, "Verification", required=True),
        "revoked": Member(check_boolean),
        "revocationReason": _TEXT,
        **_SHARED,
    },
    "Claim": {"id": _NEEDED_IRI, "endorsementComment": _TEXT},
    "Image": {
        "id": Member(check_image, required=True),
        "caption": _TEXT,
        "author": Member(check_iri_or_object),
    },
    "Criteria": {"id": Member(check_node_id), "narrative": _TEXT},
    "Evidence": {
        "id": Member(check_node_id),
        "narrative": _TEXT,
        "name": _TEXT,
        "description": _TEXT,
        "genre": _TEXT,
        "audience": _TEXT,
    },
    "Alignment": {
        "targetName": _NEEDED_TEXT,
        "targetUrl": Member(check_url, required=True),
        "targetDescription": _TEXT,
        "targetFramework": _TEXT,
        "targetCode": _TEXT,
    },
}
"""Each class and its members, in the order in which the specification lists them."""

_ALIASES: Final = {"verification": "verify"}


def check_data(document: object, class_name: ClassName, *, alone: bool = False) -> list[Fault]:
    """List the faults of an object against its class; never raises.

    Args:
        document: the object as received.
        class_name: what it should be.
        alone: whether it is a document of its own, which names the context of 2.0.
    """
    if not isinstance(document, Mapping):
        return [_fault((), "wrong-type", f"expected an object, found {describe(document)}")]
    found = list(islice(_check(document, class_name, (), alone=alone), MAX_FAULTS + 1))
    if len(found) > MAX_FAULTS:
        found[-1] = _fault((), "more-faults", "more faults are not listed")
    return found


def _check(
    document: Mapping[str, Any], class_name: ClassName, path: Path, *, alone: bool = False
) -> Iterator[Fault]:
    if alone and recognize_version(document) != "2.0":
        found = describe(document.get("@context"))
        message = f"expected the context {CONTEXT!r}, found {found}"
        yield _fault((*path, "@context"), "wrong-context", message)
    if names_only_this_context(document) and class_of(document) == class_name:
        for name in unknown_types(document):
            message = f"{excerpt(name)} is neither a term of Open Badges 2.0 nor an IRI"
            yield _fault((*path, "type"), "unknown-type", message)
    if class_name in ("Assertion", "Endorsement") and Assertion(document).revoked:
        yield from _check_member(document, "id", _NEEDED_IRI, path)
        return  # "only `revoked` and `id` are required properties"
    for name, member in CLASSES[class_name].items():
        yield from _check_member(document, name, member, path)
    yield from _RULES.get(class_name, _no_rules)(document, path)


def _check_member(
    document: Mapping[str, Any], name: str, member: Member, path: Path
) -> Iterator[Fault]:
    alias = _ALIASES.get(name)
    if name not in document and alias in document:
        name = str(alias)
    value = document.get(name)
    if value is None or value == []:
        if member.required and not (member.empty and value == []):
            yield _fault((*path, name), "missing-member", "the member is required")
    elif not isinstance(value, list) or member.whole:
        yield from _check_value(value, member, (*path, name))
    else:
        yield from _check_values(value, member, (*path, name))


def _check_values(values: list[Any], member: Member, path: Path) -> Iterator[Fault]:
    if len(values) > 1 and not member.many:
        yield _fault(path, "too-many-values", f"expected one value, found {describe(values)}")
        return
    for index, item in enumerate(values):
        yield from _check_value(item, member, (*path, index))


def _check_value(value: Any, member: Member, path: Path) -> Iterator[Fault]:
    if member.within is not None and isinstance(value, Mapping):
        # An object with nothing but its id is a reference, like the id alone.
        if value.keys() != {"id"} or member.check is None:
            yield from _check(value, member.within, path)
            return
        value = value["id"]
        path = (*path, "id")
    problem = member.check(value) if member.check else ("wrong-type", "an object")
    if problem is not None:
        code, expected = problem
        yield _fault(path, code, f"expected {expected}, found {describe(value)}")


def _no_rules(_document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    yield from ()


def _check_dates(document: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    start, end = moment_or_none(document.get("issuedOn")), moment_or_none(document.get("expires"))
    if start is not None and end is not None and end < start:
        yield _fault((*path, "expires"), "dates-reversed", "expires is before issuedOn")


def _check_identity(document: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    identity = text_or_none(document.get("identity"))
    hashed = single(document.get("hashed")) is True
    if hashed and identity is not None and not IDENTITY_HASH.match(identity):
        message = f"not sha256$ or md5$ and a hash in hexadecimal: {excerpt(identity)}"
        yield _fault((*path, "identity"), "identity-hash-malformed", message)
    if single(document.get("hashed")) is False and IDENTITY_HASH.match(identity or ""):
        message = "a hash, where `hashed` says that it is none"
        yield _fault((*path, "identity"), "identity-not-plain", message)


def _check_criteria(document: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    if not as_list(document.get("id")) and not as_list(document.get("narrative")):
        yield _fault(path, "criteria-empty", "the criteria have neither id nor narrative")


_RULES: Final = {
    "Assertion": _check_dates,
    "IdentityObject": _check_identity,
    "Criteria": _check_criteria,
}


def _fault(path: Path, code: str, message: str) -> Fault:
    return Fault(join_pointer(path), code, message)
