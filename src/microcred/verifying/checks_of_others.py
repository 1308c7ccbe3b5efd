"""Credentials that come along with a badge: endorsements, and what a CLR contains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from microcred.document import as_list, id_of, objects_of, types_of
from microcred.errors import MalformedInput, excerpt
from microcred.limits import MAX_CONTAINED_CREDENTIALS, MAX_ENDORSEMENTS
from microcred.verifying.case import (
    Case,
    Role,
    carried_over,
    failed,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.checks_of_recipient import check_learner
from microcred.verifying.doubt import finding_inside
from microcred.verifying.report import Check, NestedReport, VerificationReport
from microcred.verifying.source import read_part


def check_endorsements(case: Case) -> Iterator[Check]:
    """Verify each endorsement, one level down (Open Badges 3.0, Endorsement Verification)."""
    if case.role not in (Role.BADGE, Role.CONTAINED):
        yield skipped("endorsements", "not-asked", "endorsements are verified one level down only")
        return
    found = [
        (pointer, endorsement, endorsed)
        for place, endorsed in _endorsable(case)
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
        yield from _check_endorsement(case, pointer, endorsement, endorsed)


def _endorsable(case: Case) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the credential, its issuer, its achievements and their creators, with their places."""
    yield "", case.document
    yield from case.members("issuer")
    for pointer, subject in case.members("credentialSubject"):
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
    case: Case, pointer: str, endorsement: Any, endorsed: Mapping[str, Any]
) -> Iterator[Check]:
    if case.deadline.is_over():
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
    report = _about(case.look_into(source, Role.ENDORSEMENT), about, id_of(endorsed))
    case.endorsements.append(NestedReport(pointer, report))
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


def check_contained(case: Case) -> Iterator[Check]:
    """Verify each credential inside a learner record, and that it is the learner's."""
    inner = list(_contained(case))
    if inner and case.role is not Role.BADGE:
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
        if case.deadline.is_over():
            yield out_of_time("contained", pointer)
            continue
        try:
            source = read_part(credential)
        except MalformedInput as error:
            yield finding_inside("contained", error, pointer)
            continue
        report = case.look_into(source, Role.CONTAINED)
        case.contained.append(NestedReport(pointer, report))
        name = excerpt(id_of(source.document) or "without id", 100)
        yield from carried_over("contained", report, f"the credential {name}", pointer)
        yield from check_learner(case, learner, report, pointer)


def _contained(case: Case) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Yield each credential in a learner record, with its place and whose record it is."""
    if "ClrCredential" not in types_of(case.document):
        return
    for pointer, subject in case.members("credentialSubject"):
        for index, item in enumerate(as_list(subject.get("verifiableCredential"))):
            yield f"{pointer}/verifiableCredential/{index}", item, subject
