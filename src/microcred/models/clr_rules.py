"""The rules of a Comprehensive Learner Record 2.0 that a schema cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from microcred.document import as_list, id_of, objects_of
from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.limits import MAX_FAULTS


def check_clr(document: Mapping[str, Any]) -> list[Fault]:
    """List the faults of a ClrCredential; never raises."""
    return list(islice(_check(document), MAX_FAULTS + 1))


def _check(document: Mapping[str, Any]) -> Iterator[Fault]:
    for place, subject in objects_of(document.get("credentialSubject")):
        pointer = f"/credentialSubject{place}"
        if not subject.get("id") and not subject.get("identifier"):
            message = "the learner has neither id nor identifier"
            yield Fault(pointer, "subject-unidentified", message)
        if not as_list(subject.get("verifiableCredential")):
            message = "a learner record contains at least one credential"
            yield Fault(pointer, "nothing-contained", message)
        known = set(_ids(subject))
        for where, association in objects_of(subject.get("association")):
            for name in ("sourceId", "targetId"):
                end = association.get(name)
                if end not in known:
                    message = f"{name} {excerpt(end)} is not an achievement in this record"
                    place_of_end = f"{pointer}/association{where}/{name}"
                    yield Fault(place_of_end, "association-dangling", message)


def _ids(subject: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of the achievements and credentials that an association may name."""
    holders: list[Any] = [item for _, item in objects_of(subject.get("achievement"))]
    for _, credential in objects_of(subject.get("verifiableCredential")):
        holders.append(credential)
        for _, inner in objects_of(credential.get("credentialSubject")):
            holders += [item for _, item in objects_of(inner.get("achievement"))]
    for holder in holders:
        if (identifier := id_of(holder)) is not None:
            yield identifier
