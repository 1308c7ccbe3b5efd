"""The checks of an Open Badges 2.0 badge that do not depend on how it is verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from microcred.document import as_list, id_of
from microcred.errors import Fault, MicrocredError, ResolutionFailed, excerpt
from microcred.limits import MAX_FAULTS
from microcred.open_badges_2.case import Case
from microcred.open_badges_2.data_model import check_data
from microcred.open_badges_2.documents import BadgeClass, RevocationList, is_web_url
from microcred.open_badges_2.finding import (
    Finding,
    failed,
    failed_by,
    failed_by_faults,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.recipients import identity_matches
from microcred.open_badges_2.scope import allows_badge_class
from microcred.open_badges_2.vocabulary import CONTEXT, recognize_version

_REVOKED: Final = "The issuer took the badge back. Ask the holder for another."


def check_data_model(case: Case) -> Iterator[Finding]:
    """Check the assertion, the badge class and the profile against their classes."""
    faults = check_data(case.assembled(), "Assertion")
    for link, place in (
        (case.assertion_link, ""),
        (case.badge_link, "/badge"),
        (case.issuer_link, "/badge/issuer"),
    ):
        alone = link.hosted or not place
        if alone and link.document and recognize_version(link.document) != "2.0":
            message = f"expected the context {CONTEXT!r}"
            faults.append(Fault(f"{place}/@context", "wrong-context", message))
    yield from failed_by_faults("data_model", faults[: MAX_FAULTS + 1])
    if not faults:
        message = "assertion, badge class and issuer follow the data model as far as they are known"
        yield passed("data_model", "well-formed", message)


def check_linked(case: Case) -> Iterator[Finding]:
    """Check that badge class and issuer are there and agree with what the badge says of them."""
    findings = [*_check_obstacle(case), *_check_badge_class(case)]
    yield from findings
    if not findings:
        message = "badge class and issuer agree with each other"
        yield passed("open_badges", "linked-documents-agree", message, "/badge")


def _check_obstacle(case: Case) -> Iterator[Finding]:
    for link, place, what in (
        (case.badge_link, "/badge", "badge-class"),
        (case.issuer_link, "/badge/issuer", "issuer"),
    ):
        error = link.obstacle
        if error is None:
            continue
        if not link.missing:
            yield undetermined_by("open_badges", error, place)
        elif isinstance(error, ResolutionFailed):
            yield failed("open_badges", f"{what}-missing", error.message, place)
        else:
            yield failed_by("open_badges", error, place)


def _check_badge_class(case: Case) -> Iterator[Finding]:
    badge_class, embedded = case.badge_class, case.badge_link.embedded
    if case.badge_link.hosted and embedded is not None:
        claimed, hosted = id_of(BadgeClass(embedded).issuer), id_of(badge_class.issuer)
        if claimed != hosted:
            named = excerpt(claimed or "nobody", 200)
            message = f"the badge says {named} where the hosted badge class has another issuer"
            yield failed("open_badges", "differs-from-hosted", message, "/badge/issuer")
    # A signed assertion whose badge class came from its own URL says itself which one it means.
    vouched = case.is_signed and case.badge_link.hosted
    url = badge_class.id
    if vouched or not case.issuer_link.hosted or url is None or not is_web_url(url):
        return
    if not allows_badge_class(case.profile, url):
        issuer = excerpt(case.profile.id, 200)
        message = f"the badge class {excerpt(url, 200)} is not hosted where {issuer} speaks"
        yield failed("open_badges", "badge-class-outside-scope", message, "/badge/id")


def check_status(case: Case) -> Iterator[Finding]:
    """Check whether the issuer revoked the badge."""
    error = case.assertion_link.obstacle
    if error is not None and error.code == "gone":
        message = "revoked: the issuer's site answers that the assertion is gone"
        yield failed("status", "revoked", message, "/id", _REVOKED)
    elif case.assertion.revoked:
        yield _revoked(case.assertion.revocation_reason, "/revoked")
    elif case.is_signed:
        yield from _check_revocation_list(case)
    elif error is not None:
        message = "the hosted assertion could not be read; the badge may have been revoked"
        yield undetermined("status", "status-not-checked", message, "/id")
    else:
        message = "the hosted assertion does not say that it is revoked"
        yield passed("status", "not-revoked", message, "/id")


def _revoked(reason: str | None, pointer: str) -> Finding:
    told = f": {excerpt(reason, 200)}" if reason else ", no reason is given"
    return failed("status", "revoked", f"revoked{told}", pointer, _REVOKED)


def _check_revocation_list(case: Case) -> Iterator[Finding]:
    place = "/badge/issuer/revocationList"
    if not case.issuer_link.hosted:
        message = "without the issuer's own profile nobody knows its revocation list"
        yield undetermined("status", "issuer-unknown", message, "/badge/issuer")
        return
    if not as_list(case.profile.document.get("revocationList")):
        yield skipped("status", "no-revocation-list", "the issuer publishes no revocation list")
        return
    try:
        document = case.documents.fetch(case.profile.revocation_list or "")
    except MicrocredError as error:
        message = f"{error.message}; the badge may have been revoked"
        yield undetermined("status", "revocation-list-unavailable", message, place)
        return
    revocations = RevocationList(document)
    entry = revocations.find(case.assertion)
    faults = check_data(document, "RevocationList")
    if entry is not None:
        reason = entry.get("revocationReason")
        yield _revoked(reason if isinstance(reason, str) else None, place)
    elif faults:
        message = f"the revocation list cannot be relied on: {faults[0]}"
        yield undetermined("status", "revocation-list-malformed", message, place)
    elif revocations.issuer not in (None, case.profile.id):
        message = f"the revocation list is of another issuer: {excerpt(revocations.issuer, 200)}"
        yield undetermined("status", "revocation-list-of-another", message, place)
    else:
        message = "the badge is not on the issuer's revocation list"
        yield passed("status", "not-revoked", message, place)


def check_validity(case: Case) -> Iterator[Finding]:
    """Check when the badge was awarded and whether it has expired."""
    skew = timedelta(seconds=case.expectations.clock_skew_seconds)
    now, assertion = case.expectations.moment, case.assertion
    findings = []
    for name, moment in (("issuedOn", assertion.issued_on), ("expires", assertion.expires)):
        given = as_list(assertion.document.get(name))
        if moment is None:
            if given:
                message = f"{name} is not a moment in time"
                findings.append(failed("validity", "unreadable-date", message, f"/{name}"))
        elif name == "issuedOn" and moment > now + skew:
            message = f"awarded only on {given[0]}"
            findings.append(failed("validity", "not-yet-valid", message, f"/{name}"))
        elif name == "expires" and moment < now - skew:
            advice = "Ask the holder for a renewed badge."
            message = f"expired on {given[0]}"
            findings.append(failed("validity", "expired", message, f"/{name}", advice))
    yield from findings
    if not findings:
        yield passed("validity", "within-period", "the badge is within its validity period")


def check_recipient(case: Case) -> Iterator[Finding]:
    """Check that the badge is for the person that is asked for."""
    wanted, recipient = case.expectations.recipient, case.assertion.recipient
    if wanted is None:
        yield skipped("recipient", "not-asked", "no recipient was asked for")
    elif recipient is not None and identity_matches(recipient, wanted):
        yield passed("recipient", "recipient-matches", "the recipient matches", "/recipient")
    else:
        message = f"the badge was not given to {excerpt(wanted)}"
        advice = "Ask the holder which address or identifier the badge was issued to."
        yield failed("recipient", "recipient-mismatch", message, "/recipient", advice)


def check_endorsements(case: Case) -> Iterator[Finding]:
    """Say where there are endorsements; those of 2.0 are not verified."""
    holders = (("", case.assertion), ("/badge", case.badge_class), ("/badge/issuer", case.profile))
    found = [
        f"{place}/endorsement"
        for place, holder in holders
        if as_list(holder.document.get("endorsement"))
    ]
    if not found:
        yield skipped("endorsements", "no-endorsements", "nobody endorses this badge")
    for pointer in found:
        message = "the endorsements were not verified; do not rely on them"
        yield undetermined("endorsements", "endorsements-not-checked", message, pointer)


def check_trust(case: Case) -> Iterator[Finding]:
    """Check that the issuer is one that is trusted."""
    trusted = case.expectations.trusted_issuers
    issuer = case.profile.id if case.issuer_link.hosted else id_of(case.badge_class.issuer)
    if trusted is None:
        yield skipped("trust", "not-asked", "no list of trusted issuers was given")
    elif issuer in trusted:
        yield passed("trust", "issuer-trusted", "the issuer is on the trust list", "/badge/issuer")
    else:
        message = f"the issuer {excerpt(issuer or 'nobody', 200)} is not on the trust list"
        yield failed("trust", "issuer-not-trusted", message, "/badge/issuer")
