"""Who signed it: the proofs, and whether the keys are the issuer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from microcred.contexts import has_version
from microcred.dids import ControllerDocument, VerificationMethod
from microcred.document import as_list
from microcred.errors import (
    CanonicalizationFailed,
    Fault,
    InvalidTimestamp,
    KeyNotListed,
    MicrocredError,
    ProofInvalid,
    UnusableKey,
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
from microcred.timestamps import moment_of_numeric_date, parse_timestamp
from microcred.verifying.case import (
    Case,
    Role,
    VerifiedProof,
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.context_library import context_urls
from microcred.verifying.doubt import finding_of, is_evidence
from microcred.verifying.key_binding import check_key_binding, sd_jwt_faults
from microcred.verifying.keyring import (
    ProofKey,
    find_in_own_document,
    find_proof_key,
    find_token_key,
)
from microcred.verifying.report import Check

_CONFIRMED = frozenset({"key-confirmed", "key-confirmed-then", "key-ended-since"})


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
    if _is_presented(case):
        claims = payload if disclosed is None else disclosed.payload
        yield from check_token_type(jws.header, "presentation")
        yield from check_presentation_claims(claims, case.document)
        yield from check_times(claims, case.moment, skew)
    elif sd_jwt is not None and disclosed is not None:
        yield from sd_jwt_faults(case, sd_jwt, disclosed)
    else:
        # The dates that nbf and exp repeat are the matter of `validity`.
        yield from check_token_type(jws.header, "credential")
        yield from check_claims(payload, case.document)
        yield from check_times(payload, case.moment, skew, claims=["iat"])


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
    """Check purpose and times; give when the proof was made.

    Raises:
        ProofInvalid: made for another purpose, in the future, or expired.
    """
    if proof.get("proofPurpose") != case.purpose:
        found = excerpt(proof.get("proofPurpose"))
        message = f"proofPurpose is {found}, expected {case.purpose!r}"
        raise ProofInvalid(message, code="wrong-purpose")
    skew = timedelta(seconds=case.policy.clock_skew_seconds)
    created, expires = _moment(proof, "created"), _moment(proof, "expires")
    if created is not None and created > case.moment + skew:
        message = f"the proof was created in the future, {proof['created']}"
        raise ProofInvalid(message, code="created-in-future")
    if expires is not None and expires < case.moment - skew:
        raise ProofInvalid(f"the proof expired on {proof['expires']}", code="proof-expired")
    return created


def _time_of_key(case: Case, claimed: datetime | None) -> datetime | None:
    """Give the time at which a key must count, by what the signer says; None is now.

    Who presents something is there now: a key that has ended, and may have been stolen since,
    must not be able to date itself back.
    """
    return None if _is_presented(case) else claimed


def _moment(proof: Mapping[str, Any], name: str) -> datetime | None:
    text = proof.get(name)
    if text is None:
        return None
    if not isinstance(text, str):
        raise ProofInvalid(f"the proof's {name} is not a text", code="unreadable-date")
    try:
        return parse_timestamp(text)
    except InvalidTimestamp as error:
        message = f"the proof's {name} is {error.message}"
        raise ProofInvalid(message, code="unreadable-date") from error


def check_issuer_key(case: Case) -> Iterator[Check]:
    """Check that each proof's key is one that the issuer itself names for signing."""
    if not case.verified:
        message = "no signature was found right, so there is no key to ask about"
        yield skipped("issuer_key", "no-verified-proof", message)
    findings = [_check_key(case, proof) for proof in case.verified]
    confirmed = any(item.code in _CONFIRMED for item in findings)
    for proof, finding in zip(case.verified, findings, strict=True):
        foreign = finding.code == "issuer-mismatch" and _is_somebody_elses(case, proof)
        if confirmed and foreign:
            yield _counter_signature(proof)
        else:
            yield finding


def _is_somebody_elses(case: Case, proof: VerifiedProof) -> bool:
    """Tell whether somebody made an embedded proof in their own name, and not in the issuer's.

    A JWT is never such a one: its claims are the issuer's word.
    """
    controller, method = proof.key.controller, proof.key.method
    if not proof.pointer or controller is None or method is None:
        return False
    return case.owner_id not in (controller.id, method.controller)


def _counter_signature(proof: VerifiedProof) -> Check:
    name = excerpt(proof.key.controller and proof.key.controller.id, 100)
    message = f"{name} has signed too; that is not the issuer's word and counts for nothing here"
    return passed("issuer_key", "counter-signature", message, proof.pointer)


def _check_key(case: Case, proof: VerifiedProof) -> Check:
    """Check that the key is the owner's own, for this purpose, and was so at the time."""
    key, who = proof.key, case.owner_name
    owner = case.owner_id or _unnamed_holder(case, key)
    if owner is None:
        return failed("issuer_key", f"no-{who}", f"the {who} is not named", f"/{who}")
    if key.controller is None or key.controller.id != owner:
        key = _in_own_document(case, key, owner)
    if key.method is None or key.controller is None:
        return _unconfirmed(case, proof, key)
    document = key.controller.document
    case.note("controller-document", pointer=proof.pointer, key=key.name, document=document)
    is_owner = key.controller.id == owner and key.method.controller == owner
    if not is_owner and (case.policy.require_issuer_is_controller or _is_presented(case)):
        if key.obstacle is not None and not is_evidence(key.obstacle):
            return _unconfirmed(case, proof, key)
        message = f"the key belongs to {excerpt(key.controller.id, 100)}, the {who} is {owner}"
        advice = f"Somebody else signed in the {who}'s name, or the {who}'s id is wrong."
        return failed("issuer_key", f"{who}-mismatch", message, proof.pointer, advice)
    return (
        _check_use(case, proof, key.method, key.controller)
        or _ended_since(case, proof, key.method, key.controller)
        or _confirmed(case, proof, key, is_owner=is_owner)
    )


def _unnamed_holder(case: Case, key: ProofKey) -> str | None:
    """Give whose key it is where a presentation leaves out who its holder is, as it may.

    VC Data Model 2.0, "Verifiable Presentations": then the securing mechanism tells.
    """
    if "holder" in case.document or not _is_presented(case) or key.controller is None:
        return None
    return key.controller.id


def _is_presented(case: Case) -> bool:
    """Tell whether it is asked who is there; what a policy accepts of an issuer is no answer."""
    return case.role is Role.PRESENTATION


def _in_own_document(case: Case, key: ProofKey, owner: str) -> ProofKey:
    """Look for a key that came from elsewhere in the document that its owner's id stands for."""
    if key.controller is not None and not owner.startswith("https://"):
        return key
    try:
        return find_in_own_document(key, owner, case.resolver, case.purpose)
    except MicrocredError as error:
        if key.controller is not None:
            return replace(key, obstacle=error)
        own_word = error if _denies(error) else None
        return replace(key, method=None, obstacle=own_word or key.obstacle or error)


def _denies(error: MicrocredError | None) -> bool:
    """Tell whether the owner's document was had, lists keys, and does not allow this one."""
    return isinstance(error, UnusableKey | KeyNotListed)


def _check_use(
    case: Case, proof: VerifiedProof, method: VerificationMethod, controller: ControllerDocument
) -> Check | None:
    """Check what the key is listed for, and that it had not ended when the proof was made."""
    listed = controller.listed_for(case.purpose)
    own = controller.verification_methods.get(method.id, method)
    unusable = method.id in controller.unusable_methods
    if method.id not in listed or unusable or own.public_key != method.public_key:
        message = f"the {case.owner_name}'s document does not list this key under {case.purpose}"
        return failed("issuer_key", "not-for-this-purpose", message, proof.pointer)
    signed_at = proof.created or case.moment
    for name, ended in _ends(method, controller):
        if ended <= signed_at:
            message = f"the key was {name} on {ended.isoformat()}, before this proof was made"
            return failed("issuer_key", f"key-{name}", message, proof.pointer)
    return None


def _ended_since(
    case: Case, proof: VerifiedProof, method: VerificationMethod, controller: ControllerDocument
) -> Check | None:
    """Say of a key that has ended that it counted when the proof says it was made.

    Who stole a key can date a proof back, and neither a DID document nor a profile tells.
    """
    for name, ended in _ends(method, controller):
        if ended <= case.moment:
            message = f"the key was {name} on {ended.isoformat()}, after the date of this proof"
            advice = "The date is the signer's own word; ask the issuer if in doubt."
            return passed("issuer_key", "key-ended-since", message, proof.pointer, advice)
    return None


def _confirmed(case: Case, proof: VerifiedProof, key: ProofKey, *, is_owner: bool) -> Check:
    who = case.owner_name
    if case.owner_id is None:
        message = f"authenticated as {excerpt(key.controller and key.controller.id, 100)}"
        return passed("issuer_key", "holder-authenticated", message, proof.pointer)
    if not is_owner:
        message = f"the key is not the {who}'s own, which the policy accepts"
        return passed("issuer_key", "accepted-by-policy", message, proof.pointer)
    if key.past:
        message = f"the {who} listed the key for {case.purpose} when the proof says it was made"
        return passed("issuer_key", "key-confirmed-then", message, proof.pointer)
    message = f"the key is listed for {case.purpose} by the {who} itself"
    return passed("issuer_key", "key-confirmed", message, proof.pointer)


def _ends(method: VerificationMethod, controller: ControllerDocument) -> list[tuple[str, datetime]]:
    """Give when a key ended, by the method that was named and as its controller publishes it."""
    own = controller.verification_methods.get(method.id, method)
    ends = [
        end
        for published in (method, own)
        for end in (("revoked", published.revoked), ("expired", published.expires))
    ]
    return [(name, end) for name, end in ends if end is not None]


def _unconfirmed(case: Case, proof: VerifiedProof, key: ProofKey) -> Check:
    """The signature is right, but nobody's document says whose key it is."""
    obstacle = key.obstacle
    reason = obstacle.message if obstacle else "nobody's document lists it"
    message = f"nothing ties the key to {excerpt(case.owner_id, 100)}: {reason}"
    advice = "The signature is right, but anyone could have made it with a key of their own."
    if (
        case.policy.accept_unlisted_keys
        and key.controller is None  # another's key is not one that only the badge carries
        and not _is_presented(case)
        and not case.policy.asks_for_trust
        and not _denies(obstacle)
    ):
        message += "; accepted by policy, it proves nothing about who signed"
        return passed("issuer_key", "accepted-by-policy", message, proof.pointer, advice)
    if obstacle is None:
        return failed("issuer_key", "key-not-listed", message, proof.pointer, advice)
    about = f"nothing ties the key to {excerpt(case.owner_id, 100)}"
    return finding_of("issuer_key", obstacle, proof.pointer, about=about, advice=advice)
