"""Find the key that a proof or a JWT names, and remember where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microcred.dids import ControllerDocument, Resolver, VerificationMethod
from microcred.document import id_of
from microcred.errors import MicrocredError, ProofInvalid, ResolutionFailed, excerpt
from microcred.keys import PublicKey
from microcred.proofs import CompactJws


@dataclass(frozen=True, slots=True)
class ProofKey:
    """A key to verify with, and what is known of its owner.

    Attributes:
        public_key: the key.
        name: the verification method or `kid` that was asked for.
        method: the verification method as its controller publishes it, or None where the key
            was carried by the badge itself and nobody's document confirmed it.
        controller: the document that `method` was found in.
        obstacle: why there is no `method`.
    """

    public_key: PublicKey
    name: str
    method: VerificationMethod | None = None
    controller: ControllerDocument | None = None
    obstacle: MicrocredError | None = None


def find_proof_key(proof: Mapping[str, Any], resolver: Resolver) -> ProofKey:
    """Find the key of an embedded proof.

    A key that stands in the fragment of an HTTPS verification method is usable for the
    signature, but is nobody's until the issuer's document lists it.

    Raises:
        ProofInvalid: the proof names no verification method.
        MicrocredError: the key could not be obtained (`ResolutionFailed`) or is unusable.
    """
    name = id_of(proof.get("verificationMethod"))
    if name is None:
        raise ProofInvalid("the proof names no verificationMethod", code="no-verification-method")
    try:
        method, controller = _resolve_method(name, resolver)
    except MicrocredError as error:
        key = _key_in_fragment(name)
        if key is None:
            raise
        return ProofKey(key, name, obstacle=error)
    return ProofKey(method.public_key, name, method, controller)


def find_token_key(jws: CompactJws, issuer: str | None, resolver: Resolver) -> ProofKey:
    """Find the key of a JWT: by `kid`, by the public `jwk` in its header, or by both.

    Raises:
        ProofInvalid: neither is there, or they are different keys.
        MicrocredError: the key could not be obtained or is unusable.
    """
    kid, jwk = jws.header.get("kid"), jws.header.get("jwk")
    own = PublicKey.from_jwk(jwk) if jwk is not None else None
    if kid is None and own is None:
        raise ProofInvalid("the JWT header has neither kid nor jwk", code="no-verification-method")
    name = _absolute_kid(kid, issuer) if kid is not None else None
    try:
        if name is not None:
            method, controller = _resolve_method(name, resolver)
        else:
            method, controller = _issuers_own(own, issuer, resolver)
    except MicrocredError as error:
        if own is None:
            raise
        return ProofKey(own, name or "jwk", obstacle=error)
    if own is not None and own != method.public_key:
        raise ProofInvalid("kid and jwk of the JWT are different keys", code="kid-jwk-mismatch")
    return ProofKey(method.public_key, method.id, method, controller)


def _key_in_fragment(name: str) -> PublicKey | None:
    fragment = name.partition("#")[2]
    if not name.startswith("https://") or not fragment.startswith("z"):
        return None
    try:
        return PublicKey.from_multikey(fragment)
    except MicrocredError:
        return None


def _absolute_kid(kid: str, issuer: str | None) -> str:
    if kid.startswith(("did:", "https://", "http://")) or not issuer:
        return kid
    return f"{issuer}#{kid.removeprefix('#')}"


def _issuers_own(
    key: PublicKey | None, issuer: str | None, resolver: Resolver
) -> tuple[VerificationMethod, ControllerDocument]:
    """Find `key` among those that the issuer's own document lists."""
    if issuer is None:
        raise ResolutionFailed("the credential names no issuer", code="no-issuer")
    controller = resolver.resolve(issuer)
    for method in controller.verification_methods.values():
        if method.public_key == key:
            return method, controller
    message = f"the document of {excerpt(issuer)} does not list the key that the JWT carries"
    raise ProofInvalid(message, code="key-not-listed")


def _resolve_method(name: str, resolver: Resolver) -> tuple[VerificationMethod, ControllerDocument]:
    controller = resolver.resolve(name.partition("#")[0])
    method = controller.verification_methods.get(name)
    if method is None:
        message = f"the document of {excerpt(controller.id)} has no key {excerpt(name)}"
        raise ProofInvalid(message, code="key-not-listed")
    return method, controller
