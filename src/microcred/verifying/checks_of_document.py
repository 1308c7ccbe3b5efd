"""The checks that need nothing but the credential itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from microcred.document import types_of
from microcred.errors import (
    NOT_IMPLEMENTED,
    CanonicalizationFailed,
    InvalidTimestamp,
    LimitExceeded,
    excerpt,
)
from microcred.findings import Fault, Finding
from microcred.models import (
    ADVISORY_CODES,
    check_clr,
    check_credential,
    check_open_badge,
    check_presentation,
    is_open_badge,
)
from microcred.proofs import UnsecuredDocument, check_bare_claims, check_claim_names, check_times
from microcred.proofs.readers import AMBIGUOUS
from microcred.proofs.sd_jwt import check_in_clear
from microcred.timestamps import parse_timestamp
from microcred.verifying.checklist import (
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.disclosure import is_derived, may_conceal
from microcred.verifying.envelope import envelope_faults
from microcred.verifying.evidence import finding_of
from microcred.verifying.proof_times import untimely
from microcred.verifying.source import Source
from microcred.verifying.verification import Role, Verification

_WITHOUT_ACHIEVEMENT: Final = frozenset({"EndorsementCredential", "BitstringStatusListCredential"})
"""Credentials of the family that are about something else than an achievement."""


def check_data_model(verification: Verification) -> Iterator[Finding]:
    """Check contexts, types, required members, dates and identifiers."""
    check = check_presentation if verification.role is Role.PRESENTATION else check_credential
    faults = [
        *_check_envelope(verification.source),
        *check(verification.document),
        *_claim_names(verification),
    ]
    if is_derived(verification.document):
        faults = [_for_its_holder(fault) for fault in faults]
    findings = [*failed_by_faults("data_model", faults)]
    if verification.some_sign_json:
        findings += _check_terms(verification)
    yield from findings
    if not findings:
        yield passed("data_model", "well-formed", f"the {verification.what} follows the data model")


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


def _check_terms(verification: Verification) -> Iterator[Finding]:
    """Check that every term is defined where the signature covers the JSON: a matter of form."""
    if verification.deadline.is_over():
        yield out_of_time("data_model")
        return
    try:
        losses = verification.unsecured.losses()
    except (CanonicalizationFailed, LimitExceeded) as error:
        yield finding_of("data_model", verification.cause_of(error))
        return
    yield from failed_by_faults("data_model", losses)


def _claim_names(verification: Verification) -> list[Fault]:
    """Check which claims a JWT has; what they say is the matter of the proof."""
    jws, payload = verification.source.jws, verification.source.payload
    if verification.source.disclosed is not None:
        return check_in_clear(verification.source.disclosed)
    if jws is None or payload is None:
        return []
    if verification.role is Role.PRESENTATION:
        return check_bare_claims(payload, jws.header.get("typ"))
    return check_claim_names(payload, verification.document, jws.header.get("typ"))


def check_json_ld(verification: Verification) -> Iterator[Finding]:
    """Check that the JSON says what a signature covers, no more and no less."""
    if verification.signs_json:
        yield passed("json_ld", "json-signed", "what is signed is the JSON itself")
        return
    if verification.deadline.is_over():
        yield out_of_time("json_ld")
        return
    try:
        faults = _differences(verification.unsecured)
    except (CanonicalizationFailed, LimitExceeded) as error:
        yield finding_of("json_ld", verification.cause_of(error))
        return
    wrong = [fault for fault in faults if fault.code != AMBIGUOUS]
    yield from failed_by_faults("json_ld", map(_for_readers, wrong))
    for fault in faults:
        if fault.code == AMBIGUOUS:
            yield undetermined("json_ld", fault.code, fault.message, fault.pointer, fault.advice)
    if not faults:
        yield passed("json_ld", "all-terms-defined", "every term is defined by a known context")


def _differences(unsecured: UnsecuredDocument) -> Sequence[Fault]:
    """List what is lost on the way to what is signed, or else what reads otherwise there."""
    losses = unsecured.rdfc().losses  # a proof will ask for it again
    if NOT_IMPLEMENTED.issuperset(fault.code for fault in losses):
        return (*losses, *unsecured.disagreements())
    return losses


def _for_readers(fault: Fault) -> Fault:
    """Say what a reader can do before what the issuer can do."""
    if not fault.advice or fault.advice.startswith("Do not"):
        return fault
    return replace(fault, advice=f"Do not rely on it. For the issuer: {fault.advice}")


def check_open_badges(verification: Verification) -> Iterator[Finding]:
    """Check the rules of Open Badges that no schema can say."""
    if not _may_be_a_badge(verification):
        yield skipped("open_badges", "no-achievement", "there is no achievement in it")
        return
    faults = _faults_of_badge(verification.document)
    codes = {fault.code for fault in faults}
    if not verification.policy.require_open_badge and "not-an-open-badge" in codes:
        message = "a verifiable credential, but not an Open Badge"
        yield skipped("open_badges", "not-an-open-badge", message)
        return
    if "subject-unidentified" in codes and _is_concealed(verification):
        faults = [fault for fault in faults if fault.code != "subject-unidentified"]
        yield _concealed_recipient(verification)
    yield from _judge_rules(faults)


def _judge_rules(faults: Sequence[Fault]) -> Iterator[Finding]:
    """Judge by the rules that were broken; some are only advice."""
    wrong = [fault for fault in faults if fault.code not in ADVISORY_CODES]
    yield from failed_by_faults("open_badges", wrong)
    for fault in faults:
        if fault.code in ADVISORY_CODES:
            yield passed("open_badges", fault.code, fault.message, fault.pointer, fault.advice)
    if not faults:
        yield passed("open_badges", "rules-kept", "the rules of Open Badges 3.0 are kept")


def _may_be_a_badge(verification: Verification) -> bool:
    """Tell a document with achievements, or one that should have some, from all others."""
    types = types_of(verification.document)
    if verification.role in (Role.STATUS_LIST, Role.SCHEMA):
        return False
    is_other = not _WITHOUT_ACHIEVEMENT.isdisjoint(types)
    return not is_other or "ClrCredential" in types or is_open_badge(verification.document)


def _faults_of_badge(document: Mapping[str, Any]) -> list[Fault]:
    is_record = "ClrCredential" in types_of(document)
    faults = check_clr(document) if is_record else []
    if is_open_badge(document) or not is_record:
        faults = [*faults, *check_open_badge(document)]
    return faults


def _is_concealed(verification: Verification) -> bool:
    """Tell whether the holder may have left out who the badge was given to."""
    return verification.source.sd_jwt is not None or is_derived(verification.document)


def _concealed_recipient(verification: Verification) -> Finding:
    """Judge a badge that does not show its recipient: only an SD-JWT is bound to a holder's key."""
    check, code, place = "open_badges", "recipient-concealed", "/credentialSubject"
    message = "the recipient is concealed; only who presents the badge can say whose it is"
    if verification.session is None or verification.source.sd_jwt is None:
        advice = "Ask the holder to show it, or to present the badge to you."
        return undetermined(check, code, message, place, advice)
    return passed(check, code, message, place)


def check_validity(verification: Verification) -> Iterator[Finding]:
    """Check the validity period against the reference time."""
    skew = timedelta(seconds=verification.policy.clock_skew_seconds)
    findings = [
        finding
        for name in ("validFrom", "issuanceDate", "validUntil", "expirationDate")
        if (finding := _check_date(verification, name, skew)) is not None
    ]
    findings += failed_by_faults("validity", _times_of_signatures(verification))
    yield from findings
    hidden = [
        (code, what)
        for code, what, names in (
            ("start-may-be-concealed", "start", ("validFrom", "issuanceDate")),
            ("end-may-be-concealed", "end", ("validUntil", "expirationDate")),
        )
        if may_conceal(verification, *names)
    ]
    for code, what in hidden:
        message = f"the holder chose what to show of the badge; its {what} may have been left out"
        advice = "Ask the holder to show it, or the issuer whether the badge is valid now."
        yield undetermined("validity", code, message, "", advice)
    if not findings and not hidden:
        yield passed("validity", "within-period", "the credential is within its validity period")


def _times_of_signatures(verification: Verification) -> Iterator[Fault]:
    """Check the times of a token and of embedded proofs: who signed it, signed it all the same.

    The `nbf` and `exp` of a JWT repeat dates of the credential.
    """
    skew, disclosed = verification.policy.clock_skew_seconds, verification.source.disclosed
    if disclosed is not None:
        yield from check_times(disclosed.payload, verification.moment, skew)
    elif verification.source.payload is not None:
        yield from check_times(
            verification.source.payload, verification.moment, skew, claims=["iat"]
        )
    for pointer, proof in verification.members("proof"):
        for code, message in untimely(proof, verification.moment, skew):
            yield Fault(pointer, code, message)


def _check_date(verification: Verification, name: str, skew: timedelta) -> Finding | None:
    text = verification.document.get(name)
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
    if starts and moment > verification.moment + skew:
        advice = "Do not accept it yet; ask the issuer if the date is a mistake."
        return failed("validity", "not-yet-valid", f"valid only from {text}", f"/{name}", advice)
    if not starts and moment < verification.moment - skew:
        advice = "Ask the holder for a renewed badge."
        return failed("validity", "expired", f"expired on {text}", f"/{name}", advice)
    return None
