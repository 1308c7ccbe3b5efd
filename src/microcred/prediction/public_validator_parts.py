"""What 1EdTech's public validator asks of what belongs to a badge: status, refresh, endorsements.

The bit string of a status list is read in `BitstringStatusListProbe.java`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import as_list, objects_of, types_of
from microcred.errors import MicrocredError
from microcred.findings import Outcome
from microcred.models.context_urls import CREDENTIALS_V1, CREDENTIALS_V2, is_open_badges_context
from microcred.prediction.public_validator_proofs import (
    select_proof,
    why_suite_is_not_known,
    why_token_is_not_taken,
)
from microcred.prediction.rule import (
    Answer,
    Examined,
    members_named,
    refuses,
    remarks,
    unknown,
)
from microcred.proofs import parse_jws

_ENDORSEMENT_TYPES: Final = ("Ed25519Signature2020", "DataIntegrityProof", "RsaSignature2018")
_REVOCATION_LIST: Final = "1EdTechRevocationList"
_BITSTRING: Final = "BitstringStatusListEntry"


def status_is_not_good(examined: Examined) -> Iterator[Answer]:
    """Every 1EdTechRevocationList, and the first Bitstring entry about revocation, is asked."""
    status = examined.document.get("credentialStatus")
    for place, entry in objects_of(status):
        kind, pointer = entry.get("type"), f"/credentialStatus{place}"
        if kind == _REVOCATION_LIST:
            yield from _of_status(examined, pointer, is_asked_in_vain=False)
        elif kind == _BITSTRING and entry.get("statusPurpose") == "revocation":
            yield from _of_status(examined, pointer, is_asked_in_vain=True)
            return
        else:
            reason = "it looks up 1EdTechRevocationList and Bitstring entries about revocation only"
            advice = "Give a suspended badge an entry about revocation too, if it must be refused."
            yield remarks("status-not-looked-up", reason, pointer, advice)


def _of_status(examined: Examined, pointer: str, *, is_asked_in_vain: bool) -> Iterator[Answer]:
    """A revocation list out of reach is a warning; a bit string out of reach is fatal."""
    finding = examined.finding("status", pointer)
    if finding is None:
        yield unknown("status-unknown", "the status was not looked up here", pointer)
    elif finding.code == "revoked":
        yield refuses("revoked", f"it finds it revoked: {finding.message}", pointer)
    elif finding.outcome is Outcome.PASSED:
        if is_asked_in_vain:
            reason = "the list must have one of its proof types and contexts; not known here"
            yield unknown("status-list-unknown", reason, pointer)
    elif finding.outcome is Outcome.UNDETERMINED and not is_asked_in_vain:
        reason = "where it cannot reach the revocation list, it warns, and accepts the badge"
        yield remarks("status-list-unreachable", reason, pointer)
    else:
        reason = f"whether it finds the status good is not known here: {finding.message}"
        yield unknown("status-unknown", reason, pointer)


def refreshed_badge_is_checked(examined: Examined) -> Iterator[Answer]:
    """What a 1EdTechCredentialRefresh service gives is checked as well."""
    service = examined.document.get("refreshService")
    if not isinstance(service, Mapping) or service.get("type") != "1EdTechCredentialRefresh":
        return
    codes = {finding.code for finding in examined.report.find("refresh")}
    if "no-newer-version" not in codes:
        reason = "it also checks what the refresh service gives; not known here"
        yield unknown("refreshed", reason, "/refreshService")


def endorsement_is_refused(examined: Examined) -> Iterator[Answer]:
    """Every endorsement, at any depth, has its contexts, its type and a proof that is taken."""
    for pointer, _, value in members_named(("endorsement",), examined.document):
        for place, endorsement in objects_of(value):
            yield from _of_endorsement(endorsement, f"{pointer}{place}")
    for pointer, _, value in members_named(("endorsementJwt",), examined.document):
        for index, token in enumerate(as_list(value)):
            yield from _of_token(
                token, f"{pointer}/{index}" if isinstance(value, list) else pointer
            )
    if examined.report.outcome("endorsements") is Outcome.FAILED:
        reason = "an endorsement does not verify here; it verifies each of them as well"
        yield unknown("endorsement-unknown", reason)


def _of_endorsement(endorsement: Mapping[str, Any], pointer: str) -> Iterator[Answer]:
    contexts = [*as_list(endorsement.get("@context")), "", ""]
    first_is_right = contexts[0] in (CREDENTIALS_V1, CREDENTIALS_V2)
    if not first_is_right or not is_open_badges_context(contexts[1]):
        reason = "the endorsement must have both contexts itself, first and second"
        yield refuses("endorsement-context", reason, f"{pointer}/@context")
    types = types_of(endorsement)
    if "VerifiableCredential" not in types or "EndorsementCredential" not in types:
        reason = "its type must have VerifiableCredential and EndorsementCredential"
        yield refuses("endorsement-type", reason, f"{pointer}/type")
    selected = select_proof(objects_of(endorsement.get("proof")), _ENDORSEMENT_TYPES)
    answer = (
        selected if isinstance(selected, Answer) else why_suite_is_not_known(selected[1], "/proof")
    )
    if answer is not None:
        reason = f"the endorsement: {answer.reason}"
        yield refuses("endorsement-proof", reason, f"{pointer}/proof", answer.advice)


def _of_token(token: Any, pointer: str) -> Iterator[Answer]:
    try:
        answer = why_token_is_not_taken(parse_jws(token).header) if isinstance(token, str) else None
    except MicrocredError as error:
        yield refuses("endorsement-jwt", f"it cannot be read: {error.message}", pointer)
        return
    if answer is not None:
        yield refuses("endorsement-jwt", answer.reason, pointer, answer.advice)
