"""Who signed it: whether the key of each proof is the issuer's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from microcred.dids import ControllerDocument, VerificationMethod
from microcred.errors import KeyNotListed, MicrocredError, UnusableKey, excerpt
from microcred.verifying.case import Case, VerifiedProof, failed, passed, skipped
from microcred.verifying.doubt import finding_of, is_evidence
from microcred.verifying.keyring import ProofKey, find_in_own_document
from microcred.verifying.report import Check

_CONFIRMED: Final = frozenset({"key-confirmed", "key-confirmed-then", "key-ended-since"})


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
    if not is_owner and (case.policy.require_issuer_is_controller or case.is_presented):
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
    """Return whose key it is where a presentation leaves out who its holder is, as it may.

    VC Data Model 2.0, "Verifiable Presentations": then the securing mechanism tells.
    """
    if "holder" in case.document or not case.is_presented or key.controller is None:
        return None
    return key.controller.id


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
    """Return when a key ended, by the method that was named and as its controller publishes it."""
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
        and not case.is_presented
        and not case.policy.asks_for_trust
        and not _denies(obstacle)
    ):
        message += "; accepted by policy, it proves nothing about who signed"
        return passed("issuer_key", "accepted-by-policy", message, proof.pointer, advice)
    if obstacle is None:
        return failed("issuer_key", "key-not-listed", message, proof.pointer, advice)
    about = f"nothing ties the key to {excerpt(case.owner_id, 100)}"
    return finding_of("issuer_key", obstacle, proof.pointer, about=about, advice=advice)
