"""Which proofs 1EdTech's public validator takes, and whether it finds them right.

It verifies one proof: the first for `assertionMethod` of a type that it knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard

from microcred.document import id_of, objects_of
from microcred.errors import MicrocredError
from microcred.keys import PublicKey
from microcred.prediction.rule import Answer, Examined, quoted, refuses, unknown

_TYPES: Final = ("Ed25519Signature2020", "DataIntegrityProof")
_CRYPTOSUITES: Final = ("eddsa-2022", "eddsa-rdfc-2022", "ecdsa-sd-2023")
_ALGORITHMS: Final = ("RS256", "ES256")
_NO_SUCH_SIGNATURE: Final = ("wrong-purpose", "created-in-future", "proof-expired")
_ADVICE: Final = "Put an eddsa-rdfc-2022 proof for assertionMethod first."


def proof_is_not_verified(examined: Examined) -> Iterator[Answer]:
    """The first proof of a known type for assertionMethod is right, with the issuer's key."""
    proofs = objects_of(examined.document.get("proof"))
    if not proofs:
        yield refuses("no-proof", "there is no embedded proof", "/proof")
        return
    selected = select_proof(proofs, _TYPES)
    if isinstance(selected, Answer):
        yield selected
        return
    place, proof = selected
    pointer = f"/proof{place}"
    answers = [
        why_suite_is_not_known(proof, pointer),
        _why_key_is_not_taken(examined, proof, pointer),
        _why_signature_is_not_right(examined, pointer),
    ]
    told = [answer for answer in answers if answer is not None]
    refused = [answer for answer in told if answer.accepts is False]
    yield from refused[:1] or told


def select_proof(
    proofs: list[tuple[str, dict[str, Any]]], types: tuple[str, ...]
) -> tuple[str, dict[str, Any]] | Answer:
    """Choose the one proof that is verified, or say why there is none."""
    for place, proof in proofs:
        if "proofPurpose" not in proof:
            reason = "a proof without proofPurpose stops its verification"
            return refuses("purpose-missing", reason, f"/proof{place}", _ADVICE)
        if proof["proofPurpose"] == "assertionMethod" and proof.get("type") in types:
            return place, proof
    reason = f"no proof for assertionMethod is of a type that it knows, {', '.join(types)}"
    return refuses("proof-not-taken", reason, "/proof", _ADVICE)


def why_suite_is_not_known(proof: Mapping[str, Any], pointer: str) -> Answer | None:
    """Whatever is no ecdsa-sd-2023 is verified as eddsa-rdfc-2022 with an Ed25519 key."""
    cryptosuite = proof.get("cryptosuite")
    if proof.get("type") != "DataIntegrityProof" or cryptosuite in _CRYPTOSUITES:
        return None
    known = ", ".join(_CRYPTOSUITES)
    reason = f"the proof is {quoted(cryptosuite)}; it knows {known}, and takes one proof only"
    return refuses("suite-unknown", reason, pointer, _ADVICE)


def _why_key_is_not_taken(
    examined: Examined, proof: Mapping[str, Any], pointer: str
) -> Answer | None:
    """Dereference the verification method as that program does."""
    method = id_of(proof.get("verificationMethod")) or ""
    before, _, fragment = method.partition("#")
    if _is_multikey(fragment):
        return _why_not_controller(examined, before, pointer)
    scheme, colon, _ = method.partition(":")
    if not colon or scheme not in ("did", "https", "http"):
        reason = f"the verification method is {quoted(method)}; it takes DIDs and URLs"
        return refuses("method-not-a-url", reason, pointer)
    if method.startswith("did:key:"):
        return None if _is_multikey(method.removeprefix("did:key:")) else _no_multikey(pointer)
    if method.startswith("did:jwk:"):
        return _no_multikey(pointer)
    if method.startswith("did:web:"):
        return _why_not_in_did_document(examined, method, pointer)
    if scheme == "did":
        reason = f"it asks a universal resolver for {quoted(method)}; not known here"
        return unknown("did-resolver", reason, pointer)
    return _why_not_at_url(examined, method, pointer)


def _is_multikey(text: str) -> bool:
    """Ed25519, P-256 and P-384 are known."""
    try:
        return PublicKey.from_multikey(text).algorithm in ("Ed25519", "P-256", "P-384")
    except MicrocredError:
        return False


def _no_multikey(pointer: str) -> Answer:
    reason = "it takes keys of embedded proofs as publicKeyMultibase only"
    advice = "Use a did:key, or publish the key as a Multikey."
    return refuses("key-not-a-multikey", reason, pointer, advice)


def _why_not_controller(examined: Examined, controller: str, pointer: str) -> Answer | None:
    issuer = id_of(examined.document.get("issuer"))
    if issuer is None or controller == issuer:
        return None
    reason = f"the key's controller is {quoted(controller)}, the issuer is {quoted(issuer)}"
    advice = "Let the verification method begin with the issuer's id."
    return refuses("controller-not-the-issuer", reason, pointer, advice)


def _why_not_in_did_document(examined: Examined, method: str, pointer: str) -> Answer | None:
    """SimpleDidResolver.java, `extractFromVerificationMethod`: both lists name it literally."""
    document = examined.controller_document(pointer)
    if document is None:
        reason = "it resolves the did:web; what it gets is not known here"
        return unknown("did-web", reason, pointer)
    asserted, listed = document.get("assertionMethod"), document.get("verificationMethod")
    if not _are_ids(asserted):
        reason = "assertionMethod of the DID document must be a list of ids"
        return refuses("assertion-method-not-ids", reason, pointer, "List the key's full id there.")
    methods = [item for _, item in objects_of(listed) if item.get("id") == method]
    if method not in asserted or not methods or not isinstance(listed, list):
        reason = "the DID document must list the key by its full id in assertionMethod and"
        advice = "Write ids in the DID document in full, not as #fragments."
        return refuses("key-not-listed", f"{reason} verificationMethod", pointer, advice)
    if not isinstance(methods[0].get("publicKeyMultibase"), str):
        return _no_multikey(pointer)
    return _why_not_controller(examined, str(methods[0].get("controller")), pointer)


def _are_ids(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _why_not_at_url(examined: Examined, method: str, pointer: str) -> Answer | None:
    """What is at the URL must have a member `controller`."""
    document = examined.controller_document(pointer)
    is_at_url = document is not None and document.get("id") == method.partition("#")[0]
    if is_at_url and document is not None and "controller" not in document:
        reason = "what is at the key's URL has no member controller"
        advice = "Name the method <issuer>#<multikey>, or let its URL give the key itself."
        return refuses("key-url-no-controller", reason, pointer, advice)
    reason = "it fetches the key from its URL; what it gets is not known here"
    return unknown("key-url", reason, pointer)


def _why_signature_is_not_right(examined: Examined, pointer: str) -> Answer | None:
    """Take over what the signature check found here; the bundled contexts are the same."""
    finding = examined.untimely(pointer) or examined.finding("proof", pointer)
    if finding is None or finding.code == "signature-valid":
        return None
    if finding.outcome == "failed" and finding.code not in _NO_SUCH_SIGNATURE:
        reason = f"its proof verification fails: {finding.message}"
        return refuses("signature-wrong", reason, pointer, finding.advice)
    reason = f"whether it finds the signature right is not known here: {finding.message}"
    return unknown("signature-unknown", reason, pointer)


def token_is_not_verified(examined: Examined) -> Iterator[Answer]:
    """RS256 or ES256, with a key from `kid`, or else from `jwk`."""
    jws = examined.source.jws
    if examined.source.sd_jwt is not None or jws is None:
        reason = "it has no rules for SD-JWT; what it makes of one is not known"
        yield unknown("sd-jwt", reason)
        return
    answer = why_token_is_not_taken(jws.header) or _why_token_is_not_right(examined)
    if answer is not None:
        yield answer


def why_token_is_not_taken(header: Mapping[str, Any]) -> Answer | None:
    """Judge a JOSE header alone."""
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in _ALGORITHMS:
        reason = f"alg is {quoted(algorithm)}; it takes {' and '.join(_ALGORITHMS)}"
        advice = "Sign JWTs with RS256 or ES256, as Open Badges 3.0 says."
        return refuses("algorithm", reason, "", advice)
    if kid is None:
        if header.get("jwk") is None:
            return refuses("no-key", "the header must have kid or jwk")
        return None
    if not isinstance(kid, str) or ":" not in kid or kid.startswith("did:key:"):
        reason = f"kid is {quoted(kid)}, from which it gets no JWK; jwk is not looked at then"
        advice = "Leave kid out and give jwk, or let kid be a URL that gives the JWK."
        return refuses("kid-gives-no-jwk", reason, "", advice)
    return None


def _why_token_is_not_right(examined: Examined) -> Answer | None:
    jws = examined.source.jws
    kid = jws.header.get("kid") if jws is not None else None
    if isinstance(kid, str) and not kid.startswith("did:jwk:"):
        reason = f"it fetches the JWK from {quoted(kid)}; what it gets is not known here"
        return unknown("kid-fetched", reason)
    finding = examined.finding("proof", "")
    if finding is None or finding.outcome == "passed":
        return None
    if finding.code == "bad-signature":
        return refuses("signature-wrong", finding.message, "", finding.advice)
    reason = f"whether it takes the JWT is not known here: {finding.message}"
    return unknown("token-unknown", reason)
