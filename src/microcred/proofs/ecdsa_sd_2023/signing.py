"""What is signed, and checking it; the same for a base proof and a derived one.

ECDSA Cryptosuites 1.0, "serializeSignData", "Base Proof Configuration", "Verify Derived Proof".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from microcred.budget import check_time
from microcred.canonical import Canonical
from microcred.encoding import encode_multibase
from microcred.errors import ProofInvalid, UnusableKey
from microcred.keys import PublicKey
from microcred.proofs.ecdsa_sd_2023.proof_value import BaseProofValue, DerivedProofValue
from microcred.proofs.ecdsa_sd_2023.statements import hash_quads
from microcred.proofs.options import canonicalize_options
from microcred.proofs.options_agreement import (
    check_proof_reading,
    refuse_losses,
    refuse_unknown_losses,
)
from microcred.proofs.unsecured_document import UnsecuredDocument
from microcred.transcript import Transcript


def canonical_options(
    unsecured: UnsecuredDocument, proof: Mapping[str, Any], *, verifying: bool = False
) -> Canonical:
    """Canonicalize proof options under the document's context.

    Raises:
        ProofInvalid: when verifying, `unsigned-proof-member` for a member that is not covered.
    """
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    canonical = canonicalize_options(
        options, unsecured.document.get("@context"), extra_contexts=unsecured.extra_contexts
    )
    if verifying:
        refuse_losses(canonical.losses)
        check_proof_reading(proof, canonical, unsecured)
    return canonical


def serialize_sign_data(options_hash: bytes, public_key: bytes, mandatory_hash: bytes) -> bytes:
    """Return the bytes that the issuer's key signs ("serializeSignData")."""
    return options_hash + public_key + mandatory_hash


def verify_statements(
    mandatory: Sequence[str],
    non_mandatory: Sequence[str],
    options: Canonical,
    value: BaseProofValue | DerivedProofValue,
    key: PublicKey,
) -> Transcript:
    """Verify the issuer's signature, and then the signature of each further statement.

    Raises:
        ProofInvalid: `signature-count`, `bad-signature`, or `proof-value-malformed` for a
            public key that is none.
        LimitExceeded: `out-of-time`.
    """
    if len(value.signatures) != len(non_mandatory):
        found = f"{len(value.signatures)} signatures for {len(non_mandatory)} statements"
        raise ProofInvalid(f"the proof has {found}", code="signature-count")
    proof_key = read_proof_key(value.public_key)
    canonical_options = options.data
    options_hash = hashlib.sha256(canonical_options).digest()
    mandatory_hash = hash_quads(mandatory)
    to_verify = serialize_sign_data(options_hash, value.public_key, mandatory_hash)
    key.verify(value.base_signature, to_verify)
    for quad, signature in zip(non_mandatory, value.signatures, strict=True):
        check_time()
        proof_key.verify(signature, quad.encode())
    refuse_unknown_losses(options.losses)
    quads = sorted([*mandatory, *non_mandatory])
    return Transcript(
        "".join(quads).encode(),
        canonical_options,
        "sha256",
        mandatory_hash,
        options_hash,
        to_verify,
    )


def read_proof_key(public_key: bytes) -> PublicKey:
    """Read the public key that was made for one proof.

    Raises:
        ProofInvalid: not a compressed point of P-256.
    """
    try:
        # No other kind of key that is supported has a Multikey of 35 bytes.
        return PublicKey.from_multikey(encode_multibase(public_key))
    except UnusableKey as error:
        message = f"proofValue: the public key made for this proof: {error.message}"
        raise ProofInvalid(message, code="proof-value-malformed") from error
