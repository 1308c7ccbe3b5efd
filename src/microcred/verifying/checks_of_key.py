"""Who signed it: whether the key of each proof is the issuer's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from microcred.dids import ControllerDocument, VerificationMethod
from microcred.errors import KeyNotListed, MicrocredError, UnusableKey, excerpt
from microcred.findings import Finding
from microcred.timestamps import format_timestamp
from microcred.verifying.checklist import failed, passed, skipped
from microcred.verifying.evidence import finding_of, is_evidence
from microcred.verifying.proof_keys import ProofKey, find_in_own_document
from microcred.verifying.verification import Verification, VerifiedProof

_CONFIRMED: Final = frozenset({"key-confirmed", "key-confirmed-then", "key-ended-since"})


def check_issuer_key(verification: Verification) -> Iterator[Finding]:
    """Check that each proof's key is one that the issuer itself names for signing."""
    if not verification.verified:
        message = "no signature was found right, so there is no key to ask about"
        yield skipped("issuer_key", "no-verified-proof", message)
    findings = [_check_key(verification, proof) for proof in verification.verified]
    confirmed = any(item.code in _CONFIRMED for item in findings)
    for proof, finding in zip(verification.verified, findings, strict=True):
        foreign = finding.code == "issuer-mismatch" and _is_somebody_elses(verification, proof)
        if confirmed and foreign:
            yield _counter_signature(proof)
        else:
            yield finding


def _is_somebody_elses(verification: Verification, proof: VerifiedProof) -> bool:
    """Tell whether somebody made an embedded proof in their own name, and not in the issuer's.

    A JWT is never such a one: its claims are the issuer's word.
    """
    controller, method = proof.key.controller, proof.key.method
    if not proof.pointer or controller is None or method is None:
        return False
    return verification.owner_id not in (controller.id, method.controller)


def _counter_signature(proof: VerifiedProof) -> Finding:
    name = excerpt(proof.key.controller and proof.key.controller.id, 100)
    message = f"{name} has signed too; that is not the issuer's word and counts for nothing here"
    return passed("issuer_key", "counter-signature", message, proof.pointer)


def _check_key(verification: Verification, proof: VerifiedProof) -> Finding:
    """Check that the key is the owner's own, for this purpose, and was so at the time."""
    who = verification.owner_name
    owner = verification.owner_id or _unnamed_holder(verification, proof.key)
    if owner is None:
        return failed("issuer_key", f"no-{who}", f"the {who} is not named", f"/{who}")
    key = _as_listed(verification, proof.key, owner)
    if key.method is None or key.controller is None:
        return _unconfirmed(verification, proof, key)
    document = key.controller.document
    verification.note("controller-document", pointer=proof.pointer, key=key.name, document=document)
    is_owner = key.controller.id == key.method.controller == owner
    if _must_be_owner(verification) and not is_owner:
        return _not_the_owner(verification, proof, key, owner)
    first = _check_use(verification, proof, key.method, key.controller)
    first = first or _ended_since(verification, proof, key.method, key.controller)
    return first or _confirmed(verification, proof, key, is_owner=is_owner)


def _not_the_owner(
    verification: Verification, proof: VerifiedProof, key: ProofKey, owner: str
) -> Finding:
    """Judge a key that is not listed as the owner's, as far as that could be asked."""
    if key.controller is None or (key.obstacle is not None and not is_evidence(key.obstacle)):
        return _unconfirmed(verification, proof, key)
    who = verification.owner_name
    message = f"the key belongs to {excerpt(key.controller.id, 100)}, the {who} is {owner}"
    advice = f"Somebody else signed in the {who}'s name, or the {who}'s id is wrong."
    return failed("issuer_key", f"{who}-mismatch", message, proof.pointer, advice)


def _as_listed(verification: Verification, key: ProofKey, owner: str) -> ProofKey:
    """Return the key as the owner's own document lists it, if that is another one."""
    if key.controller is not None and key.controller.id == owner:
        return key
    return _in_own_document(verification, key, owner)


def _must_be_owner(verification: Verification) -> bool:
    return verification.policy.require_issuer_is_controller or verification.is_presented


def _unnamed_holder(verification: Verification, key: ProofKey) -> str | None:
    """Return whose key it is where a presentation leaves out who its holder is, as it may.

    VC Data Model 2.0, "Verifiable Presentations": then the securing mechanism tells.
    """
    if "holder" in verification.document or not verification.is_presented or key.controller is None:
        return None
    return key.controller.id


def _in_own_document(verification: Verification, key: ProofKey, owner: str) -> ProofKey:
    """Look for a key that came from elsewhere in the document that its owner's id stands for."""
    if key.controller is not None and not owner.startswith("https://"):
        return key
    try:
        return find_in_own_document(key, owner, verification.resolver, verification.purpose)
    except MicrocredError as error:
        if key.controller is not None:
            return replace(key, obstacle=error)
        own_word = error if _denies(error) else None
        return replace(key, method=None, obstacle=own_word or key.obstacle or error)


def _denies(error: MicrocredError | None) -> bool:
    """Tell whether the owner's document was had, lists keys, and does not allow this one."""
    return isinstance(error, UnusableKey | KeyNotListed)


def _check_use(
    verification: Verification,
    proof: VerifiedProof,
    method: VerificationMethod,
    controller: ControllerDocument,
) -> Finding | None:
    """Check what the key is listed for, and that it had not ended when the proof was made."""
    listed = controller.listed_for(verification.purpose)
    own = controller.verification_methods.get(method.id, method)
    unusable = method.id in controller.unusable_methods
    if method.id not in listed or unusable or own.public_key != method.public_key:
        owner, purpose = verification.owner_name, verification.purpose
        message = f"the {owner}'s document does not list this key under {purpose}"
        return failed("issuer_key", "not-for-this-purpose", message, proof.pointer)
    signed_at = proof.created or verification.moment
    for name, ended in _ends(method, controller):
        if ended <= signed_at:
            message = f"the key was {name} on {format_timestamp(ended)}, before this proof was made"
            return failed("issuer_key", f"key-{name}", message, proof.pointer)
    return None


def _ended_since(
    verification: Verification,
    proof: VerifiedProof,
    method: VerificationMethod,
    controller: ControllerDocument,
) -> Finding | None:
    """Say of a key that has ended that it counted when the proof says it was made.

    Who stole a key can date a proof back, and neither a DID document nor a profile tells.
    """
    for name, ended in _ends(method, controller):
        if ended <= verification.moment:
            message = (
                f"the key was {name} on {format_timestamp(ended)}, after the date of this proof"
            )
            advice = "The date is the signer's own word; ask the issuer if in doubt."
            return passed("issuer_key", "key-ended-since", message, proof.pointer, advice)
    return None


def _confirmed(
    verification: Verification, proof: VerifiedProof, key: ProofKey, *, is_owner: bool
) -> Finding:
    who = verification.owner_name
    if verification.owner_id is None:
        message = f"authenticated as {excerpt(key.controller and key.controller.id, 100)}"
        return passed("issuer_key", "holder-authenticated", message, proof.pointer)
    if not is_owner:
        message = f"the key is not the {who}'s own, which the policy accepts"
        return passed("issuer_key", "accepted-by-policy", message, proof.pointer)
    if key.past:
        message = (
            f"the {who} listed the key for {verification.purpose} when the proof says it was made"
        )
        return passed("issuer_key", "key-confirmed-then", message, proof.pointer)
    message = f"the key is listed for {verification.purpose} by the {who} itself"
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


def _unconfirmed(verification: Verification, proof: VerifiedProof, key: ProofKey) -> Finding:
    """The signature is right, but nobody's document says whose key it is."""
    obstacle = key.obstacle
    reason = obstacle.message if obstacle else "nobody's document lists it"
    message = f"nothing ties the key to {excerpt(verification.owner_id, 100)}: {reason}"
    advice = "The signature is right, but anyone could have made it with a key of their own."
    if (
        verification.policy.accept_unlisted_keys
        and key.controller is None  # another's key is not one that only the badge carries
        and not verification.is_presented
        and not verification.policy.asks_for_trust
        and not _denies(obstacle)
    ):
        message += "; accepted by policy, it proves nothing about who signed"
        return passed("issuer_key", "accepted-by-policy", message, proof.pointer, advice)
    if obstacle is None:
        return failed("issuer_key", "key-not-listed", message, proof.pointer, advice)
    about = f"nothing ties the key to {excerpt(verification.owner_id, 100)}"
    return finding_of("issuer_key", obstacle, proof.pointer, about=about, advice=advice)
