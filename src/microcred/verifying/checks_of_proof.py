"""What is signed: the proofs of a badge; whose their keys are is the matter of `checks_of_key`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from microcred.contexts import has_version
from microcred.document import as_list
from microcred.errors import CanonicalizationFailed, MicrocredError, ProofInvalid, excerpt
from microcred.findings import Fault, Finding
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
from microcred.verifying.checklist import (
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    undetermined,
)
from microcred.verifying.context_library import context_urls
from microcred.verifying.evidence import finding_of
from microcred.verifying.key_binding import check_key_binding, sd_jwt_faults
from microcred.verifying.proof_keys import find_proof_key, find_token_key
from microcred.verifying.proof_times import time_of, untimely
from microcred.verifying.verification import Verification, VerifiedProof


def check_proofs(verification: Verification) -> Iterator[Finding]:
    """Verify the JWT's signature and every embedded proof; each is reported."""
    if verification.source.jws is not None:
        yield from _check_token(verification)
    yield from check_key_binding(verification)
    proofs = as_list(verification.document.get("proof"))
    if not proofs and verification.source.jws is None:
        yield failed("proof", "no-proof", f"the {verification.what} is not signed")
    if len(proofs) > MAX_PROOFS:
        message = f"{len(proofs)} proofs, at most {MAX_PROOFS} are verified"
        yield undetermined("proof", "limit-exceeded", message, "/proof")
        return
    single = not isinstance(verification.document.get("proof"), list)
    for index, proof in enumerate(proofs):
        pointer = "/proof" if single else f"/proof/{index}"
        if isinstance(proof, dict):
            yield _check_embedded(verification, proof, proofs, pointer)
            yield from _tell_unnamed(verification, pointer)
            yield from _tell_selection(verification, proof, pointer)
        else:
            yield failed("proof", "malformed-proof", "a proof is not an object", pointer)


def _check_token(verification: Verification) -> Iterator[Finding]:
    jws, payload = verification.source.jws, verification.source.payload
    assert jws is not None and payload is not None  # noqa: S101, PT018 - a JWT has both
    yield from failed_by_faults("proof", _token_faults(verification, jws, payload))
    verification.note("jws", header=dict(jws.header), signing_input=jws.signing_input.decode())
    try:
        issued = _time_of_key(verification, moment_of_numeric_date(payload.get("iat")))
        check_implemented(jws.header["alg"])  # before anything is asked for it
        key = find_token_key(
            jws, verification.owner_id, verification.resolver, issued, verification.purpose
        )
        verify_jws(jws, key.public_key)
    except MicrocredError as error:
        yield _obstructed(error, "")
        return
    verification.verified.append(VerifiedProof("", key, issued))
    yield passed("proof", "signature-valid", f"the JWT is signed with {jws.header['alg']}")
    yield from _tell_unnamed(verification, "")


def _token_faults(
    verification: Verification, jws: CompactJws, payload: Mapping[str, Any]
) -> Iterator[Fault]:
    """Find what the header and the claims of a JWT contradict."""
    sd_jwt, disclosed = verification.source.sd_jwt, verification.source.disclosed
    skew = verification.policy.clock_skew_seconds
    if verification.is_presented:
        claims = payload if disclosed is None else disclosed.payload
        yield from check_token_type(jws.header, "presentation")
        yield from check_presentation_claims(claims, verification.document)
        yield from check_times(claims, verification.moment, skew)
    elif sd_jwt is not None and disclosed is not None:
        yield from sd_jwt_faults(sd_jwt, disclosed)
    else:
        yield from check_token_type(jws.header, "credential")
        yield from check_claims(payload, verification.document)


def _check_embedded(
    verification: Verification, proof: dict[str, Any], proofs: Sequence[Any], pointer: str
) -> Finding:
    suite = suite_of(proof)
    if suite is None:
        name = excerpt(proof.get("cryptosuite", proof.get("type")))
        message = f"the proof is of a kind that is not implemented here: {name}"
        return _obstructed(ProofInvalid(message, code="unknown-suite"), pointer)
    if verification.deadline.is_over():
        return out_of_time("proof", pointer)
    try:
        created = _time_of_key(verification, _check_options(verification, proof))
        key = find_proof_key(proof, verification.resolver, created)
        previous = previous_proofs(proof, [item for item in proofs if isinstance(item, dict)])
        unsecured = (
            verification.unsecured.with_proofs(previous) if previous else verification.unsecured
        )
        transcript = suite.verify(unsecured, proof, key.public_key)
    except MicrocredError as error:
        if isinstance(error, ProofInvalid) and error.transcript is not None:
            verification.note(
                "proof", pointer=pointer, suite=suite.name, transcript=error.transcript
            )
            if _obstructed_statements(verification, proof, error):
                return _context_may_have_changed(verification, pointer)
        return _obstructed(verification.cause_of(error), pointer)
    verification.note("proof", pointer=pointer, suite=suite.name, transcript=transcript)
    verification.verified.append(VerifiedProof(pointer, key, created))
    return passed("proof", "signature-valid", f"the {suite.name} signature is right", pointer)


def _tell_unnamed(verification: Verification, pointer: str) -> Iterator[Finding]:
    """Say where the badge does not name the key, and no other could be meant."""
    for proof in verification.verified:
        if proof.pointer == pointer and proof.key.is_the_only_one:
            message = f"the key is not named; {excerpt(proof.key.name, 200)} has no other that fits"
            advice = "For the issuer: name the key itself, with its fragment."
            yield passed("proof", "key-not-named", message, pointer, advice)


def _tell_selection(
    verification: Verification, proof: Mapping[str, Any], pointer: str
) -> Iterator[Finding]:
    """Say what a proof cannot show whose holder chose the statements: whether others exist."""
    verified = any(item.pointer == pointer for item in verification.verified)
    lacks = [
        name for name in ("credentialStatus", "validUntil") if not verification.document.get(name)
    ]
    if verified and lacks and proof.get("cryptosuite") == "ecdsa-sd-2023":
        message = f"its holder chose what to show; a {' or '.join(lacks)} may have been left out"
        advice = "Ask the issuer whether the badge still stands."
        yield passed("proof", "selective-disclosure", message, pointer, advice)


def _obstructed(error: MicrocredError, pointer: str) -> Finding:
    """Tell "the proof is wrong" from "the proof could not be checked"."""
    rebuilt = not isinstance(error, CanonicalizationFailed)
    advice = "" if rebuilt else "The signed form cannot be rebuilt; see the findings of json_ld."
    return finding_of("proof", error, pointer, advice=advice)


def _obstructed_statements(
    verification: Verification, proof: Mapping[str, Any], error: ProofInvalid
) -> bool:
    """Tell whether a signature over statements may not match for a context that has changed.

    A context without a version is whatever its publisher has there now; the statements that were
    signed are those of its text then. So the mismatch is no evidence that anybody changed the
    badge. Somebody who did can add such a context and turn "no" into "could not tell"; naming a
    context that is not known has done so ever since, and neither is ever "yes".
    """
    mismatch = error.code == "bad-signature" and error.transcript is not None
    return mismatch and not signs_json(proof) and bool(_unversioned(verification))


def _unversioned(verification: Verification) -> list[str]:
    return sorted({url for url in context_urls(verification.document) if not has_version(url)})


def _context_may_have_changed(verification: Verification, pointer: str) -> Finding:
    urls = ", ".join(excerpt(url, 100) for url in _unversioned(verification)[:3])
    message = (
        f"the signature does not match the badge as it reads under {urls} of today, which has no "
        "version and may have changed since; else the badge was changed after signing"
    )
    advice = "Do not rely on it; ask the issuer to sign it again under contexts that have versions."
    return undetermined("proof", "context-may-have-changed", message, pointer, advice)


def _check_options(verification: Verification, proof: Mapping[str, Any]) -> datetime | None:
    """Check purpose and that the times can be read; give when the proof was made.

    Whether a credential's proof counts at the moment is the matter of `validity`. A presentation
    is made here and now, so there it is the proof's.

    Raises:
        ProofInvalid: made for another purpose, with a time that cannot be read, or, of a
            presentation, in the future or expired.
    """
    if proof.get("proofPurpose") != verification.purpose:
        found = excerpt(proof.get("proofPurpose"))
        message = f"proofPurpose is {found}, expected {verification.purpose!r}"
        raise ProofInvalid(message, code="wrong-purpose")
    created, _ = time_of(proof, "created"), time_of(proof, "expires")
    if verification.is_presented:
        for code, message in untimely(
            proof, verification.moment, verification.policy.clock_skew_seconds
        ):
            raise ProofInvalid(message, code=code)
    return created


def _time_of_key(verification: Verification, claimed: datetime | None) -> datetime | None:
    """Return the time at which a key must count, by what the signer says; None is now.

    Who presents something is there now: a key that has ended, and may have been stolen since,
    must not be able to date itself back.
    """
    return None if verification.is_presented else claimed
