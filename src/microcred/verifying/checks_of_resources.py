"""Whether what a credential points at is still what the issuer saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from microcred.advice import what_to_do
from microcred.document import objects_of
from microcred.errors import MicrocredError, ResolutionFailed, excerpt
from microcred.findings import Finding
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_RESOURCE_BYTES, MAX_RESOURCES
from microcred.verifying.checklist import failed, out_of_time, passed, skipped, undetermined
from microcred.verifying.digests import has_digest, verify_digests
from microcred.verifying.verification import Role, Verification

_OTHERS: Final = frozenset({"proof", "endorsement", "verifiableCredential"})
"""Members with credentials or proofs of their own, which are judged where they are verified."""

_LOCATIONS: Final = ("id", "url", "targetUrl")
_ANYTHING: Final = ("*/*", "*")
_MEDIA_TYPE: Final = re.compile(
    r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z", re.ASCII | re.IGNORECASE
)
_ADVICE: Final = "Ask the issuer which of the two is right; somebody has changed the resource."


def check_resources(verification: Verification) -> Iterator[Finding]:
    """Compare each resource with its digest (VCDM 2.0, "Integrity of Related Resources").

    Digests stand in `relatedResource`, and in evidence, images, criteria or any other object.
    """
    if not verification.policy.check_resources or verification.role not in (
        Role.BADGE,
        Role.CONTAINED,
    ):
        yield skipped("resources", "not-asked", "digests of resources were not asked for")
        return
    found = list(islice(_find_resources(verification.document), MAX_RESOURCES + 1))
    if not found:
        yield skipped("resources", "no-digests", "no digest of another resource is stated")
        return
    if len(found) > MAX_RESOURCES:
        message = f"more than {MAX_RESOURCES} resources with a digest; none was fetched"
        yield undetermined("resources", "limit-exceeded", message)
        return
    for pointer, resource in found:
        late = verification.deadline.is_over()
        yield (
            out_of_time("resources", pointer) if late else _compare(verification, pointer, resource)
        )


def _find_resources(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each related resource and each other object with a digest, in document order."""
    yield from (
        (f"/relatedResource{place}", item)
        for place, item in objects_of(document.get("relatedResource"))
        if has_digest(item)  # data_model reports one without
    )
    others = _OTHERS | {"relatedResource"}
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, list):
            inner: Iterable[tuple[str | int, Any]] = enumerate(value)
        else:
            if has_digest(value):
                yield join_pointer(path), value
            inner = ((name, item) for name, item in value.items() if name not in others)
        objects = [((*path, name), item) for name, item in inner if isinstance(item, dict | list)]
        pending.extend(reversed(objects))


def _compare(verification: Verification, pointer: str, resource: Mapping[str, Any]) -> Finding:
    url = _location(resource)
    name = excerpt(url, 200)
    try:
        fetched = verification.fetcher.fetch(
            url, accept=_accept(resource), max_bytes=MAX_RESOURCE_BYTES
        )
        verify_digests(resource, fetched.body)
    except ResolutionFailed as error:
        message = f"{name} was not compared with its digest: {error.message}"
        place, advice = pointer + (error.pointer or ""), what_to_do("resources", error)
        return undetermined("resources", error.code, message, place, advice)
    except MicrocredError as error:
        message, place = f"{name}: {error.message}", pointer + (error.pointer or "")
        return failed("resources", error.code, message, place, _ADVICE)
    return passed("resources", "digest-matches", f"{name} is what its digest says", pointer)


def _location(resource: Mapping[str, Any]) -> str:
    """Return where the resource can be had: its id, or where that is no location, its URL."""
    values = [resource.get(name) for name in _LOCATIONS]
    texts = [value for value in values if isinstance(value, str)]
    return next((text for text in texts if text.startswith("https://")), texts[0] if texts else "")


def _accept(resource: Mapping[str, Any]) -> tuple[str, ...]:
    media_type = resource.get("mediaType")
    if isinstance(media_type, str) and len(media_type) < 100 and _MEDIA_TYPE.match(media_type):
        return (media_type, *_ANYTHING)
    return _ANYTHING
