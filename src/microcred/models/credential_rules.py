"""Rules of the VC Data Model about a credential as a whole, checked on the document as received.

They concern several members at once, so that no annotation of one member can hold them. Each
applies to the credential and to every credential embedded in it as an endorsement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import is_presentation
from microcred.errors import InvalidTimestamp, excerpt
from microcred.findings import Fault
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
        if is_presentation(credential):
            message = "a credential is no presentation; it is one or the other"
            faults.append(Fault(join_pointer((*path, "type")), "wrong-type-name", message))
        faults += check_validity_names(credential, path)
        if is_vcdm_1(credential):
            faults += _check_vcdm_1_dates(credential, path)
        else:
            faults += check_order(credential, path, "validFrom", "validUntil")
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


def check_validity_names(credential: Mapping[str, Any], path: Path) -> list[Fault]:
    """Check that the validity period has the names of the credential's own data model version.

    VCDM 1.1 requires `issuanceDate`. Its context also defines the names of VCDM 2.0, so that a
    signature covers them there. VCDM 2.0's context does not define the older ones.
    """
    if is_vcdm_1(credential):
        if "issuanceDate" in credential:
            return []
        place = join_pointer((*path, "issuanceDate"))
        return [Fault(place, "missing-member", "the member is required")]
    faults = []
    for wrong, right in _NAMES:
        if wrong in credential:
            message = f"{wrong} is not a member of VCDM 2.0, which calls it {right}"
            faults.append(Fault(join_pointer((*path, wrong)), "wrong-vcdm-member", message))
    return faults


def _check_vcdm_1_dates(credential: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Check the dates of VCDM 1.1 under both names; what is named once, the model has read."""
    for older, newer in _NAMES:
        if older in credential and newer in credential:
            yield from _check_date(credential, older, path)
    if "issued" in credential:
        yield from _check_date(credential, "issued", path)
    for end in ("expirationDate", "validUntil"):
        for start in ("issuanceDate", "validFrom"):
            yield from check_order(credential, path, start, end)


def _check_date(credential: Mapping[str, Any], name: str, path: Path) -> Iterator[Fault]:
    value = credential[name]
    try:
        if isinstance(value, str):
            parse_timestamp(value)
            return
    except InvalidTimestamp:
        pass
    message = f"expected a dateTimeStamp with a time zone, found {excerpt(value)}"
    yield Fault(join_pointer((*path, name)), "invalid-timestamp", message)


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
