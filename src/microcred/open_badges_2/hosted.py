"""Hosted assertions: their URL is the source of truth ("HostedBadge Verification")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import id_of
from microcred.errors import MalformedInput, ResolutionFailed, excerpt
from microcred.open_badges_2.case import Case, Presented
from microcred.open_badges_2.documents import Assertion, is_web_url, moment_or_none
from microcred.open_badges_2.finding import (
    Finding,
    failed,
    failed_by,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.linked import Linked, LinkedDocuments
from microcred.open_badges_2.recipients import identity_matches
from microcred.open_badges_2.scope import allows_assertion

_FORGED: Final = "Do not use it; ask the holder for the badge as the issuer hosts it."


def obtain_assertion(presented: Presented, documents: LinkedDocuments) -> Linked:
    """Get the assertion that the checks go by: as signed, or from its URL.

    Of a hosted assertion that was handed in as JSON only the id is believed.
    """
    document = dict(presented.document) if presented.document is not None else None
    if presented.is_signed:
        return Linked(document, embedded=document)
    try:
        if document is None:
            hosted = documents.fetch_canonical(presented.url or "")
        else:
            hosted = documents.fetch_named(id_of(document) or "")
    except (ResolutionFailed, MalformedInput) as error:
        return Linked(document, embedded=document, obstacle=error)
    return Linked(hosted, hosted=True, embedded=document)


def check_hosting(case: Case) -> Iterator[Finding]:
    """Check that the issuer hosts the assertion and that it says what was handed in."""
    link = case.assertion_link
    error = link.obstacle
    if error is None:
        yield from _check_hosted(case)
    elif error.code == "gone":
        yield skipped("proof", "hosted-gone", "the issuer no longer hosts the assertion")
    elif error.code == "not-a-web-url":
        message = "a hosted assertion needs the http or https URL where it is hosted as its id"
        yield failed("proof", "not-a-web-url", message, "/id")
    elif not link.missing:
        advice = "Try again later; until then nothing says that the issuer stands by this badge."
        yield undetermined_by("proof", error, "/id", advice)
    elif isinstance(error, ResolutionFailed):
        yield failed("proof", "hosted-assertion-missing", error.message, "/id", _FORGED)
    else:
        yield failed_by("proof", error, "", _FORGED)


def _check_hosted(case: Case) -> Iterator[Finding]:
    verification = case.assertion.verification
    if verification is not None and verification.kind == "signed":
        message = "the hosted assertion says that it is signed, but came without its signature"
        yield failed("proof", "no-signature", message, "/verification")
        return
    presented = case.assertion_link.embedded
    differing = list(_differences(presented, case)) if presented is not None else []
    for name in differing:
        message = f"{name} is not what the issuer hosts for this assertion"
        yield failed("proof", "differs-from-hosted", message, f"/{name}", _FORGED)
    if not differing:
        where = excerpt(case.assertion.id, 200)
        yield passed("proof", "hosted-by-issuer", f"the assertion is hosted at {where}", "/id")


def _differences(presented: Mapping[str, Any], case: Case) -> Iterator[str]:
    """Name the members of what was handed in that contradict what is hosted.

    Only those that make the award: to whom, for what, when. An issuer may add evidence later, and
    a stripped assertion contradicts nothing.
    """
    if case.is_stripped:
        return
    shown, hosted = Assertion(presented), case.assertion
    if id_of(shown.badge) != id_of(hosted.badge):
        yield "badge"
    if not _same_recipient(shown, hosted):
        yield "recipient"
    for name in ("issuedOn", "expires"):
        if moment_or_none(shown.document.get(name)) != moment_or_none(hosted.document.get(name)):
            yield name


def _same_recipient(shown: Assertion, hosted: Assertion) -> bool:
    one, other = shown.recipient, hosted.recipient
    if one is None or other is None:
        return one is other
    if one.hashed == other.hashed:
        # Two hashes with different salts cannot be compared; the hosted one is what counts.
        salts_differ = one.hashed and one.salt != other.salt
        return salts_differ or (one.identity or "").lower() == (other.identity or "").lower()
    plain, hashed = (other, one) if one.hashed else (one, other)
    return identity_matches(hashed, plain.identity or "")


def check_scope(case: Case) -> Iterator[Finding]:
    """Check that the issuer allows its assertions to be hosted there ("VerificationObject")."""
    url, profile = case.assertion.id, case.profile
    if url is None or not is_web_url(url):
        yield skipped("issuer_key", "not-a-web-url", "the assertion has no URL to compare")
    elif not case.issuer_link.hosted:
        message = "without the issuer's own profile nobody knows where it hosts its assertions"
        yield undetermined("issuer_key", "issuer-unknown", message, "/badge/issuer")
    elif allows_assertion(profile, url):
        message = f"{excerpt(profile.id, 200)} allows assertions to be hosted there"
        yield passed("issuer_key", "within-issuer-scope", message, "/id")
    else:
        message = f"{excerpt(url, 200)} is outside of what {excerpt(profile.id, 200)} allows"
        advice = "The badge names an issuer on whose behalf this site may not speak."
        yield failed("issuer_key", "outside-issuer-scope", message, "/id", advice)
