"""Every check of an Open Badges 2.0 object, in order ("Verification")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from microcred.errors import MalformedInput, excerpt
from microcred.fetch import Fetcher
from microcred.findings import Finding, Outcome
from microcred.open_badges_2.badge_objects import (
    BadgeObjects,
    Expectations,
    Presented,
    stands_on_signature,
)
from microcred.open_badges_2.checklist import SECTIONS, failed, passed, skipped, undetermined
from microcred.open_badges_2.checks import (
    check_data_model,
    check_linked,
    check_recipient,
    check_status,
    check_trust,
    check_validity,
)
from microcred.open_badges_2.documents import Assertion, BadgeClass, Endorsement
from microcred.open_badges_2.endorsements import check_endorsements
from microcred.open_badges_2.extensions import check_extensions
from microcred.open_badges_2.hosted import check_hosting, check_scope, obtain
from microcred.open_badges_2.linked import Linked, LinkedDocuments
from microcred.open_badges_2.reading import read_object
from microcred.open_badges_2.signed import check_signature
from microcred.open_badges_2.vocabulary import ClassName, class_of, recognize_version

_ORDER: Final = {name: index for index, name in enumerate(SECTIONS)}
_STANDING_ALONE: Final[frozenset[ClassName]] = frozenset(
    {"Assertion", "BadgeClass", "Profile", "Endorsement"}
)


@dataclass(frozen=True, slots=True)
class BadgeCheck:
    """What came of checking a badge.

    Attributes:
        findings: every finding, in the order of `SECTIONS`; each check occurs at least once.
        assertion: the assertion that the findings are about, with its badge class and issuer in
            their places: for a hosted one what the issuer hosts, whatever was handed in; or the
            badge class, the profile or the endorsement that was handed in alone. None where
            there is none. Pointers of the findings point into it.
        issuer_id: the id of the issuer.
        issuer_pointer: where the issuer stands in it.
    """

    findings: tuple[Finding, ...]
    assertion: dict[str, Any] | None
    issuer_id: str | None = None
    issuer_pointer: str = ""


def check_badge(presented: Presented, fetcher: Fetcher, expectations: Expectations) -> BadgeCheck:
    """Check an assertion, or a badge class, profile or endorsement alone, as what it is.

    A bad one gives findings, never an exception.

    Args:
        presented: the badge as handed in.
        fetcher: reaches the network, wrapped in a `LimitedFetcher`; an `OfflineFetcher` leaves
            what depends on it undetermined.
        expectations: what is asked of it.
    """
    return _check(presented, LinkedDocuments(fetcher), expectations)


def _check(
    presented: Presented, documents: LinkedDocuments, expectations: Expectations
) -> BadgeCheck:
    # 1. the object: as signed, or from the URL that is the source of truth
    try:
        version = recognize_version(presented.document or {})
        if version is not None:
            presented = replace(presented, document=read_object(presented.document or {}))
    except MalformedInput as error:
        finding = undetermined("data_model", error.code, error.message, error.pointer or "")
        return _nothing_else(finding, presented.document)
    subject = obtain(presented, documents, version)
    kind = _kind_of(subject)
    if isinstance(kind, Finding):
        return _nothing_else(kind, subject.document)
    # 2. what it links to
    badge = _follow(BadgeObjects(presented, kind, expectations, documents), subject)
    # 3. the checks
    findings = _in_order(_all_checks(badge))
    return BadgeCheck(findings, badge.assembled() or None, badge.issuer_id, badge.issuer_pointer)


def _kind_of(subject: Linked) -> ClassName | Finding:
    """Tell what an object is, or why it is none of Open Badges 2.0 that stands alone."""
    document = subject.document
    if document is None:
        return "Assertion"  # a picture holds nothing else
    if recognize_version(document) is None:
        message = "not an Open Badges 2.0 document: its context is not there"
        return failed("source", "not-open-badges-2", message, "/@context")
    kind = class_of(document)
    if kind is None and Assertion(document).revoked:
        return "Assertion"
    if kind in _STANDING_ALONE:
        return kind
    types = document.get("type")
    found = excerpt(types) if isinstance(types, str) else "something else"
    message = f"expected an Assertion, a BadgeClass, a Profile or an Endorsement, found {found}"
    return failed("source", "not-an-assertion", message, "/type")


def _follow(badge: BadgeObjects, subject: Linked) -> BadgeObjects:
    """Get what an object links to, once it is known to be its own source's word.

    The profile always comes from its own URL: only there is it the issuer's word.
    """
    if badge.kind == "Profile":
        return replace(badge, issuer_link=subject)
    if badge.kind == "Endorsement":
        issuer = Endorsement(subject.document or {}).issuer
        issuer_link = _follow_link(badge, subject, issuer)
        return replace(badge, assertion_link=subject, issuer_link=issuer_link)
    badge_link = subject
    if badge.kind == "Assertion":
        badge = replace(badge, assertion_link=subject)
        # a signature vouches for a badge class that it covers
        value = Assertion(subject.document or {}).badge
        badge_link = _follow_link(badge, subject, value, trust_embedded=badge.is_signed)
    badge = replace(badge, badge_link=badge_link)
    if badge_link.document is None:
        return badge
    if badge_link.version == "0.5":
        issuer_link = badge_link.inside(BadgeClass(badge_link.document).issuer)
    else:
        issuer_link = _follow_link(badge, subject, BadgeClass(badge_link.document).issuer)
    return replace(badge, issuer_link=issuer_link)


def _follow_link(
    badge: BadgeObjects, subject: Linked, value: Any, *, trust_embedded: bool = False
) -> Linked:
    if subject.document is None or badge.is_stripped:
        return Linked()
    if not subject.hosted and not stands_on_signature(badge.presented):
        return subject.not_asked(value)
    if subject.version == "0.5":
        return subject.inside(value)
    return badge.documents.follow(value, trust_embedded=trust_embedded)


def _all_checks(badge: BadgeObjects) -> Iterator[Finding]:
    yield passed("source", f"{_CODES[badge.kind]}-found", f"{_WORDS[badge.kind]} was found")
    if badge.subject_link.document is not None:
        yield from check_data_model(badge)
    genuine = list(_check_genuineness(badge))
    yield from genuine
    proved = {finding.outcome for finding in genuine} == {Outcome.PASSED}
    yield from check_status(badge, proved=proved)
    if badge.subject_link.document is None or badge.is_stripped:
        return
    yield from check_linked(badge)
    yield from check_validity(badge)
    yield from check_recipient(badge)
    yield from check_trust(badge)
    # what the object names beside these is asked only for whoever is known to have said so
    yield from check_extensions(badge, proved=proved)
    yield from check_endorsements(badge, _check, proved=proved)


def _check_genuineness(badge: BadgeObjects) -> Iterator[Finding]:
    if badge.is_stripped:
        return
    if badge.is_signed:
        yield from check_signature(badge)
        return
    yield from check_hosting(badge)
    if badge.subject_link.document is not None:
        yield from check_scope(badge)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    found = list(findings)
    named = {finding.check for finding in found}
    unnamed = [name for name in SECTIONS if name not in named]
    found += [skipped(name, *_WHY_SKIPPED.get(name, _NOTHING_LEFT)) for name in unnamed]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.check]))


_CODES: Final[Mapping[ClassName, str]] = {
    "Assertion": "assertion",
    "BadgeClass": "badge-class",
    "Profile": "profile",
    "Endorsement": "endorsement",
}
_WORDS: Final[Mapping[ClassName, str]] = {
    "Assertion": "an Open Badges 2.0 assertion",
    "BadgeClass": "a badge class of Open Badges 2.0, and no badge that somebody was given,",
    "Profile": "an issuer's profile of Open Badges 2.0, and no badge,",
    "Endorsement": "an endorsement of Open Badges 2.0, and no badge,",
}
_NOTHING_LEFT: Final = ("not-checked", "there is nothing to check")
_WHY_SKIPPED: Final = {
    "json_ld": ("not-json-ld", "Open Badges 2.0 signs bytes, not the meaning of terms"),
    "resources": ("no-digests", "Open Badges 2.0 states no digests of other resources"),
    "contained": ("no-credentials-inside", "an Open Badges 2.0 assertion contains no other"),
    "refresh": ("no-refresh-service", "Open Badges 2.0 has no refresh services"),
}


def _nothing_else(finding: Finding, document: Mapping[str, Any] | None) -> BadgeCheck:
    return BadgeCheck(_in_order((finding,)), dict(document) if document else None)
