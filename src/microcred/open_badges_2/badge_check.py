"""Every check of an Open Badges 2.0 badge, in order ("Verification")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.errors import excerpt
from microcred.fetch import Fetcher
from microcred.open_badges_2.case import Case, Expectations, Presented
from microcred.open_badges_2.checks import (
    check_data_model,
    check_endorsements,
    check_linked,
    check_recipient,
    check_status,
    check_trust,
    check_validity,
)
from microcred.open_badges_2.documents import Assertion, BadgeClass
from microcred.open_badges_2.finding import (
    SECTIONS,
    Finding,
    failed,
    failed_by,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.hosted import check_hosting, check_scope, obtain_assertion
from microcred.open_badges_2.linked import Linked, LinkedDocuments
from microcred.open_badges_2.signed import check_signature
from microcred.open_badges_2.vocabulary import is_a, recognize_version

_ORDER: Final = {name: index for index, name in enumerate(SECTIONS)}


@dataclass(frozen=True, slots=True)
class BadgeCheck:
    """What came of checking a badge.

    Attributes:
        findings: every finding, in the order of `SECTIONS`; each check occurs at least once.
        assertion: the assertion that the findings are about, with its badge class and issuer in
            their places: for a hosted one what the issuer hosts, whatever was handed in. None
            where there is none. Pointers of the findings point into it.
    """

    findings: tuple[Finding, ...]
    assertion: dict[str, Any] | None


def check_badge(presented: Presented, fetcher: Fetcher, expectations: Expectations) -> BadgeCheck:
    """Check a badge; a bad one gives findings, never an exception.

    Args:
        presented: the badge as handed in.
        fetcher: reaches the network, wrapped in a `LimitedFetcher`; an `OfflineFetcher` leaves
            what depends on it undetermined.
        expectations: what is asked of it.
    """
    refusal = _refuse(presented.document) if presented.document is not None else None
    if refusal is not None:
        return _nothing_else(refusal, presented.document)
    documents = LinkedDocuments(fetcher)
    # 1. the assertion: as signed, or from the URL that is the source of truth
    assertion_link = obtain_assertion(presented, documents)
    if assertion_link.document is None:
        return _out_of_reach(assertion_link)
    refusal = _refuse(assertion_link.document)
    if refusal is not None:
        return _nothing_else(refusal, assertion_link.document)
    # 2. what it links to; a signature vouches for a badge class that it covers
    value = Assertion(assertion_link.document).badge
    badge_link = documents.follow(value, trust_embedded=presented.is_signed)
    badge_class = BadgeClass(badge_link.document or {})
    issuer_link = Linked()
    if badge_link.document is not None:
        # the profile always comes from its own URL: only there is it the issuer's word
        issuer_link = documents.follow(badge_class.issuer, trust_embedded=False)
    case = Case(presented, expectations, documents, assertion_link, badge_link, issuer_link)
    # 3. the checks
    findings = _revoked_only(case) if case.is_stripped else _all_checks(case)
    return BadgeCheck(_in_order(findings), case.assembled())


def _all_checks(case: Case) -> Iterator[Finding]:
    yield passed("source", "assertion-found", "an Open Badges 2.0 assertion was found")
    yield from check_data_model(case)
    yield from check_linked(case)
    if case.is_signed:
        yield from check_signature(case)
    else:
        yield from check_hosting(case)
        yield from check_scope(case)
    yield from check_status(case)
    yield from check_validity(case)
    yield from check_recipient(case)
    yield from check_endorsements(case)
    yield from check_trust(case)


def _revoked_only(case: Case) -> Iterator[Finding]:
    """Check what is left of an assertion of which only `id` and `revoked` remain."""
    yield passed("source", "assertion-found", "a revoked Open Badges 2.0 assertion was found")
    yield from check_data_model(case)
    yield from check_status(case)


def _in_order(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    found = list(findings)
    named = {finding.check for finding in found}
    unnamed = [name for name in SECTIONS if name not in named]
    found += [skipped(name, *_WHY_SKIPPED.get(name, _NOTHING_LEFT)) for name in unnamed]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.check]))


_NOTHING_LEFT: Final = ("not-checked", "there is nothing to check")
_WHY_SKIPPED: Final = {
    "json_ld": ("not-json-ld", "Open Badges 2.0 signs bytes, not the meaning of terms"),
    "schema": ("extensions-not-validated", "schemas of extensions are not looked at"),
    "resources": ("no-digests", "Open Badges 2.0 states no digests of other resources"),
    "contained": ("no-credentials-inside", "an Open Badges 2.0 assertion contains no other"),
    "refresh": ("no-refresh-service", "Open Badges 2.0 has no refresh services"),
}


def _refuse(document: Mapping[str, Any]) -> Finding | None:
    """Say why a document is not an assertion of 2.0; None when it is one."""
    version = recognize_version(document)
    if version in ("1.1", "1.0", "0.5"):
        message = f"an Open Badges {version} badge; versions before 2.0 are not supported"
        advice = "Ask the issuer for the badge in Open Badges 2.0 or 3.0."
        return undetermined("source", "open-badges-1", message, advice=advice)
    if version is None:
        message = "not an Open Badges 2.0 document: its context is not there"
        return failed("source", "not-open-badges-2", message, "/@context")
    if is_a(document, "Assertion") or Assertion(document).revoked:
        return None
    types = document.get("type")
    found = excerpt(types) if isinstance(types, str) else "something else"
    message = f"expected an Assertion, found {found}"
    return failed("source", "not-an-assertion", message, "/type")


def _nothing_else(refusal: Finding, document: Mapping[str, Any] | None) -> BadgeCheck:
    return BadgeCheck(_in_order(iter((refusal,))), dict(document) if document else None)


def _out_of_reach(link: Linked) -> BadgeCheck:
    """Report on a picture or link whose assertion could not be had."""
    error = link.obstacle
    assert error is not None  # noqa: S101 - there is no document, so there is a reason
    if error.code == "gone":
        message = "revoked: the issuer's site answers that the assertion is gone"
        return _nothing_else(failed("status", "revoked", message), None)
    definite = link.missing or error.code == "not-a-web-url"
    report = failed_by if definite else undetermined_by
    return _nothing_else(report("source", error, ""), None)
