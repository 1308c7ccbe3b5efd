"""What is signed: the proofs of a badge; whose their keys are is the matter of `checks_of_key`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from microcred.contexts import has_version
from microcred.document import as_list
from microcred.errors import (
    CanonicalizationFailed,
    Fault,
    MicrocredError,
    ProofInvalid,
    excerpt,
)
from microcred.limits import MAX_PROOFS
from microcred.proofs import (
    CompactJws,
    check_claims,
    check_implemented,
    check_presentation_claims,
    check_times,
    check_token_type,
    previous_proofs,
    signs_json,
    suite_of,
    verify_jws,
)
from microcred.timestamps import moment_of_numeric_date
from microcred.verifying.case import (
    Case,
    VerifiedProof,
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    undetermined,
)
from microcred.verifying.context_library import context_urls
from microcred.verifying.doubt import finding_of
from microcred.verifying.key_binding import check_key_binding, sd_jwt_faults
from microcred.verifying.keyring import (
    find_proof_key,
    find_token_key,
)
from microcred.verifying.proof_times import time_of, untimely
from microcred.verifying.report import Check


def check_proofs(case: Case) -> Iterator[Check]:
    """Verify the JWT's signature and every embedded proof; each is reported."""
    if case.source.jws is not None:
        yield from _check_token(case)
    yield from check_key_binding(case)
    proofs = as_list(case.document.get("proof"))
    if not proofs and case.source.jws is None:
        yield failed("proof", "no-proof", f"the {case.what} is not signed")
    if len(proofs) > MAX_PROOFS:
        message = f"{len(proofs)} proofs, at most {MAX_PROOFS} are verified"
        yield undetermined("proof", "limit-exceeded", message, "/proof")
        return
    single = not isinstance(case.document.get("proof"), list)
    for index, proof in enumerate(proofs):
        pointer = "/proof" if single else f"/proof/{index}"
        if isinstance(proof, dict):
            yield _check_embedded(case, proof, proofs, pointer)
            yield from _tell_unnamed(case, pointer)
            yield from _tell_selection(case, proof, pointer)
        else:
            yield failed("proof", "malformed-proof", "a proof is not an object", pointer)


def _check_token(case: Case) -> Iterator[Check]:
    jws, payload = case.source.jws, case.source.payload
    assert jws is not None and payload is not None  # noqa: S101, PT018 - a JWT has both
    yield from failed_by_faults("proof", _token_faults(case, jws, payload))
    case.note("jws", header=dict(jws.header), signing_input=jws.signing_input.decode())
    try:
        issued = _time_of_key(case, moment_of_numeric_date(payload.get("iat")))
        check_implemented(jws.header["alg"])  # before anything is asked for it
        key = find_token_key(jws, case.owner_id, case.resolver, issued, case.purpose)
        verify_jws(jws, key.public_key)
    except MicrocredError as error:
        yield _obstructed(error, "")
        return
    case.verified.append(VerifiedProof("", key, issued))
    yield passed("proof", "signature-valid", f"the JWT is signed with {jws.header['alg']}")
    yield from _tell_unnamed(case, "")


def _token_faults(case: Case, jws: CompactJws, payload: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what the header and the claims of a JWT contradict."""
    sd_jwt, disclosed = case.source.sd_jwt, case.source.disclosed
    skew = case.policy.clock_skew_seconds
    if case.is_presented:
        claims = payload if disclosed is None else disclosed.payload
        yield from check_token_type(jws.header, "presentation")
        yield from check_presentation_claims(claims, case.document)
        yield from check_times(claims, case.moment, skew)
    elif sd_jwt is not None and disclosed is not None:
        yield from sd_jwt_faults(sd_jwt, disclosed)
    else:
        yield from check_token_type(jws.header, "credential")
        yield from check_claims(payload, case.document)


def _check_embedded(
    case: Case, proof: dict[str, Any], proofs: Sequence[Any], pointer: str
) -> Check:
    suite = suite_of(proof)
    if suite is None:
        name = excerpt(proof.get("cryptosuite", proof.get("type")))
        message = f"the proof is of a kind that is not implemented here: {name}"
        return _obstructed(ProofInvalid(message, code="unknown-suite"), pointer)
    if case.deadline.is_over():
        return out_of_time("proof", pointer)
    try:
        created = _time_of_key(case, _check_options(case, proof))
        key = find_proof_key(proof, case.resolver, created)
        previous = previous_proofs(proof, [item for item in proofs if isinstance(item, dict)])
        unsecured = case.unsecured.with_proofs(previous) if previous else case.unsecured
        transcript = suite.verify(unsecured, proof, key.public_key)
    except MicrocredError as error:
        if isinstance(error, ProofInvalid) and error.transcript is not None:
            case.note("proof", pointer=pointer, suite=suite.name, transcript=error.transcript)
            if _obstructed_statements(case, proof, error):
                return _context_may_have_changed(case, pointer)
        return _obstructed(case.cause_of(error), pointer)
    case.note("proof", pointer=pointer, suite=suite.name, transcript=transcript)
    case.verified.append(VerifiedProof(pointer, key, created))
    return passed("proof", "signature-valid", f"the {suite.name} signature is right", pointer)


def _tell_unnamed(case: Case, pointer: str) -> Iterator[Check]:
    """Say where the badge does not name the key, and no other could be meant."""
    for proof in case.verified:
        if proof.pointer == pointer and proof.key.is_the_only_one:
            message = f"the key is not named; {excerpt(proof.key.name, 200)} has no other that fits"
            advice = "For the issuer: name the key itself, with its fragment."
            yield passed("proof", "key-not-named", message, pointer, advice)


def _tell_selection(case: Case, proof: Mapping[str, Any], pointer: str) -> Iterator[Check]:
    """Say what a proof cannot show whose holder chose the statements: whether others exist."""
    verified = any(item.pointer == pointer for item in case.verified)
    lacks = [name for name in ("credentialStatus", "validUntil") if not case.document.get(name)]
    if verified and lacks and proof.get("cryptosuite") == "ecdsa-sd-2023":
        message = f"its holder chose what to show; a {' or '.join(lacks)} may have been left out"
        advice = "Ask the issuer whether the badge still stands."
        yield passed("proof", "selective-disclosure", message, pointer, advice)


def _obstructed(error: MicrocredError, pointer: str) -> Check:
    """Tell "the proof is wrong" from "the proof could not be checked"."""
    rebuilt = not isinstance(error, CanonicalizationFailed)
    advice = "" if rebuilt else "The signed form cannot be rebuilt; see the findings of json_ld."
    return finding_of("proof", error, pointer, advice=advice)


def _obstructed_statements(case: Case, proof: Mapping[str, Any], error: ProofInvalid) -> bool:
    """Tell whether a signature over statements may not match for a context that has changed.

    A context without a version is whatever its publisher has there now; the statements that were
    signed are those of its text then. So the mismatch is no evidence that anybody changed the
    badge. Somebody who did can add such a context and turn "no" into "could not tell"; naming a
    context that is not known has done so ever since, and neither is ever "yes".
    """
    mismatch = error.code == "bad-signature" and error.transcript is not None
    return mismatch and not signs_json(proof) and bool(_unversioned(case))


def _unversioned(case: Case) -> list[str]:
    return sorted({url for url in context_urls(case.document) if not has_version(url)})


def _context_may_have_changed(case: Case, pointer: str) -> Check:
    urls = ", ".join(excerpt(url, 100) for url in _unversioned(case)[:3])
    message = (
        f"the signature does not match the badge as it reads under {urls} of today, which has no "
        "version and may have changed since; else the badge was changed after signing"
    )
    advice = "Do not rely on it; ask the issuer to sign it again under contexts that have versions."
    return undetermined("proof", "context-may-have-changed", message, pointer, advice)


def _check_options(case: Case, proof: Mapping[str, Any]) -> datetime | None:
    """Check purpose and that the times can be read; give when the proof was made.

    Whether a credential's proof counts at the moment is the matter of `validity`. A presentation
    is made here and now, so there it is the proof's.

    Raises:
        ProofInvalid: made for another purpose, with a time that cannot be read, or, of a
            presentation, in the future or expired.
    """
    if proof.get("proofPurpose") != case.purpose:
        found = excerpt(proof.get("proofPurpose"))
        message = f"proofPurpose is {found}, expected {case.purpose!r}"
        raise ProofInvalid(message, code="wrong-purpose")
    created, _ = time_of(proof, "created"), time_of(proof, "expires")
    if case.is_presented:
        for code, message in untimely(proof, case.moment, case.policy.clock_skew_seconds):
            raise ProofInvalid(message, code=code)
    return created


def _time_of_key(case: Case, claimed: datetime | None) -> datetime | None:
    """Return the time at which a key must count, by what the signer says; None is now.

    Who presents something is there now: a key that has ended, and may have been stolen since,
    must not be able to date itself back.
    """
    return None if case.is_presented else claimed
