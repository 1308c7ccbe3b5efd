"""Find the key that a proof or a JWT names, and remember where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from microcred.dids import ControllerDocument, ResolvedMethod, Resolver, VerificationMethod
from microcred.document import id_of
from microcred.errors import KeyNotListed, MicrocredError, ProofInvalid, excerpt
from microcred.keys import PublicKey
from microcred.proofs import CompactJws


@dataclass(frozen=True, slots=True)
class ProofKey:
    """A key to verify with, and what is known of its owner.

    Attributes:
        public_key: the key.
        name: the verification method or `kid` that was asked for.
        method: the verification method as it is published, or None where only the badge itself
            carries the key.
        controller: the document of the method's controller.
        obstacle: why there is no `method` or no `controller`.
        past: whether the key is in an earlier version of that document only, the one that held
            when the proof says it was made.
        is_the_only_one: whether the badge does not name the key, only a document that has no
            other that fits.
    """

    public_key: PublicKey
    name: str
    method: VerificationMethod | None = None
    controller: ControllerDocument | None = None
    obstacle: MicrocredError | None = None
    past: bool = False
    is_the_only_one: bool = False


def find_proof_key(
    proof: Mapping[str, Any], resolver: Resolver, created: datetime | None
) -> ProofKey:
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
        return _look_up(name, resolver, created)
    except MicrocredError as error:
        key = _key_in_fragment(name)
        if key is None:
            raise
        return ProofKey(key, name, obstacle=error)


def find_token_key(
    jws: CompactJws,
    owner: str | None,
    resolver: Resolver,
    issued: datetime | None,
    purpose: str = "assertionMethod",
) -> ProofKey:
    """Find the key of a JWT: by `kid`, by the public `jwk` in its header, or by both.

    Where neither is there, it is the one key that the owner's own document lists for `purpose`
    and that fits the algorithm: no other can be meant.

    Raises:
        ProofInvalid: neither is there and not one key fits, or they are different keys.
        MicrocredError: the key could not be obtained or is unusable.
    """
    kid, jwk = jws.header.get("kid"), jws.header.get("jwk")
    carried = PublicKey.from_jwk(jwk) if jwk is not None else None
    if kid is None:
        if carried is None:
            return _only_key_of(owner, jws.header["alg"], resolver, purpose)
        return ProofKey(carried, "jwk")
    name = _absolute_kid(kid, owner)
    try:
        found = _look_up(name, resolver, issued)
    except MicrocredError as error:
        if carried is None:
            raise
        return ProofKey(carried, name, obstacle=error)
    if carried is not None and carried != found.public_key:
        raise ProofInvalid("kid and jwk of the JWT are different keys", code="kid-jwk-mismatch")
    return found


def find_in_own_document(key: ProofKey, owner: str, resolver: Resolver, purpose: str) -> ProofKey:
    """Find `key` among those that the owner's own document lists, first for `purpose`.

    Raises:
        ProofInvalid: it is not there; `KeyNotListed` where other keys are.
        UnusableKey: it is there, and must not be used.
        MicrocredError: the document could not be obtained, or is wrong.
    """
    controller = resolver.resolve(owner)
    methods = controller.methods_with(key.public_key)
    if methods:
        listed = controller.listed_for(purpose).difference(controller.unusable_methods)
        method = next((each for each in methods if each.id in listed), methods[0])
        return ProofKey(key.public_key, method.id, method, controller)
    if key.name in controller.unusable_methods:
        controller.method(key.name)
    referred = controller.assertion_methods | controller.authentication_methods
    if key.obstacle is not None and key.name in referred:
        raise key.obstacle
    if referred or controller.verification_methods:
        message = f"the document of {excerpt(owner, 100)} lists other keys and not this one"
        raise KeyNotListed(message, code="key-not-listed")
    message = f"the document of {excerpt(owner, 100)} lists no keys"
    raise ProofInvalid(message, code="key-not-listed")


def _look_up(name: str, resolver: Resolver, created: datetime | None) -> ProofKey:
    """Resolve the method as it is now, else as it was when the proof says it was made.

    A DID's query (`?versionId=…`) would choose the version in which a key that has been rotated
    out still counts; which version counts is not for the signer to choose.
    """
    if name.startswith("did:"):
        base, mark, fragment = name.partition("#")
        name = base.partition("?")[0] + mark + fragment
    try:
        return _proof_key(resolver.resolve_verification_method(name), name)
    except MicrocredError as error:
        if error.code != "unknown-verification-method" or created is None:
            raise
        found = resolver.resolve_verification_method(name, created)
        return _proof_key(found, name, past=True)


def _proof_key(found: ResolvedMethod, name: str, *, past: bool = False) -> ProofKey:
    method = found.method
    is_the_only_one = name.startswith("did:") and "#" not in name
    return ProofKey(
        method.public_key, name, method, found.document, found.obstacle, past, is_the_only_one
    )


def _only_key_of(owner: str | None, algorithm: str, resolver: Resolver, purpose: str) -> ProofKey:
    """Return the one key of the owner's document that can make such a signature.

    Raises:
        ProofInvalid: there is none, or there are several.
        MicrocredError: the document could not be obtained, or is wrong.
    """
    if owner is None:
        message = "the JWT header has neither kid nor jwk, and nobody is named whose key it is"
        raise ProofInvalid(message, code="no-verification-method")
    controller = resolver.resolve(owner)
    fitting = {
        method.public_key.multikey: method
        for method in controller.verification_methods.values()
        if method.id in controller.listed_for(purpose)
        and algorithm in method.public_key.jose_algorithms
    }
    if len(fitting) != 1:
        message = (
            f"the JWT header has neither kid nor jwk, and the document of {excerpt(owner, 100)} "
            f"has {len(fitting)} keys for {algorithm}"
        )
        raise ProofInvalid(message, code="no-verification-method")
    (method,) = fitting.values()
    return ProofKey(method.public_key, method.id, method, controller, is_the_only_one=True)


def _key_in_fragment(name: str) -> PublicKey | None:
    fragment = name.partition("#")[2]
    if not name.startswith("https://") or not fragment.startswith("z"):
        return None
    try:
        return PublicKey.from_multikey(fragment)
    except MicrocredError:
        return None


def _absolute_kid(kid: str, owner: str | None) -> str:
    if kid.startswith(("did:", "https://", "http://")) or not owner:
        return kid
    return f"{owner}#{kid.removeprefix('#')}"
