"""The checks of an Open Badges 2.0 badge that do not depend on how it is verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from microcred.document import as_list
from microcred.errors import MicrocredError, ResolutionFailed, excerpt
from microcred.findings import Fault, Finding
from microcred.limits import MAX_FAULTS
from microcred.open_badges_2.badge_objects import BadgeObjects
from microcred.open_badges_2.checklist import (
    failed,
    failed_by,
    failed_by_faults,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.data_model import check_data
from microcred.open_badges_2.documents import RevocationList, is_web_url, same_place
from microcred.open_badges_2.recipients import identity_matches
from microcred.open_badges_2.scope import allows_badge_class
from microcred.open_badges_2.vocabulary import CONTEXT, recognize_version

_ASK_FOR_BADGE: Final = "Ask the holder for the badge itself: a picture, a link or a file."
_FIRST_THE_BADGE: Final = "It is asked once the badge itself is known to be its issuer's."
_OPTIONAL_BEFORE_2: Final = {
    "1.1": frozenset({"email"}),
    "1.0": frozenset({"email"}),
    "0.5": frozenset({"email", "id", "issuedOn"}),
}
"""Members that 2.0 asks for and an older version did not."""
_REVOKED: Final = "The issuer took the badge back. Ask the holder for another."


def check_data_model(badge: BadgeObjects) -> Iterator[Finding]:
    """Check each object against its class."""
    faults = check_data(badge.assembled(), badge.kind)
    faults = [fault for fault in faults if not _was_optional(badge, fault)]
    for part in badge.parts:
        alone = part.link.hosted or not part.pointer
        if alone and part.link.document and recognize_version(part.link.document) != "2.0":
            message = f"expected the context {CONTEXT!r}"
            faults.append(Fault(f"{part.pointer}/@context", "wrong-context", message))
    yield from failed_by_faults("data_model", faults[: MAX_FAULTS + 1])
    if not faults:
        message = "each object follows the data model as far as it is known"
        yield passed("data_model", "well-formed", message)


def _was_optional(badge: BadgeObjects, fault: Fault) -> bool:
    """Tell whether a member is missing that the object's own version did not ask for."""
    place, _, name = fault.pointer.rpartition("/")
    versions = [part.link.version for part in badge.parts if part.pointer == place]
    return fault.code == "missing-member" and any(
        name in _OPTIONAL_BEFORE_2[version] for version in versions if version not in (None, "2.0")
    )


def check_linked(badge: BadgeObjects) -> Iterator[Finding]:
    """Check that what an object links to is there."""
    findings = [*_check_obstacles(badge), *_check_signed_badge_class(badge)]
    yield from findings
    if not findings and len(badge.parts) > 1:
        message = "what it links to is there"
        yield passed("open_badges", "linked-documents-agree", message, badge.parts[1].pointer)


def _check_obstacles(badge: BadgeObjects) -> Iterator[Finding]:
    for part in badge.parts[1:]:
        error, place = part.link.obstacle, part.pointer
        what = "badge-class" if part.class_name == "BadgeClass" else "issuer"
        if error is None:
            continue
        if error.code == "not-asked":
            yield undetermined_by("open_badges", error, place, _FIRST_THE_BADGE)
        elif not part.link.missing:
            yield undetermined_by("open_badges", error, place)
        elif isinstance(error, ResolutionFailed):
            yield failed("open_badges", f"{what}-missing", error.message, place)
        else:
            yield failed_by("open_badges", error, place)


def _check_signed_badge_class(badge: BadgeObjects) -> Iterator[Finding]:
    """Check that a badge class that a signature covers is the issuer's to award.

    One that came from its own URL says itself whose it is.
    """
    url = badge.badge_class.id
    if badge.kind != "Assertion" or not badge.is_signed or badge.badge_link.hosted:
        return
    if (
        badge.issuer_link.hosted
        and url is not None
        and is_web_url(url)
        and not allows_badge_class(badge.profile, url)
    ):
        issuer = excerpt(badge.profile.id, 200)
        message = f"the badge class {excerpt(url, 200)} is not where {issuer} speaks"
        yield failed("open_badges", "badge-class-outside-scope", message, "/badge/id")


def check_status(badge: BadgeObjects, *, proved: bool) -> Iterator[Finding]:
    """Check whether the issuer revoked it.

    Args:
        badge: what is checked.
        proved: whether it is known to be the issuer's, so that its list may be asked.
    """
    error = badge.subject_link.obstacle
    if "status" in badge.expectations.left_out:
        return
    if error is not None and error.code == "gone":
        message = "revoked: the issuer's site answers that the assertion is gone"
        yield failed("status", "revoked", message, "/id", _REVOKED)
    elif badge.kind in ("BadgeClass", "Profile"):
        message = "nobody was given it, so there is nothing to take back"
        yield skipped("status", "nothing-to-revoke", message)
    elif badge.assertion.revoked:
        yield _revoked(badge.assertion.revocation_reason, "/revoked")
    elif badge.is_signed and proved:
        yield from _check_revocation_list(badge)
    elif badge.is_signed:
        message = "the list of revoked badges is asked for the issuer's own badges only"
        yield skipped("status", "no-verified-proof", message)
    elif not badge.subject_link.hosted:
        message = "its issuer could not be asked; the badge may have been revoked"
        yield undetermined("status", "status-not-checked", message, "/id")
    else:
        message = "the hosted assertion does not say that it is revoked"
        yield passed("status", "not-revoked", message, "/id")


def _revoked(reason: str | None, pointer: str) -> Finding:
    told = f": {excerpt(reason, 200)}" if reason else ", no reason is given"
    return failed("status", "revoked", f"revoked{told}", pointer, _REVOKED)


def _check_revocation_list(badge: BadgeObjects) -> Iterator[Finding]:
    place = f"{badge.issuer_pointer}/revocationList"
    if not as_list(badge.profile.document.get("revocationList")):
        yield skipped("status", "no-revocation-list", "the issuer publishes no revocation list")
        return
    try:
        document = badge.documents.fetch_from(badge.profile.revocation_list or "")
    except MicrocredError as error:
        message = f"{error.message}; the badge may have been revoked"
        yield undetermined("status", "revocation-list-unavailable", message, place)
        return
    revocations = RevocationList(document)
    entry = revocations.find(badge.assertion)
    faults = check_data(document, "RevocationList")
    if entry is not None:
        reason = entry.get("revocationReason")
        yield _revoked(reason if isinstance(reason, str) else None, place)
    elif faults:
        message = f"the revocation list cannot be relied on: {faults[0]}"
        yield undetermined("status", "revocation-list-malformed", message, place)
    elif revocations.issuer is not None and not same_place(revocations.issuer, badge.profile.id):
        message = f"the revocation list is of another issuer: {excerpt(revocations.issuer, 200)}"
        yield undetermined("status", "revocation-list-of-another", message, place)
    else:
        message = "the badge is not on the issuer's revocation list"
        yield passed("status", "not-revoked", message, place)


def check_validity(badge: BadgeObjects) -> Iterator[Finding]:
    """Check when the badge was awarded and whether it has expired."""
    if badge.kind in ("BadgeClass", "Profile"):
        yield passed("validity", "no-period", "it has no dates that could end it")
        return
    skew = timedelta(seconds=badge.expectations.clock_skew_seconds)
    now, assertion = badge.expectations.moment, badge.assertion
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


def check_recipient(badge: BadgeObjects) -> Iterator[Finding]:
    """Check that the badge is for the person that is asked for."""
    wanted, recipient = badge.expectations.recipient, badge.assertion.recipient
    if wanted is not None and badge.kind != "Assertion":
        message = "this is no badge that somebody was given"
        yield failed("recipient", "no-recipient", message, "", _ASK_FOR_BADGE)
        return
    if wanted is None:
        yield skipped("recipient", "not-asked", "no recipient was asked for")
    elif recipient is not None and identity_matches(recipient, wanted):
        yield passed("recipient", "recipient-matches", "the recipient matches", "/recipient")
    else:
        message = f"the badge was not given to {excerpt(wanted)}"
        advice = "Ask the holder which address or identifier the badge was issued to."
        yield failed("recipient", "recipient-mismatch", message, "/recipient", advice)


def check_trust(badge: BadgeObjects) -> Iterator[Finding]:
    """Check that the issuer is one that is trusted."""
    trusted, place = badge.expectations.trusted_issuers, badge.issuer_pointer
    issuer = badge.issuer_id
    if trusted is None:
        yield skipped("trust", "not-asked", "no list of trusted issuers was given")
    elif issuer in trusted:
        yield passed("trust", "issuer-trusted", "the issuer is on the trust list", place)
    else:
        message = f"the issuer {excerpt(issuer or 'nobody', 200)} is not on the trust list"
        yield failed("trust", "issuer-not-trusted", message, place)
