"""Whose a badge is: the person asked for, who presents it, and whose record it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from microcred.document import id_of, objects_of, types_of
from microcred.errors import excerpt
from microcred.findings import Finding
from microcred.identity_hash import hash_matches, plain_matches
from microcred.verifying.checklist import failed, passed, skipped, undetermined
from microcred.verifying.policy import Policy
from microcred.verifying.questions import Answer
from microcred.verifying.report import VerificationReport
from microcred.verifying.subjects import EMAIL, Likeness, Name, compare, name_of, names_of
from microcred.verifying.verification import Role, Verification


def check_recipient(verification: Verification) -> Iterator[Finding]:
    """Check that the badge was given to the person that the policy names."""
    wanted = verification.policy.recipient
    if wanted is None or not _is_given_to_somebody(verification):
        yield skipped("recipient", "not-asked", "no recipient was asked for")
        return
    subjects = verification.members("credentialSubject")
    named = [(pointer, name) for pointer, subject in subjects for name in names_of(subject)]
    for pointer, name in named:
        if is_called(name, wanted):
            what = "an identifier" if name.pointer else "the subject's id"
            among = f", of {len(subjects)} subjects" if len(subjects) > 1 else ""
            where = pointer + name.pointer
            yield passed("recipient", "recipient-matches", f"{what} matches{among}", where)
            return
    yield _not_called([name for _, name in named], wanted)


def _not_called(names: list[Name], wanted: str) -> Finding:
    """Judge names none of which is the wanted one: it may be that of the same person."""
    advice = "Ask the holder which address or identifier the badge was issued to."
    if _are_comparable(names, name_of(wanted)):
        message = f"the badge was not given to {excerpt(wanted)}"
        return failed("recipient", "recipient-mismatch", message, "/credentialSubject", advice)
    known = excerpt(names[0].text, 100) if names else "nobody who is named"
    message = f"given to {known}; nothing tells whether that is {excerpt(wanted)}"
    code = "recipient-not-comparable"
    return undetermined("recipient", code, message, "/credentialSubject", advice)


def _is_given_to_somebody(verification: Verification) -> bool:
    """Tell whether it is asked whose it is; an endorsement in a record is about something else."""
    inside = verification.role is Role.CONTAINED and not is_endorsement(verification.document)
    return inside or verification.role is Role.BADGE


def is_endorsement(credential: Mapping[str, Any]) -> bool:
    """Tell whether a credential is about something else than a person who earned something."""
    return "EndorsementCredential" in types_of(credential)


def is_called(name: Name, wanted: str) -> bool:
    """Tell whether a subject's name is what somebody typed; an identifier may be of any type."""
    if name.salt is not None:
        return hash_matches(name.text, name.salt, wanted, name.kind or None)
    if name.pointer or name.kind == EMAIL:
        return plain_matches(name.text, wanted, name.kind or None)
    return name.text == wanted


def _are_comparable(names: Sequence[Name], wanted: Name) -> bool:
    """Tell whether a name that does not match speaks against the person asked for."""
    if wanted.kind:
        return any(name.kind == wanted.kind for name in names)
    return any(name.pointer for name in names)  # of whatever type that is


def check_presenter(
    policy: Policy, holder: str | None, report: VerificationReport, pointer: str
) -> Finding:
    """Check that who presents a credential, as it was refreshed, is whom it was given to."""
    ids = [name for name in _all_names(report.credential or {}) if not name.pointer]
    likeness = compare([name_of(holder)] if holder else [], ids)
    if likeness is Likeness.SAME:
        return passed("recipient", "holder-is-subject", "the holder is the subject", pointer)
    message = "nothing in the credential tells whether the holder is its subject"
    if likeness is Likeness.OTHER:
        message = f"given to {excerpt(ids[0].text, 100)}, presented by {excerpt(holder, 100)}"
    if policy.holder == "anyone":
        accepted = f"{message}; accepted by policy"
        advice = "Find out by other means whether who presents it is whom it was given to."
        return passed("recipient", "accepted-by-policy", accepted, pointer, advice)
    if likeness is Likeness.OTHER:
        return failed("recipient", "holder-is-not-subject", message, pointer)
    advice = "Ask the holder for the address that it was given to, and check that instead."
    return undetermined("recipient", "holder-not-comparable", message, pointer, advice)


def check_learner(
    verification: Verification, learner: Mapping[str, Any], report: VerificationReport, pointer: str
) -> Iterator[Finding]:
    """Check that a credential in a learner record is about whom the record is about."""
    credential = report.credential or {}
    if is_endorsement(credential):
        return
    likeness = compare(names_of(learner), _all_names(credential))
    if likeness is Likeness.SAME:
        message = "it is about whom the record is about"
        yield passed("contained", "same-learner", message, pointer)
    elif likeness is Likeness.OTHER:
        name = excerpt(id_of(credential) or "without id", 100)
        message = f"the credential {name} is about somebody else than the record"
        advice = "Ask who made the record; whatever this credential is worth, it is another's."
        yield failed("contained", "another-learner", message, pointer, advice)
    else:
        yield _not_comparable(verification, report, pointer)


def _not_comparable(
    verification: Verification, report: VerificationReport, pointer: str
) -> Finding:
    """An issuer knows whom its own credentials are about, and says so with the record."""
    message = "nothing tells whether it is about whom the record is about"
    advice = "Ask whose it is; if you name a person, both are compared with that person."
    issuer = id_of((report.credential or {}).get("issuer"))
    if issuer == verification.owner_id and report.genuine is Answer.YES:
        message += "; the record's issuer gave it, too"
        return passed("contained", "learner-not-comparable", message, pointer, advice)
    return undetermined("contained", "learner-not-comparable", message, pointer, advice)


def _all_names(credential: Mapping[str, Any]) -> list[Name]:
    subjects = objects_of(credential.get("credentialSubject"))
    return [name for _, subject in subjects for name in names_of(subject)]
