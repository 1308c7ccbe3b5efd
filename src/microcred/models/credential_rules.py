"""Rules of the VC Data Model about a credential as a whole, checked on the document as received.

They concern several members at once, so that no annotation of one member can hold them. Each
applies to the credential and to every credential embedded in it as an endorsement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.errors import Fault, InvalidTimestamp
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_JSON_DEPTH, MAX_MODEL_ITEMS
from microcred.models.context_urls import CREDENTIALS_V1
from microcred.timestamps import parse_timestamp

Path = tuple[str | int, ...]

_HOLDERS: Final = (
    "credentialSubject",
    "achievement",
    "issuer",
    "creator",
    "source",
    "parentOrg",
    "endorsement",
)
"""The members under which an endorsement can be found, at whatever depth."""

_NAMES: Final = (
    ("issuanceDate", "validFrom"),
    ("expirationDate", "validUntil"),
)
"""The names of the validity period: VCDM 1.1, VCDM 2.0."""


def check_embedded_credentials(document: object) -> list[Fault]:
    """Check every credential in `document`, itself included."""
    faults: list[Fault] = []
    for path, credential in find_credentials(document):
        faults += check_validity_names(credential, path)
        faults += check_order(credential, path, *_period(credential))
    return faults


def find_credentials(document: object, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Find what has an `@context`, in `document` and where Open Badges embeds credentials."""
    if len(path) > MAX_JSON_DEPTH:
        return
    if isinstance(document, list):
        for index, item in enumerate(document[:MAX_MODEL_ITEMS]):
            yield from find_credentials(item, (*path, index))
    if not isinstance(document, dict):
        return
    if "@context" in document:
        yield path, document
    for name in _HOLDERS:
        value = document.get(name)
        if value.__class__ is dict or value.__class__ is list:
            yield from find_credentials(value, (*path, name))


def is_vcdm_1(credential: Mapping[str, Any]) -> bool:
    """Tell whether a credential follows VCDM 1.1, by its first context."""
    contexts = credential.get("@context")
    return isinstance(contexts, list) and contexts[:1] == [CREDENTIALS_V1]


def _period(credential: Mapping[str, Any]) -> tuple[str, str]:
    older = is_vcdm_1(credential)
    return (_NAMES[0][not older], _NAMES[1][not older])


def check_validity_names(credential: Mapping[str, Any], path: Path) -> list[Fault]:
    """Check that the validity period has the names of the credential's own data model version.

    The context of the other version does not define them, so a signature would not cover them.
    VCDM 1.1 requires the first of them.
    """
    older = is_vcdm_1(credential)
    faults = []
    if older and "issuanceDate" not in credential:
        place = join_pointer((*path, "issuanceDate"))
        faults.append(Fault(place, "missing-member", "the member is required"))
    for names in _NAMES:
        right, wrong = names if older else names[::-1]
        if wrong in credential:
            version = "1.1" if older else "2.0"
            message = f"{wrong} is not a member of VCDM {version}, which calls it {right}"
            faults.append(Fault(join_pointer((*path, wrong)), "wrong-vcdm-member", message))
    return faults


def check_order(members: Mapping[str, Any], path: Path, start: str, end: str) -> list[Fault]:
    """Check that one timestamp is not after another; timestamps that cannot be read are passed."""
    first, last = members.get(start), members.get(end)
    if not isinstance(first, str) or not isinstance(last, str):
        return []
    if len(first) == len(last) and first[-1:] == last[-1:] == "Z" and first <= last:
        return []
    try:
        if parse_timestamp(first) <= parse_timestamp(last):
            return []
    except InvalidTimestamp:
        return []
    message = f"{end} {last} is before {start} {first}"
    return [Fault(join_pointer((*path, end)), "dates-reversed", message)]
