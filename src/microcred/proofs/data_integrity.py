"""Data Integrity proofs (Verifiable Credential Data Integrity 1.0).

Most cryptosuites are one recipe: hash the canonical proof options, hash the canonical document,
sign the two hashes one after the other. `HashSuite` is that recipe; each suite's own module
fills in its canonicalization, keys and hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal, NamedTuple, Protocol

from microcred.canonical import Canonical, canonicalize_jcs
from microcred.encoding import decode_multibase, encode_multibase
from microcred.errors import InvalidDocument, InvalidEncoding, ProofInvalid, UnusableKey, excerpt
from microcred.findings import Fault
from microcred.keys import Algorithm, PublicKey, SigningKey
from microcred.proofs.options import canonicalize_options
from microcred.proofs.options_agreement import (
    check_proof_reading,
    find_hidden_options,
    refuse_losses,
    refuse_unknown_losses,
)
from microcred.proofs.unsecured_document import UnsecuredDocument
from microcred.transcript import Transcript

VCDM_2_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY_CONTEXT: Final = "https://w3id.org/security/data-integrity/v2"
_DATA_INTEGRITY_CONTEXTS: Final = (
    VCDM_2_CONTEXT,
    "https://w3id.org/security/data-integrity/v1",
    DATA_INTEGRITY_CONTEXT,
)
_HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class CryptoSuite(Protocol):
    """One cryptosuite: a proof type, its keys, and how it signs and verifies.

    Attributes:
        name: the `cryptosuite`, or the `type` of a suite older than Data Integrity.
        algorithms: the keys it signs with; empty for a suite that is only verified.
    """

    @property
    def name(self) -> str:
        """Return the suite's name."""
        ...

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """Return the key algorithms it signs with."""
        ...

    def prepare(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document with the context added that defines this suite's proof."""
        ...

    def create(
        self, unsecured: UnsecuredDocument, options: Mapping[str, Any], key: SigningKey
    ) -> dict[str, Any]:
        """Make a proof; `options` hold what the caller chose beside type and suite."""
        ...

    def verify(
        self, unsecured: UnsecuredDocument, proof: Mapping[str, Any], key: PublicKey
    ) -> Transcript:
        """Verify a proof against a key whose owner the caller has established.

        Raises:
            ProofInvalid: the proof is malformed, of another key type, or wrong.
        """
        ...


class ReadSignature(NamedTuple):
    """The signature of a proof.

    Attributes:
        member: where it stands in the proof.
        prefix: what is signed in front of the hashes.
        check: verifies it over the bytes that were signed; raises `ProofInvalid`.
    """

    member: str
    prefix: bytes
    check: Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class HashSuite:
    """A suite that signs `hash(canonical options) || hash(canonical document)`.

    Attributes:
        name: see `CryptoSuite`.
        canonicalization: RDFC-1.0 or RFC 8785.
        hashes: the hash that goes with each key algorithm.
        proof_type: `DataIntegrityProof`, or the name itself for an older suite.
        contexts: contexts that define this suite's proof; the last is added where none is there.
    """

    name: str
    canonicalization: Literal["rdfc", "jcs"]
    hashes: Mapping[Algorithm, str]
    proof_type: str = "DataIntegrityProof"
    contexts: tuple[str, ...] = _DATA_INTEGRITY_CONTEXTS
    verify_only: bool = False

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """Return the key algorithms it signs with."""
        return frozenset() if self.verify_only else frozenset(self.hashes)

    def prepare(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document with the context added that defines this suite's proof."""
        context = document.get("@context")
        present = context if isinstance(context, list) else [context]
        if any(item in self.contexts for item in present if isinstance(item, str)):
            return dict(document)
        kept = [item for item in present if item is not None]
        return {**document, "@context": [*kept, self.contexts[-1]]}

    def create(
        self, unsecured: UnsecuredDocument, options: Mapping[str, Any], key: SigningKey
    ) -> dict[str, Any]:
        """Make a proof (Data Integrity, "Add Proof"; each suite, "Create Proof").

        Raises:
            UnusableKey: the suite does not sign with this kind of key.
            InvalidDocument: a term of the document or the options would be dropped unsigned, or
                reads otherwise than it is signed.
        """
        if key.algorithm not in self.algorithms:
            raise UnusableKey(f"{self.name} does not sign with a {key.algorithm} key")
        proof = {"type": self.proof_type}
        if self.proof_type == "DataIntegrityProof":
            proof["cryptosuite"] = self.name
        proof |= options
        if self.canonicalization == "jcs" and "@context" in unsecured.document:
            proof["@context"] = unsecured.document["@context"]
        transcript, losses, canonical = self._transcribe(unsecured, proof, key.algorithm)
        faults = list(losses)
        if not faults and canonical is not None:
            # what the verifier refuses is not signed
            faults = [*unsecured.disagreements(), *find_hidden_options(proof, canonical, unsecured)]
        if faults:
            raise InvalidDocument(faults, what="document to sign")
        proof["proofValue"] = encode_multibase(key.sign(transcript.signing_input))
        return proof

    def verify(
        self, unsecured: UnsecuredDocument, proof: Mapping[str, Any], key: PublicKey
    ) -> Transcript:
        """Verify a proof (Data Integrity, "Verify Proof"); see `CryptoSuite`.

        Raises:
            ProofInvalid: the proof is wrong, or not one that this key makes.
        """
        if key.algorithm not in self.hashes:
            message = f"{self.name} is not made with a {key.algorithm} key"
            raise ProofInvalid(message, code="key-type-mismatch")
        if proof.get("type") != self.proof_type:
            message = f"proof type is {excerpt(proof.get('type'))}, expected {self.proof_type}"
            raise ProofInvalid(message, code="proof-type-mismatch")
        signature = self.read_signature(proof, key)
        options = {name: value for name, value in proof.items() if name != signature.member}
        if self.canonicalization == "jcs":
            unsecured = _under_signed_context(unsecured, options)
        transcript, losses, canonical = self._transcribe(
            unsecured, options, key.algorithm, proof_only=True
        )
        refuse_losses(losses)
        if canonical is not None:
            check_proof_reading(proof, canonical, unsecured)
        transcript = replace(transcript, signing_input=signature.prefix + transcript.signing_input)
        try:
            signature.check(transcript.signing_input)
        except ProofInvalid as error:
            error.transcript = transcript
            raise
        refuse_unknown_losses(losses)
        return transcript

    def read_signature(self, proof: Mapping[str, Any], key: PublicKey) -> ReadSignature:
        """Read the signature, before anything is computed for it.

        Raises:
            ProofInvalid: there is none, or none of this key.
        """
        value = _decode_proof_value(proof.get("proofValue"), key.signature_bytes)
        return ReadSignature("proofValue", b"", partial(key.verify, value))

    def _transcribe(
        self,
        unsecured: UnsecuredDocument,
        options: Mapping[str, Any],
        algorithm: Algorithm,
        *,
        proof_only: bool = False,
    ) -> tuple[Transcript, tuple[Fault, ...], Canonical | None]:
        """Canonicalize and hash both parts; give what either would lose, and the options as RDF."""
        hash_name = self.hashes[algorithm]
        losses: tuple[Fault, ...] = ()
        proof: Canonical | None = None
        if self.canonicalization == "jcs":
            canonical_document, canonical_options = unsecured.jcs(), canonicalize_jcs(dict(options))
            # JSON without contexts has no terms that could be lost
            if not proof_only and "@context" in unsecured.document:
                losses = unsecured.losses()
        else:
            document = unsecured.rdfc(hash_name)
            proof = canonicalize_options(
                options,
                unsecured.document.get("@context"),
                hash_name=hash_name,
                extra_contexts=unsecured.extra_contexts,
            )
            losses = proof.losses if proof_only else document.losses + proof.losses
            canonical_document = document.data
            canonical_options = proof.data
        digest = _HASHES[hash_name]
        document_hash = digest(canonical_document).digest()
        options_hash = digest(canonical_options).digest()
        transcript = Transcript(
            canonical_document,
            canonical_options,
            hash_name,
            document_hash,
            options_hash,
            options_hash + document_hash,
        )
        return transcript, losses, proof


def _decode_proof_value(value: Any, expected_bytes: int) -> bytes:
    if not isinstance(value, str):
        raise ProofInvalid("the proof has no proofValue text", code="proof-value-missing")
    # Base58 needs 1.37 characters a byte; anything longer need not be decoded to be refused.
    if len(value) > 2 * expected_bytes:
        message = f"proofValue has {len(value)} characters, too many for {expected_bytes} bytes"
        raise ProofInvalid(message, code="proof-value-length")
    try:
        signature = decode_multibase(value, allowed="z")
    except InvalidEncoding as error:
        raise ProofInvalid(f"proofValue: {error}", code="proof-value-encoding") from error
    if len(signature) != expected_bytes:
        message = f"proofValue decodes to {len(signature)} bytes, expected {expected_bytes}"
        raise ProofInvalid(message, code="proof-value-length")
    return signature


def _under_signed_context(
    unsecured: UnsecuredDocument, options: Mapping[str, Any]
) -> UnsecuredDocument:
    """Apply the context that a JCS proof carries (JCS suites, "Verify Proof", step 4)."""
    if "@context" not in options:
        return unsecured
    signed, present = (
        value if isinstance(value, list) else [value]
        for value in (options["@context"], unsecured.document.get("@context"))
    )
    if present[: len(signed)] != signed:
        message = "the document's @context does not begin with the one that the proof signed"
        raise ProofInvalid(message, code="context-mismatch")
    return unsecured.with_context(options["@context"])
