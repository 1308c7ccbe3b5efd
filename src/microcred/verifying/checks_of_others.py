"""Credentials that come along with a badge: endorsements, and what a CLR contains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from microcred.advice import ADVICE_ON_FAILURE
from microcred.document import as_list, id_of, objects_of, types_of
from microcred.errors import MalformedInput, excerpt
from microcred.findings import Finding
from microcred.limits import MAX_CONTAINED_CREDENTIALS, MAX_ENDORSEMENTS, MAX_FAULTS
from microcred.verifying.checklist import CHECKS, failed, out_of_time, passed, skipped, undetermined
from microcred.verifying.checks_of_recipient import check_learner
from microcred.verifying.evidence import finding_inside
from microcred.verifying.report import NestedReport, VerificationReport
from microcred.verifying.source import read_part
from microcred.verifying.verification import Role, Verification


def check_endorsements(verification: Verification) -> Iterator[Finding]:
    """Verify each endorsement, one level down (Open Badges 3.0, Endorsement Verification)."""
    if verification.role not in (Role.BADGE, Role.CONTAINED):
        yield skipped("endorsements", "not-asked", "endorsements are verified one level down only")
        return
    found = [
        (pointer, endorsement, endorsed)
        for place, endorsed in _endorsable(verification)
        if "endorsement" in endorsed or "endorsementJwt" in endorsed
        for pointer, endorsement in _endorsements_of(endorsed, place)
    ]
    if not found:
        yield skipped("endorsements", "no-endorsements", "nobody endorses this credential")
    if len(found) > MAX_ENDORSEMENTS:
        message = f"{len(found)} endorsements, at most {MAX_ENDORSEMENTS} are verified"
        yield undetermined("endorsements", "limit-exceeded", message)
        return
    for pointer, endorsement, endorsed in found:
        yield from _check_endorsement(verification, pointer, endorsement, endorsed)


def _endorsable(verification: Verification) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the credential, its issuer, its achievements and their creators, with their places."""
    yield "", verification.document
    yield from verification.members("issuer")
    for pointer, subject in verification.members("credentialSubject"):
        yield from ((f"{pointer}/source{place}", item) for place, item in _in(subject, "source"))
        for place, achievement in _in(subject, "achievement"):
            where = f"{pointer}/achievement{place}"
            yield where, achievement
            yield from (
                (f"{where}/creator{inner}", item) for inner, item in _in(achievement, "creator")
            )


def _in(holder: Mapping[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    return objects_of(holder.get(name))


def _endorsements_of(endorsed: Mapping[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    for name in ("endorsement", "endorsementJwt"):
        value = endorsed.get(name)
        if isinstance(value, list):
            yield from ((f"{place}/{name}/{index}", item) for index, item in enumerate(value))
        elif value is not None:
            yield f"{place}/{name}", value


def _check_endorsement(
    verification: Verification, pointer: str, endorsement: Any, endorsed: Mapping[str, Any]
) -> Iterator[Finding]:
    if verification.deadline.is_over():
        yield out_of_time("endorsements", pointer)
        return
    try:
        source = read_part(endorsement)
    except MalformedInput as error:
        yield finding_inside("endorsements", error, pointer)
        return
    if "EndorsementCredential" not in types_of(source.document):
        message = "an endorsement must be an EndorsementCredential"
        yield failed("endorsements", "not-an-endorsement", message, pointer)
        return
    about = [id_of(subject) for subject in as_list(source.document.get("credentialSubject"))]
    report = _about(verification.look_into(source, Role.ENDORSEMENT), about, id_of(endorsed))
    verification.endorsements.append(NestedReport(pointer, report))
    who = excerpt(id_of(source.document.get("issuer")), 100)
    yield from carried_over("endorsements", report, f"the endorsement by {who}", pointer)


def _about(
    report: VerificationReport, about: Sequence[str | None], endorsed: str | None
) -> VerificationReport:
    """Return the report of an endorsement with whether it endorses what it stands in."""
    if endorsed is not None and endorsed in about:
        found = passed("recipient", "endorses-this", "it endorses what it stands in")
    else:
        message = f"it endorses {excerpt(about[0] if about else None)}, not what it stands in"
        found = failed("recipient", "endorses-something-else", message, "/credentialSubject")
    checks = [found if item.check == "recipient" else item for item in report.checks]
    return replace(report, checks=checks)


def check_contained(verification: Verification) -> Iterator[Finding]:
    """Verify each credential inside a learner record, and that it is the learner's."""
    inner = list(_contained(verification))
    if inner and verification.role is not Role.BADGE:
        message = "a learner record inside a learner record: what it contains was not verified"
        yield undetermined("contained", "limit-exceeded", message)
        return
    if not inner:
        yield skipped("contained", "none-contained", "no other credentials are inside")
    if len(inner) > MAX_CONTAINED_CREDENTIALS:
        message = f"{len(inner)} credentials inside, at most {MAX_CONTAINED_CREDENTIALS}"
        yield undetermined("contained", "limit-exceeded", message)
        return
    for pointer, credential, learner in inner:
        if verification.deadline.is_over():
            yield out_of_time("contained", pointer)
            continue
        try:
            source = read_part(credential)
        except MalformedInput as error:
            yield finding_inside("contained", error, pointer)
            continue
        report = verification.look_into(source, Role.CONTAINED)
        verification.contained.append(NestedReport(pointer, report))
        name = excerpt(id_of(source.document) or "without id", 100)
        yield from carried_over("contained", report, f"the credential {name}", pointer)
        yield from check_learner(verification, learner, report, pointer)


def _contained(verification: Verification) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Yield each credential in a learner record, with its place and whose record it is."""
    if "ClrCredential" not in types_of(verification.document):
        return
    for pointer, subject in verification.members("credentialSubject"):
        for index, item in enumerate(as_list(subject.get("verifiableCredential"))):
            yield f"{pointer}/verifiableCredential/{index}", item, subject


def carried_over(
    check: str, report: VerificationReport, what: str, pointer: str
) -> Iterator[Finding]:
    """Report what speaks against a credential one level down, under the outer check's name.

    Whose the badges in a learner record or a presentation are is a question about all of it.
    """
    for item in report.reasons[:MAX_FAULTS]:
        about = "recipient" if (check, item.check) == ("contained", "recipient") else check
        named = "" if about == item.check else f"{item.check}: "
        # what a genuine credential contains is as its issuer delivered it
        own = item.code not in ("bad-signature", "no-proof")
        advice = item.advice if own else ADVICE_ON_FAILURE[check]
        message, place = f"{what}: {named}{item.message}", pointer + item.pointer
        yield Finding(about, item.outcome, item.code, message, place, advice, CHECKS[about])
    if report.verdict == "valid":
        yield passed(check, "verified", f"{what} is valid", pointer)
