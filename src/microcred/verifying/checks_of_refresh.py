"""Whether there is a newer version of a badge, at the service that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from microcred.document import id_of, types_of
from microcred.errors import ResolutionFailed
from microcred.fetch import reading, require_origin, says_no
from microcred.findings import Finding
from microcred.verifying.checklist import out_of_time, passed, skipped, undetermined
from microcred.verifying.evidence import finding_of
from microcred.verifying.source import CREDENTIAL_MEDIA_TYPES, Source, read_source
from microcred.verifying.verification import Role, Verification

_REFRESH: Final = "1EdTechCredentialRefresh"
_JUDGED_OF_NEWER: Final = (
    "data_model",
    "json_ld",
    "schema",
    "resources",
    "open_badges",
    "proof",
    "issuer_key",
)
"""What is checked of a newer version before it takes the badge's place; the rest follows."""


def check_refresh(verification: Verification) -> Iterator[Finding]:
    """Ask once for a newer version (1EdTech Credential Refresh Service 1.0).

    A newer version that verifies takes the badge's place for the checks that follow; where
    there is none, or it does not verify, the original stays.
    """
    services = verification.members("refreshService") if verification.role is Role.BADGE else []
    known = [item for item in services if _REFRESH in types_of(item[1])]
    if not known:
        yield skipped("refresh", "no-refresh-service", "there is no refresh service to ask")
        return
    # No signature covers the order of several, so a holder could choose which is the first.
    pointer, service = min(known, key=lambda item: id_of(item[1]) or "")
    try:
        url = id_of(service) or ""
        fetched = require_origin(
            verification.fetcher.fetch(url, accept=CREDENTIAL_MEDIA_TYPES), url
        )
        with reading(fetched, "a newer version of the badge"):
            newer = read_source(fetched.body)
    except ResolutionFailed as error:
        if says_no(error):
            yield passed("refresh", "no-newer-version", "the service has no newer one", pointer)
        else:
            yield finding_of("refresh", error, pointer, about="a newer version may exist")
        return
    yield _take_newer(verification, newer, pointer)


def _take_newer(verification: Verification, newer: Source, pointer: str) -> Finding:
    if newer.document == verification.document:
        return passed("refresh", "no-newer-version", "this is the newest version", pointer)
    if id_of(newer.document.get("issuer")) != verification.owner_id:
        message = "what the refresh service gave is another issuer's; the original stays"
        return undetermined("refresh", "refreshed-by-another", message, pointer)
    if verification.deadline.is_over():
        return out_of_time("refresh", pointer)
    inner = verification.inside(newer, Role.REFRESHED)
    report = verification.examine(inner)
    judged = {name: report.outcome(name) for name in _JUDGED_OF_NEWER}
    if {"failed", "undetermined"} & set(judged.values()) or judged["issuer_key"] != "passed":
        message = "what the refresh service gave does not verify; the original stays"
        return undetermined("refresh", "refreshed-not-verified", message, pointer)
    verification.source, verification.unsecured, verification.verified = (
        newer,
        inner.unsecured,
        inner.verified,
    )
    message = "a newer version was had and verified; it is what the report speaks of from here"
    return passed("refresh", "refreshed", message, pointer)
