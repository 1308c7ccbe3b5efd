"""The checks that need nothing but the credential itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from microcred.document import types_of
from microcred.errors import (
    NOT_IMPLEMENTED,
    CanonicalizationFailed,
    Fault,
    InvalidTimestamp,
    LimitExceeded,
    excerpt,
)
from microcred.models import (
    ADVISORY_CODES,
    check_clr,
    check_credential,
    check_open_badge,
    check_presentation,
    is_open_badge,
)
from microcred.proofs import check_bare_claims, check_claim_names, check_times
from microcred.proofs.readers import AMBIGUOUS
from microcred.proofs.sd_jwt import check_in_clear
from microcred.timestamps import parse_timestamp
from microcred.verifying.case import (
    Case,
    Role,
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.disclosure import is_derived, may_conceal
from microcred.verifying.doubt import finding_of
from microcred.verifying.envelope import envelope_faults
from microcred.verifying.proof_times import untimely
from microcred.verifying.report import Check
from microcred.verifying.source import Source

_WITHOUT_ACHIEVEMENT: Final = frozenset({"EndorsementCredential", "BitstringStatusListCredential"})
"""Credentials of the family that are about something else than an achievement."""


def check_data_model(case: Case) -> Iterator[Check]:
    """Check contexts, types, required members, dates and identifiers."""
    check = check_presentation if case.role is Role.PRESENTATION else check_credential
    faults = [*_check_envelope(case.source), *check(case.document), *_claim_names(case)]
    if is_derived(case.document):
        faults = [_for_its_holder(fault) for fault in faults]
    findings = [*failed_by_faults("data_model", faults)]
    if case.some_sign_json:
        findings += _check_terms(case)
    yield from findings
    if not findings:
        yield passed("data_model", "well-formed", f"the {case.what} follows the data model")


def _for_its_holder(fault: Fault) -> Fault:
    """Say who can mend what is missing: its holder chose what to show."""
    if fault.code != "missing-member":
        return fault
    return replace(fault, advice="Ask the holder to show it; the issuer may well have stated it.")


def _check_envelope(source: Source) -> list[Fault]:
    """Check what a token came in; it is nothing that a signature covers."""
    if source.envelope is None or source.jws is None:
        return []
    token_type = source.jws.header.get("typ")
    return envelope_faults(source.envelope, source.document, source.kind, token_type)


def _check_terms(case: Case) -> Iterator[Check]:
    """Check that every term is defined where the signature covers the JSON: a matter of form."""
    if case.deadline.is_over():
        yield out_of_time("data_model")
        return
    try:
        losses = case.unsecured.losses()
    except (CanonicalizationFailed, LimitExceeded) as error:
        yield finding_of("data_model", case.cause_of(error))
        return
    yield from failed_by_faults("data_model", losses)


def _claim_names(case: Case) -> list[Fault]:
    """Check which claims a JWT has; what they say is the matter of the proof."""
    jws, payload = case.source.jws, case.source.payload
    if case.source.disclosed is not None:
        return check_in_clear(case.source.disclosed)
    if jws is None or payload is None:
        return []
    if case.role is Role.PRESENTATION:
        return check_bare_claims(payload, jws.header.get("typ"))
    return check_claim_names(payload, case.document, jws.header.get("typ"))


def check_json_ld(case: Case) -> Iterator[Check]:
    """Check that the JSON says what a signature covers, no more and no less."""
    if case.signs_json:
        yield passed("json_ld", "json-signed", "what is signed is the JSON itself")
        return
    if case.deadline.is_over():
        yield out_of_time("json_ld")
        return
    try:
        canonical = case.unsecured.rdfc()  # a proof will ask for it again
        faults = canonical.losses
        if NOT_IMPLEMENTED.issuperset(fault.code for fault in faults):
            faults = (*faults, *case.unsecured.disagreements())
    except (CanonicalizationFailed, LimitExceeded) as error:
        yield finding_of("json_ld", case.cause_of(error))
        return
    wrong = [fault for fault in faults if fault.code != AMBIGUOUS]
    yield from failed_by_faults("json_ld", map(_for_readers, wrong))
    for fault in faults:
        if fault.code == AMBIGUOUS:
            yield undetermined("json_ld", fault.code, fault.message, fault.pointer, fault.advice)
    if not faults:
        yield passed("json_ld", "all-terms-defined", "every term is defined by a known context")


def _for_readers(fault: Fault) -> Fault:
    """Say what a reader can do before what the issuer can do."""
    if not fault.advice or fault.advice.startswith("Do not"):
        return fault
    return replace(fault, advice=f"Do not rely on it. For the issuer: {fault.advice}")


def check_open_badges(case: Case) -> Iterator[Check]:
    """Check the rules of Open Badges that no schema can say."""
    types = types_of(case.document)
    is_record, is_badge = "ClrCredential" in types, is_open_badge(case.document)
    other = bool(_WITHOUT_ACHIEVEMENT.intersection(types)) and not (is_record or is_badge)
    if case.role in (Role.STATUS_LIST, Role.SCHEMA) or other:
        yield skipped("open_badges", "no-achievement", "there is no achievement in it")
        return
    faults = check_clr(case.document) if is_record else []
    if is_badge or not is_record:
        faults = [*faults, *check_open_badge(case.document)]
    if not case.policy.require_open_badge and any(
        fault.code == "not-an-open-badge" for fault in faults
    ):
        message = "a verifiable credential, but not an Open Badge"
        yield skipped("open_badges", "not-an-open-badge", message)
        return
    nameless = any(fault.code == "subject-unidentified" for fault in faults)
    sd_jwt = case.source.sd_jwt
    if nameless and (sd_jwt is not None or is_derived(case.document)):
        faults = [fault for fault in faults if fault.code != "subject-unidentified"]
        message = "the recipient is concealed; only who presents the badge can say whose it is"
        if case.session is None or sd_jwt is None:  # only an SD-JWT is bound to its holder's key
            advice = "Ask the holder to show it, or to present the badge to you."
            yield undetermined(
                "open_badges", "recipient-concealed", message, "/credentialSubject", advice
            )
        else:
            yield passed("open_badges", "recipient-concealed", message, "/credentialSubject")
    wrong = [fault for fault in faults if fault.code not in ADVISORY_CODES]
    yield from failed_by_faults("open_badges", wrong)
    for fault in faults:
        if fault.code in ADVISORY_CODES:
            yield passed("open_badges", fault.code, fault.message, fault.pointer, fault.advice)
    if not faults:
        yield passed("open_badges", "rules-kept", "the rules of Open Badges 3.0 are kept")


def check_validity(case: Case) -> Iterator[Check]:
    """Check the validity period against the reference time."""
    skew = timedelta(seconds=case.policy.clock_skew_seconds)
    findings = [
        finding
        for name in ("validFrom", "issuanceDate", "validUntil", "expirationDate")
        if (finding := _check_date(case, name, skew)) is not None
    ]
    findings += failed_by_faults("validity", _times_of_signatures(case))
    yield from findings
    hidden = [
        (code, what)
        for code, what, names in (
            ("start-may-be-concealed", "start", ("validFrom", "issuanceDate")),
            ("end-may-be-concealed", "end", ("validUntil", "expirationDate")),
        )
        if may_conceal(case, *names)
    ]
    for code, what in hidden:
        message = f"the holder chose what to show of the badge; its {what} may have been left out"
        advice = "Ask the holder to show it, or the issuer whether the badge is valid now."
        yield undetermined("validity", code, message, "", advice)
    if not findings and not hidden:
        yield passed("validity", "within-period", "the credential is within its validity period")


def _times_of_signatures(case: Case) -> Iterator[Fault]:
    """Check the times of a token and of embedded proofs: who signed it, signed it all the same.

    The `nbf` and `exp` of a JWT repeat dates of the credential.
    """
    skew, disclosed = case.policy.clock_skew_seconds, case.source.disclosed
    if disclosed is not None:
        yield from check_times(disclosed.payload, case.moment, skew)
    elif case.source.payload is not None:
        yield from check_times(case.source.payload, case.moment, skew, claims=["iat"])
    for pointer, proof in case.members("proof"):
        for code, message in untimely(proof, case.moment, skew):
            yield Fault(pointer, code, message)


def _check_date(case: Case, name: str, skew: timedelta) -> Check | None:
    text = case.document.get(name)
    if text is None:
        return None
    try:
        moment = parse_timestamp(text) if isinstance(text, str) else None
    except InvalidTimestamp:
        moment = None
    if moment is None:
        message = f"{name} is not a moment in time: {excerpt(text)}"
        return failed("validity", "unreadable-date", message, f"/{name}")
    starts = name in ("validFrom", "issuanceDate")
    if starts and moment > case.moment + skew:
        advice = "Do not accept it yet; ask the issuer if the date is a mistake."
        return failed("validity", "not-yet-valid", f"valid only from {text}", f"/{name}", advice)
    if not starts and moment < case.moment - skew:
        advice = "Ask the holder for a renewed badge."
        return failed("validity", "expired", f"expired on {text}", f"/{name}", advice)
    return None
