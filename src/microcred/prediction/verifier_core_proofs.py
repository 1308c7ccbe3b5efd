"""Which embedded proofs the DCC verifier takes, and whether one of them verifies there.

It takes every proof of a suite that it knows, made for `assertionMethod`; one that verifies is
enough (jsonld-signatures 12.0.1 lib/ProofSet.js, `_matchProofSet` and `verify`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from microcred.document import id_of, objects_of
from microcred.prediction.rule import Answer, Examined, quoted, refuses, unknown

_ED25519_2020: Final = "https://w3id.org/security/suites/ed25519-2020/v1"
_LEGACY: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
_DID_V1: Final = "https://www.w3.org/ns/did/v1"
_DID_METHODS: Final = ("did:key:", "did:web:")
_WRONG: Final = "it reports `invalid_signature`"
_BROKEN: Final = frozenset(
    {
        "bad-signature",
        "key-type-mismatch",
        "proof-value-encoding",
        "proof-value-length",
        "proof-value-malformed",
        "proof-value-missing",
        "no-verification-method",
        "proof-own-context",
        "unsigned-proof-member",
    }
)
_KEPT: Final = frozenset({"key-confirmed", "key-revoked", "key-expired"})


def proof_is_not_verified(examined: Examined) -> Iterator[Answer]:
    """One proof of a known suite, for assertionMethod, verifies with the issuer's key."""
    obstacles = [
        (pointer, proof, _why_not_taken(examined, proof)) for pointer, proof in _proofs(examined)
    ]
    taken = [(pointer, proof) for pointer, proof, obstacle in obstacles if obstacle == ""]
    if taken:
        yield from _refusals(
            [_why_not_verified(examined, pointer, proof) for pointer, proof in taken]
        )
        return
    for pointer, _, obstacle in obstacles:
        reason = f"the proof is not taken, {obstacle}: {_WRONG}"
        yield refuses("proof-not-taken", reason, pointer, _ADVICE)


def _refusals(answers: Sequence[Answer | None]) -> list[Answer]:
    """Return the answers that count: one proof is enough, and doubt weighs more than a refusal."""
    refused = [answer for answer in answers if answer is not None]
    if len(refused) < len(answers):
        return []
    return [answer for answer in refused if answer.accepts is None] or refused


_ADVICE: Final = "Add an eddsa-rdfc-2022 proof for assertionMethod; one more does no harm."


def _proofs(examined: Examined) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"/proof{pointer}", proof) for pointer, proof in objects_of(examined.document.get("proof"))
    ]


def _why_not_taken(examined: Examined, proof: Mapping[str, Any]) -> str:
    kind, cryptosuite = proof.get("type"), proof.get("cryptosuite")
    if proof.get("proofPurpose") != "assertionMethod":
        return f"since its purpose is {quoted(proof.get('proofPurpose'))}"
    if kind == "Ed25519Signature2020":
        if _ED25519_2020 in examined.contexts:
            return ""
        return f"since @context does not have {_ED25519_2020}"
    if kind == "DataIntegrityProof" and cryptosuite == "eddsa-rdfc-2022":
        return ""
    found = quoted(cryptosuite if kind == "DataIntegrityProof" else kind)
    return f"since it knows eddsa-rdfc-2022 and Ed25519Signature2020 only, not {found}"


def _why_not_verified(examined: Examined, pointer: str, proof: Mapping[str, Any]) -> Answer | None:
    method = id_of(proof.get("verificationMethod")) or ""
    if "previousProof" in proof:
        reason = f"it verifies no proof chains: {_WRONG}"
        return refuses("proof-chain", reason, pointer)
    if method.startswith("did:") and not method.startswith(_DID_METHODS):
        reason = f"it resolves did:key and did:web only, not {quoted(method)}: {_WRONG}"
        return refuses("did-method-unknown", reason, pointer)
    return _of_signature(examined, pointer) or _of_key(examined, pointer, method)


def _of_signature(examined: Examined, pointer: str) -> Answer | None:
    """Take over what the signature check found here; canonical form and hashes are the same."""
    finding = examined.untimely(pointer) or examined.finding("proof", pointer)
    if finding is None or finding.code == "signature-valid":
        return None
    if finding.code in _BROKEN and _LEGACY not in examined.contexts:
        reason = f"{finding.message}: {_WRONG}"
        return refuses("signature-wrong", reason, pointer, finding.advice)
    reason = f"whether it finds the signature right is not known here: {finding.message}"
    return unknown("signature-unknown", reason, pointer)


def _of_key(examined: Examined, pointer: str, method: str) -> Answer | None:
    """The controller lists the method under assertionMethod, and is the issuer.

    Whether the key was revoked or expired is not looked at.
    """
    finding = examined.finding("issuer_key", pointer)
    code = finding.code if finding is not None else "not-checked"
    said = finding.message if finding is not None else "its owner was not looked up"
    if code in ("issuer-mismatch", "not-for-this-purpose", "key-confirmed-then"):
        return refuses("key-not-the-issuers", f"{said}: {_WRONG}", pointer)
    if not method.startswith(_DID_METHODS):
        document = examined.controller_document(pointer)
        if document is not None and document.get("id") == method.partition("#")[0]:
            reason = "at the key's URL is not the key alone, but the document that lists it"
            advice = "Let the URL give the key itself, or let the issuer be a did:web."
            return refuses("key-url-gives-more", f"{reason}: {_WRONG}", pointer, advice)
        reason = "it takes what is at the key's URL for the key itself; not known here"
        advice = "For this verifier, let the issuer be a did:key or did:web."
        return unknown("key-url", reason, pointer, advice)
    if code not in _KEPT:
        reason = f"whether it finds the issuer's key is not known here: {said}"
        return unknown("key-unknown", reason, pointer)
    return _of_did_document(examined, pointer) if method.startswith("did:web:") else None


def _of_did_document(examined: Examined, pointer: str) -> Answer | None:
    """A DID document whose first context is not that of DIDs is framed as JSON-LD."""
    document = examined.controller_document(pointer)
    if document is not None and not document.get("@context"):
        reason = f"the DID document has no @context, so it finds no key in it: {_WRONG}"
        advice = f"Let the DID document's @context begin with {_DID_V1}."
        return refuses("did-document-no-context", reason, pointer, advice)
    context = document.get("@context") if document is not None else None
    if context == _DID_V1 or (isinstance(context, list) and context[:1] == [_DID_V1]):
        return None
    reason = f"the DID document's @context does not begin with {_DID_V1}"
    return unknown("did-document-context", reason, pointer, "Let it begin with that context.")
