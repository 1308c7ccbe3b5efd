"""What became of a badge after it was issued: refreshed, revoked, suspended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from microcred.document import id_of, types_of
from microcred.errors import LimitExceeded, MalformedInput, ResolutionFailed, excerpt
from microcred.fetch import ForgetfulFetcher, says_no
from microcred.status import (
    TYPES,
    StatusEntry,
    StatusFinding,
    lists_of,
    parse_entry,
    parse_list,
    status_of,
)
from microcred.strict_json import parse_json_object
from microcred.verifying.case import (
    Case,
    Role,
    carried_over,
    failed,
    failed_by,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.key_binding import may_conceal
from microcred.verifying.report import Check
from microcred.verifying.source import Source, read_source

_CREDENTIAL_TYPES: Final = (
    "application/vc",
    "application/vc+jwt",
    "application/jwt",
    "application/json",
    "application/*+json",
    "text/plain",
)
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

_TRY_ELSEWHERE: Final = "Ask the issuer whether the badge was revoked."
_TRY_AGAIN: Final = "Try again with a connection; the badge may have been revoked."


def check_refresh(case: Case) -> Iterator[Check]:
    """Ask once for a newer version (1EdTech Credential Refresh Service 1.0).

    A newer version that verifies takes the badge's place for the checks that follow; where
    there is none, or it does not verify, the original stays.
    """
    services = case.members("refreshService") if case.role is Role.BADGE else []
    known = [item for item in services if _REFRESH in types_of(item[1])]
    if not known:
        yield skipped("refresh", "no-refresh-service", "there is no refresh service to ask")
        return
    pointer, service = known[0]
    try:
        url = id_of(service) or ""
        fetched = case.fetcher.fetch(url, accept=_CREDENTIAL_TYPES)
        newer = read_source(fetched.body)
    except ResolutionFailed as error:
        if says_no(error):
            yield passed("refresh", "no-newer-version", "the service has no newer one", pointer)
        else:
            message = f"a newer version may exist: {error.message}"
            yield undetermined("refresh", error.code, message, pointer)
        return
    except MalformedInput as error:
        message = f"what the refresh service gave cannot be read: {error.message}"
        yield undetermined("refresh", error.code, message, pointer)
        return
    yield _take_newer(case, newer, pointer)


def _take_newer(case: Case, newer: Source, pointer: str) -> Check:
    if newer.document == case.document:
        return passed("refresh", "no-newer-version", "this is the newest version", pointer)
    if id_of(newer.document.get("issuer")) != case.owner_id:
        message = "what the refresh service gave is another issuer's; the original stays"
        return undetermined("refresh", "refreshed-by-another", message, pointer)
    report = case.look_into(newer, Role.REFRESHED)
    judged = {name: report.outcome(name) for name in _JUDGED_OF_NEWER}
    if {"failed", "undetermined"} & set(judged.values()) or judged["issuer_key"] != "passed":
        message = "what the refresh service gave does not verify; the original stays"
        return undetermined("refresh", "refreshed-not-verified", message, pointer)
    case.source = newer
    case.unsecured = case.unsecure(newer.document)
    message = "a newer version was had and verified; it is what the report speaks of from here"
    return passed("refresh", "refreshed", message, pointer)


def check_status(case: Case) -> Iterator[Check]:
    """Look up every status entry; each list's own proof, issuer and validity are verified."""
    if case.role is Role.STATUS_LIST:
        yield skipped("status", "not-asked", "a status list's own status is not asked")
        return
    try:
        references = lists_of(case.document)
    except LimitExceeded as error:
        yield failed_by("status", error)
        return
    payload = case.source.payload or {}
    if "status" in payload:
        message = "the token has a status claim of a kind that is not known here"
        yield undetermined("status", "status-type-unknown", message, "", _TRY_ELSEWHERE)
    elif may_conceal(case, "credentialStatus"):
        message = "members of the badge are concealed; its status may be among them"
        yield undetermined("status", "status-may-be-concealed", message, "", _TRY_ELSEWHERE)
    elif not references:
        yield skipped("status", "no-status", "the issuer publishes no status for this credential")
    for reference in references:
        if case.deadline.is_over():
            yield out_of_time("status", reference.pointer)
            continue
        try:
            yield from _look_up(case, parse_entry(reference))
        except ResolutionFailed as error:
            message = f"{error.message}; nothing is known of the badge's status"
            yield undetermined("status", error.code, message, reference.pointer, _TRY_AGAIN)
        except MalformedInput as error:
            yield failed_by("status", error, reference.pointer)


def _look_up(case: Case, entry: StatusEntry) -> Iterator[Check]:
    """Fetch, verify and read one list.

    Raises:
        ResolutionFailed: the list could not be had; whether revoked is then not known.
        MalformedInput: what came is no such list, or does not fit the entry.
    """
    fetched = case.fetcher.fetch(entry.list_url, accept=_CREDENTIAL_TYPES)
    what = f"the list at {excerpt(entry.list_url, 200)}"
    try:
        if not TYPES[entry.type].list_is_credential:
            yield _tell(status_of(entry, parse_json_object(fetched.body)))
            return
        source = read_source(fetched.body)
    except MalformedInput as error:
        if error.pointer and error.pointer.startswith("/credentialStatus"):
            raise
        yield failed("status", error.code, f"{what}: {error.message}", entry.pointer)
        return
    refusal = list(_refuse(case, entry, source, what))
    if refusal:
        yield from refusal
        return
    try:
        published = parse_list(entry.type, source.document)
        if published.is_older_than_allowed(fetched.age_seconds):
            yield from _look_up_anew(case, entry)
        else:
            yield _tell(status_of(entry, published))
    except MalformedInput as error:
        yield failed("status", error.code, f"{what}: {error.message}", entry.pointer)


def _refuse(case: Case, entry: StatusEntry, source: Source, what: str) -> Iterator[Check]:
    """Say why a list is not believed: it must be the issuer's own, valid, and the one named."""
    if id_of(source.document.get("issuer")) != case.owner_id:
        message = f"{what} is another issuer's than the credential"
        yield failed("status", "status-issuer-mismatch", message, entry.pointer)
        return
    if entry.list_url not in case.lists:
        case.lists[entry.list_url] = case.look_into(source, Role.STATUS_LIST)
    report = case.lists[entry.list_url]
    named = id_of(source.document)
    if report.verdict != "valid":
        for finding in carried_over("status", report, what, ""):
            yield finding._replace(pointer=entry.pointer)
    elif named is not None and named != entry.list_url:
        message = f"{what} calls itself {excerpt(named, 200)}; it may be about other badges"
        code = "status-list-id-mismatch"
        yield undetermined("status", code, message, entry.pointer, _TRY_ELSEWHERE)


def _look_up_anew(case: Case, entry: StatusEntry) -> Iterator[Check]:
    """Ask again for a list that was remembered for longer than its `ttl`, once.

    Raises:
        ResolutionFailed: it could not be had, or is again one that was remembered.
        MalformedInput: what came is no such list, or does not fit the entry.
    """
    if isinstance(case.fetcher, ForgetfulFetcher) and entry.list_url not in case.asked_anew:
        case.asked_anew.add(entry.list_url)
        case.fetcher.forget(entry.list_url)
        del case.lists[entry.list_url]
        yield from _look_up(case, entry)
        return
    message = "the list has been remembered for longer than its ttl allows"
    raise ResolutionFailed(message, code="status-list-stale")


def _tell(finding: StatusFinding) -> Check:
    told = " - ".join(text for text in (finding.message, finding.reason) if text)
    said = f": {excerpt(told, 300)}" if told else ""
    if finding.invalidates:
        advice = "Do not accept the badge; the issuer has withdrawn it."
        if finding.code == "suspended":
            advice = "Do not accept the badge now; the issuer may reinstate it."
        message = f"the badge is {finding.code}{said}"
        return failed("status", finding.code, message, finding.pointer, advice)
    message = f"{finding.code.replace('-', ' ')}{said}"
    advice = "Ask the holder for the newer one." if finding.code == "newer-version" else ""
    return passed("status", finding.code, message, finding.pointer, advice)
