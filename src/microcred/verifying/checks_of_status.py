"""What became of a badge after it was issued: revoked, suspended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from microcred.document import id_of
from microcred.errors import LimitExceeded, MalformedInput, ResolutionFailed, excerpt
from microcred.fetch import ForgetfulFetcher, reading, require_origin
from microcred.findings import Finding, Outcome
from microcred.limits import MAX_FAULTS
from microcred.status import (
    TYPES,
    Status,
    StatusEntry,
    StatusReference,
    parse_entry,
    parse_list,
    status_of,
    status_references,
)
from microcred.strict_json import parse_json_object
from microcred.verifying.checklist import (
    failed,
    failed_by,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.checks_of_trust import check_issuer
from microcred.verifying.disclosure import may_conceal
from microcred.verifying.evidence import finding_of
from microcred.verifying.questions import QUESTION_OF, Question
from microcred.verifying.source import CREDENTIAL_MEDIA_TYPES, Source, read_source
from microcred.verifying.verification import Role, Verification

_TRY_ELSEWHERE: Final = "Ask the issuer whether the badge was revoked."
_NOT_KNOWN: Final = "whether the badge was revoked is not known"


def check_status(verification: Verification) -> Iterator[Finding]:
    """Look up every status entry; each list's own proof, issuer and validity are verified."""
    if verification.role is Role.STATUS_LIST:
        yield skipped("status", "not-asked", "a status list's own status is not asked")
        return
    try:
        references = status_references(verification.document)
    except LimitExceeded as error:
        yield failed_by("status", error)
        return
    payload = verification.source.payload or {}
    if "status" in payload:
        message = "the token has a status claim of a kind that is not known here"
        yield undetermined("status", "status-type-unknown", message, "", _TRY_ELSEWHERE)
    elif may_conceal(verification, "credentialStatus", "status"):
        message = "the holder chose what to show of the badge; a status may have been left out"
        yield undetermined("status", "status-may-be-concealed", message, "", _TRY_ELSEWHERE)
    elif not references:
        yield skipped("status", "no-status", "the issuer publishes no status for this credential")
    for reference in references:
        yield from _check_reference(verification, reference)


def _look_up(verification: Verification, entry: StatusEntry) -> Iterator[Finding]:
    """Fetch and read one list, and verify it where it has a proof.

    Raises:
        ResolutionFailed: the list could not be had, or what came is no such list, or one that
            does not fit the entry; whether the badge was revoked is then not known.
    """
    fetched = verification.fetcher.fetch(entry.list_url, accept=CREDENTIAL_MEDIA_TYPES)
    if not TYPES[entry.type].list_is_credential:
        # nobody has signed it: it is the word of the place that it came from, and no other's
        require_origin(fetched, entry.list_url)
        with reading(fetched, "the list of revoked badges"):
            yield _tell(status_of(entry, parse_json_object(fetched.body)))
        return
    with reading(fetched, "the status list"):
        source = read_source(fetched.body)
        published = parse_list(entry.type, source.document)
    doubts = list(_doubts_about(verification, entry, source))
    if any(QUESTION_OF[doubt.check] is Question.GENUINE for doubt in doubts):
        yield from _told(doubts, entry)
        return
    if published.is_older_than_allowed(fetched.age_seconds):
        yield from _look_up_anew(verification, entry)
        return
    with reading(fetched, f"the status list of {excerpt(entry.purpose)}"):
        finding = status_of(entry, published)
    if doubts and not (finding.invalidates and _only_form(doubts)):
        said = f"; by this list it is {finding.code}" if finding.invalidates else ""
        yield from _told(doubts, entry, said)
    else:
        issuer = id_of(source.document.get("issuer"))
        yield _tell(finding, by=None if issuer == verification.owner_id else issuer)


def _doubts_about(
    verification: Verification, entry: StatusEntry, source: Source
) -> Iterator[Finding]:
    """Yield what keeps a list from being believed, each under the check that found it.

    None of it speaks against the badge: somebody else publishes the list.
    """
    what = f"the list at {excerpt(entry.list_url, 200)}"
    if entry.list_url not in verification.lists:
        verification.lists[entry.list_url] = verification.look_into(source, Role.STATUS_LIST)
    for item in verification.lists[entry.list_url].reasons[:MAX_FAULTS]:
        own = item.advice if item.outcome is Outcome.UNDETERMINED else _TRY_ELSEWHERE
        message = f"{what}: {item.check}: {item.message}"
        yield undetermined(item.check, item.code, message, entry.pointer, own)
    yield from _doubt_about_issuer(verification, entry, source, what)
    named = id_of(source.document)
    if named is not None and named != entry.list_url:
        message = f"{what} calls itself {excerpt(named, 200)}; it may be about other badges"
        code = "status-list-id-mismatch"
        yield undetermined("status", code, message, entry.pointer, _TRY_ELSEWHERE)


def _doubt_about_issuer(
    verification: Verification, entry: StatusEntry, source: Source, what: str
) -> Iterator[Finding]:
    """Say where a list is by somebody else than the badge, whom nobody trusts.

    Bitstring Status List 1.0 lets another issue it ("Validate Algorithm" asks nothing of its
    issuer), and leaves to whoever verifies whom they believe.
    """
    issuer = id_of(source.document.get("issuer"))
    if issuer is not None and issuer == verification.owner_id:
        return
    asked = list(check_issuer(verification, issuer, entry.pointer))
    if [finding.outcome for finding in asked] == [Outcome.PASSED]:
        return
    message = f"{what} is by {excerpt(issuer, 200)}, not by the issuer of the badge"
    advice = f"{_TRY_ELSEWHERE} If you know who keeps the list, put them on your trust list."
    for finding in asked:
        if finding.outcome is Outcome.UNDETERMINED:
            message, advice = f"{message}; {finding.message}", finding.advice
    yield undetermined("status", "status-issuer-mismatch", message, entry.pointer, advice)


def _only_form(doubts: list[Finding]) -> bool:
    """Tell whether a list is only badly formed: then it still is the word of who signed it.

    What it withdraws is withdrawn; of what it does not withdraw nothing is known.
    """
    return all(QUESTION_OF[doubt.check] is Question.WELL_FORMED for doubt in doubts)


def _told(doubts: list[Finding], entry: StatusEntry, said: str = "") -> Iterator[Finding]:
    """Report what was found wrong with a list as what it means for the badge's status."""
    for doubt in doubts:
        message = f"{doubt.message}{said}"
        yield undetermined("status", doubt.code, message, entry.pointer, doubt.advice)


def _look_up_anew(verification: Verification, entry: StatusEntry) -> Iterator[Finding]:
    """Ask again for a list that was remembered for longer than its `ttl`, once.

    Raises:
        ResolutionFailed: see `_look_up`; or it is again one that was remembered.
    """
    if (
        isinstance(verification.fetcher, ForgetfulFetcher)
        and entry.list_url not in verification.asked_anew
    ):
        verification.asked_anew.add(entry.list_url)
        verification.fetcher.forget(entry.list_url)
        del verification.lists[entry.list_url]
        yield from _look_up(verification, entry)
        return
    message = "the list has been remembered for longer than its ttl allows"
    raise ResolutionFailed(message, code="status-list-stale")


def _tell(finding: Status, by: str | None = None) -> Finding:
    """Report what a list says that is believed; `by` whom, where that is not the badge's issuer."""
    told = " - ".join(text for text in (finding.message, finding.reason) if text)
    said = f": {excerpt(told, 300)}" if told else ""
    said += f" (by the list of {excerpt(by, 100)}, who is trusted)" if by else ""
    if finding.invalidates:
        advice = "Do not accept the badge; the issuer has withdrawn it."
        if finding.code == "suspended":
            advice = "Do not accept the badge now; the issuer may reinstate it."
        message = f"the badge is {finding.code}{said}"
        return failed("status", finding.code, message, finding.pointer, advice)
    message = f"{finding.code.replace('-', ' ')}{said}"
    advice = "Ask the holder for the newer one." if finding.code == "newer-version" else ""
    return passed("status", finding.code, message, finding.pointer, advice)


def _check_reference(verification: Verification, reference: StatusReference) -> Iterator[Finding]:
    """Look up one entry, as long as there is time."""
    if verification.deadline.is_over():
        yield out_of_time("status", reference.pointer)
        return
    try:
        yield from _look_up(verification, parse_entry(reference))
    except ResolutionFailed as error:
        yield finding_of("status", error, reference.pointer, about=_NOT_KNOWN)
    except MalformedInput as error:
        yield failed_by("status", error, reference.pointer)
