"""Hosted assertions: their URL is the source of truth ("HostedBadge Verification")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from microcred.document import id_of, types_of
from microcred.errors import MalformedInput, ResolutionFailed, excerpt
from microcred.findings import Finding
from microcred.open_badges_2.badge_objects import (
    BadgeObjects,
    Presented,
    stands_on_signature,
    verification_kind_of,
)
from microcred.open_badges_2.checklist import (
    failed,
    failed_by,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.documents import (
    Assertion,
    BadgeClass,
    is_web_url,
    moment_or_none,
    single,
)
from microcred.open_badges_2.linked import Linked, LinkedDocuments
from microcred.open_badges_2.recipients import identity_matches
from microcred.open_badges_2.scope import allows_assertion, allows_badge_class, origin_of
from microcred.open_badges_2.vocabulary import ClassName, Version, class_of

_FORGED: Final = "Do not use it; ask the holder for the badge as the issuer hosts it."
_HOSTED: Final = frozenset({"Assertion", "BadgeClass", "Profile", "Endorsement", None})
"""Classes that are asked for at their own URL; a stripped assertion may not say its class."""
_MAKE_IT: Final[Mapping[ClassName, tuple[str, ...]]] = {
    "Assertion": ("badge",),
    "BadgeClass": ("issuer",),
    "Endorsement": ("issuer", "claim"),
    "Profile": (),
}


def obtain(presented: Presented, documents: LinkedDocuments, version: Version | None) -> Linked:
    """Get the object that the checks go by: as signed, or from its URL.

    Of a hosted one that was handed in as JSON only the id is believed.

    Args:
        presented: what was handed in, in the words of 2.0.
        documents: gets what is hosted.
        version: the version in which it was handed in.
    """
    document = dict(presented.document) if presented.document is not None else None
    as_written = Linked(document, embedded=document, version=version)
    if stands_on_signature(presented) or not _is_hosted(document, version):
        return as_written
    try:
        if document is None:
            return documents.fetch_canonical(presented.url or "")
        return replace(documents.fetch_named(id_of(document) or ""), embedded=document)
    except (ResolutionFailed, MalformedInput) as error:
        return replace(as_written, obstacle=error)


def _is_hosted(document: dict[str, Any] | None, version: Version | None) -> bool:
    """Tell whether what counts stands at a URL: of an object that its own kind says so of."""
    if document is None:
        return True
    if verification_kind_of(document) == "extension" or version is None:
        return False
    return class_of(document) in _HOSTED


def check_hosting(badge: BadgeObjects) -> Iterator[Finding]:
    """Check that the issuer hosts the object and that it says what was handed in."""
    link = badge.subject_link
    error = link.obstacle
    if not link.hosted and error is None:
        yield _verified_otherwise(badge)
    elif error is None:
        yield from _check_hosted(badge)
    elif error.code == "gone":
        yield skipped("proof", "hosted-gone", "the issuer no longer hosts it")
    elif error.code == "not-a-web-url":
        yield _without_url(badge)
    elif not link.missing:
        yield undetermined_by("proof", error, "/id")
    elif isinstance(error, ResolutionFailed):
        yield failed("proof", "hosted-assertion-missing", error.message, "/id", _FORGED)
    else:
        yield failed_by("proof", error, "", _FORGED)


def _verified_otherwise(badge: BadgeObjects) -> Finding:
    verification = badge.assertion.verification
    types = types_of(verification.document) if verification is not None else []
    message = f"it is verified in a way of an extension, {excerpt(', '.join(types), 200)}"
    advice = "Check it with the software of the service that issued it."
    message = f"{message}, which is not known here"
    return undetermined("proof", "verification-type-unknown", message, "/verification", advice)


def _without_url(badge: BadgeObjects) -> Finding:
    if badge.subject_link.version in ("1.0", "0.5"):
        message = "a badge before version 1.1 is known by its URL only, which is not told"
        advice = "Hand in the picture or the link of the badge."
        return undetermined("proof", "no-url", message, "", advice)
    message = "what is hosted needs the http or https URL where it is hosted as its id"
    return failed("proof", "not-a-web-url", message, "/id")


def _check_hosted(badge: BadgeObjects) -> Iterator[Finding]:
    if verification_kind_of(badge.subject_link.document or {}) == "signed":
        message = "the hosted assertion says that it is signed, but came without its signature"
        yield failed("proof", "no-signature", message, "/verification")
        return
    presented = badge.subject_link.embedded
    differing = list(_differences(presented, badge)) if presented is not None else []
    differing += list(_differing_issuer(badge))
    for pointer in differing:
        message = f"{pointer[1:]} is not what the issuer hosts for it"
        yield failed("proof", "differs-from-hosted", message, pointer, _FORGED)
    if not differing:
        where = excerpt(id_of(badge.subject_link.document), 200)
        yield passed("proof", "hosted-by-issuer", f"it is hosted at {where}", "/id")


def _differences(presented: Mapping[str, Any], badge: BadgeObjects) -> Iterator[str]:
    """Name the members of what was handed in that contradict what is hosted.

    Only those that make the award: to whom, for what, by whom, when. An issuer may add evidence
    later, and a stripped assertion contradicts nothing.
    """
    hosted = badge.subject_link.document or {}
    if badge.is_stripped:
        return
    for name in _MAKE_IT[badge.kind]:
        if id_of(single(presented.get(name))) != id_of(single(hosted.get(name))):
            yield f"/{name}"
    if badge.kind == "Assertion" and not _same_recipient(Assertion(presented), badge.assertion):
        yield "/recipient"
    for name in ("issuedOn", "expires"):
        if moment_or_none(presented.get(name)) != moment_or_none(hosted.get(name)):
            yield f"/{name}"


def _differing_issuer(badge: BadgeObjects) -> Iterator[str]:
    """Compare the issuer that an assertion names with the one of the hosted badge class."""
    embedded = badge.badge_link.embedded
    if badge.kind == "Assertion" and badge.badge_link.hosted and embedded is not None:
        claimed = id_of(BadgeClass(embedded).issuer)
        if claimed != id_of(badge.badge_class.issuer):
            yield "/badge/issuer"


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


def check_scope(badge: BadgeObjects) -> Iterator[Finding]:
    """Check that the issuer allows it to be hosted there ("VerificationObject")."""
    url, place = id_of(badge.subject_link.document), badge.issuer_pointer
    if url is None or not is_web_url(url):
        yield skipped("issuer_key", "not-a-web-url", "there is no URL to compare")
    elif badge.kind == "Profile":
        yield from _check_own_place(badge, url)
    elif badge.issuer_link.version == "0.5":
        yield from _check_origin(badge, url)
    elif not badge.issuer_link.hosted:
        message = "without the issuer's own profile nobody knows where it hosts its assertions"
        yield undetermined("issuer_key", "issuer-unknown", message, place, obstacle=badge.obstacle)
    else:
        yield from _check_allowed(badge, url)


def _check_own_place(badge: BadgeObjects, url: str) -> Iterator[Finding]:
    if badge.issuer_link.hosted:
        message = f"the profile speaks for itself, at {excerpt(url, 200)}"
        yield passed("issuer_key", "own-profile", message, "/id")
    else:
        message = "without the profile at its own URL nobody knows whose it is"
        yield undetermined("issuer_key", "issuer-unknown", message, "/id", obstacle=badge.obstacle)


def _check_origin(badge: BadgeObjects, url: str) -> Iterator[Finding]:
    """Check a badge of 0.5, whose issuer is the origin that hosts it."""
    if badge.subject_link.hosted and origin_of(url) == origin_of(badge.profile.id):
        message = f"hosted at the origin of its issuer, {excerpt(badge.profile.id, 200)}"
        yield passed("issuer_key", "within-issuer-scope", message, "/id")
    elif badge.subject_link.hosted:
        yield _outside("issuer_key", "outside-issuer-scope", url, badge, "/id")
    else:
        message = "without the badge at its own URL nobody knows whose it is"
        yield undetermined("issuer_key", "issuer-unknown", message, "/id", obstacle=badge.obstacle)


def _check_allowed(badge: BadgeObjects, url: str) -> Iterator[Finding]:
    allows = allows_badge_class if badge.kind == "BadgeClass" else allows_assertion
    came_from = badge.subject_link.came_from or url
    if not allows(badge.profile, url):
        yield _outside("issuer_key", "outside-issuer-scope", url, badge, "/id")
    elif not allows(badge.profile, came_from):
        message = (
            f"{excerpt(url, 200)} leads to {excerpt(came_from, 200)}, which is outside of what "
            f"{excerpt(badge.profile.id, 200)} allows"
        )
        yield undetermined("issuer_key", "answered-from-elsewhere", message, "/id")
    elif (outside := _badge_class_outside(badge)) is not None:
        yield outside
    else:
        message = f"{excerpt(badge.profile.id, 200)} allows it to be hosted there"
        yield passed("issuer_key", "within-issuer-scope", message, "/id")


def _badge_class_outside(badge: BadgeObjects) -> Finding | None:
    """Say where the badge class is not hosted where its issuer speaks.

    "This defaults to requiring the Assertion and BadgeClass to be hosted on the same origin as
    the issuer Profile" ("HostedBadge Verification").
    """
    url = badge.badge_class.id
    if badge.kind != "Assertion" or url is None or not is_web_url(url):
        return None
    if allows_badge_class(badge.profile, url):
        return None
    return _outside("issuer_key", "badge-class-outside-scope", url, badge, "/badge/id")


def _outside(check: str, code: str, url: str, badge: BadgeObjects, pointer: str) -> Finding:
    message = f"{excerpt(url, 200)} is outside of what {excerpt(badge.profile.id, 200)} allows"
    advice = "The badge names an issuer on whose behalf this site may not speak."
    return failed(check, code, message, pointer, advice)
