"""Make base proofs, which an issuer gives to the holder only.

ECDSA Cryptosuites 1.0, "Create Base Proof (ecdsa-sd-2023)".
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from microcred.encoding import decode_multibase
from microcred.errors import InvalidDocument, ProofInvalid
from microcred.findings import Fault
from microcred.keys import PublicKey, SigningKey
from microcred.models.reading import MUST_STAY_IN_SIGHT
from microcred.proofs.ecdsa_sd_2023.proof_value import BaseProofValue, parse_base_proof_value
from microcred.proofs.ecdsa_sd_2023.selection import SELECTED_WITH_ALL
from microcred.proofs.ecdsa_sd_2023.signing import (
    canonical_options,
    serialize_sign_data,
    verify_statements,
)
from microcred.proofs.ecdsa_sd_2023.statements import (
    Group,
    Statements,
    hash_quads,
    statements_of,
)
from microcred.proofs.options_agreement import find_hidden_options
from microcred.proofs.unsecured_document import UnsecuredDocument
from microcred.transcript import Transcript


@dataclass(frozen=True, slots=True)
class BaseTransform:
    """A document made ready to be signed ("Base Proof Transformation").

    Attributes:
        mandatory_pointers: JSON pointers to what every derived proof discloses.
        statements: all statements of the document.
        mandatory: those that the pointers select.
        hmac_key: what their labels are blinded with.
    """

    mandatory_pointers: tuple[str, ...]
    statements: Statements
    mandatory: Group
    hmac_key: bytes = field(repr=False)

    @property
    def mandatory_quads(self) -> list[str]:
        """Return the statements that the base signature covers."""
        return self.statements.at(self.mandatory.indexes)

    @property
    def non_mandatory_quads(self) -> list[str]:
        """Return the statements that have a signature each."""
        return self.statements.at(self.statements.others(self.mandatory))


def transform_base(
    unsecured: UnsecuredDocument, mandatory_pointers: Sequence[str], hmac_key: bytes
) -> BaseTransform:
    """Turn a document into statements and find the mandatory ones."""
    statements = statements_of(unsecured, hmac_key)
    mandatory = statements.select(mandatory_pointers)
    return BaseTransform(tuple(mandatory_pointers), statements, mandatory, hmac_key)


def sign_base(
    transform: BaseTransform, options_hash: bytes, key: SigningKey, proof_key: SigningKey
) -> BaseProofValue:
    """Sign every statement ("Base Proof Serialization").

    Args:
        transform: what `transform_base` gave.
        options_hash: SHA-256 of the canonical proof options.
        key: the issuer's key.
        proof_key: a P-256 key made for this one proof.
    """
    public_key = decode_multibase(proof_key.public_key.multikey, allowed="z")
    signatures = [proof_key.sign(quad.encode()) for quad in transform.non_mandatory_quads]
    mandatory_hash = hash_quads(transform.mandatory_quads)
    base_signature = key.sign(serialize_sign_data(options_hash, public_key, mandatory_hash))
    return BaseProofValue(
        base_signature,
        public_key,
        transform.hmac_key,
        tuple(signatures),
        transform.mandatory_pointers,
    )


def create_base_proof_value(
    unsecured: UnsecuredDocument,
    config: Mapping[str, Any],
    mandatory_pointers: Sequence[str],
    key: SigningKey,
) -> BaseProofValue:
    """Make a base proof value with fresh secrets.

    Raises:
        InvalidDocument: a term that would be left unsigned, or a pointer that points at nothing.
        CanonicalizationFailed, LimitExceeded: no statements could be made of the document.
    """
    options = canonical_options(unsecured, config)
    faults = [*unsecured.rdfc().losses, *options.losses]
    faults = faults or [
        *unsecured.disagreements(),
        *find_hidden_options(config, options, unsecured),
    ]
    if faults:
        raise InvalidDocument(faults, what="document to sign")
    transform = transform_base(unsecured, mandatory_pointers, secrets.token_bytes(32))
    options_hash = hashlib.sha256(options.data).digest()
    return sign_base(transform, options_hash, key, SigningKey.generate("P-256"))


def verify_base_proof_value(
    unsecured: UnsecuredDocument, proof: Mapping[str, Any], key: PublicKey
) -> Transcript:
    """Verify a base proof, as its issuer and its holder can.

    Raises:
        ProofInvalid: malformed, or a signature is wrong; `derived-proof` for a derived proof.
    """
    value = parse_base_proof_value(proof.get("proofValue"))
    options = canonical_options(unsecured, proof, verifying=True)
    try:
        transform = transform_base(unsecured, value.mandatory_pointers, value.hmac_key)
    except InvalidDocument as error:
        message = f"the proof's mandatory pointers do not fit the document: {error.message}"
        raise ProofInvalid(message, code="mandatory-pointers") from error
    return verify_statements(
        transform.mandatory_quads, transform.non_mandatory_quads, options, value, key
    )


def read_mandatory_pointers(value: Any, document: Mapping[str, Any]) -> list[str]:
    """Read the option `mandatoryPointers`; without it, what must not be hidden is mandatory.

    Raises:
        InvalidDocument: not an array of strings; or some of several values of a member that must
            stay in sight, so that a holder could hide the others and nobody would know.
    """
    if value is None:
        chosen = [name for name in MUST_STAY_IN_SIGHT if name not in SELECTED_WITH_ALL]
        return [f"/{name}" for name in chosen if name in document]
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        faults = [*_check_wholes(value, document)]
        if faults:
            raise InvalidDocument(faults, what="set of proof options")
        return list(value)
    message = "mandatoryPointers must be an array of JSON pointers"
    fault = Fault("/mandatoryPointers", "invalid-pointer", message)
    raise InvalidDocument([fault], what="set of proof options")


def _check_wholes(pointers: Sequence[str], document: Mapping[str, Any]) -> Iterator[Fault]:
    for name in MUST_STAY_IN_SIGHT:
        values, place = document.get(name), f"/{name}"
        if not isinstance(values, list) or place in pointers:
            continue
        parts = [pointer.split("/") for pointer in pointers if pointer.startswith(f"{place}/")]
        if parts and len({part[2] for part in parts}) < len(values):
            message = f"mandatory are some of {len(values)} values of {name}, and not the others"
            advice = (
                f"Make {place} mandatory: a holder could hide the others, and nobody would know."
            )
            yield Fault(place, "mandatory-in-part", message, advice)


def refuse_chain(options: Mapping[str, Any]) -> None:
    """Refuse `previousProof`: what it names would be hidden from the verifier.

    Raises:
        InvalidDocument: the options have one.
    """
    if "previousProof" in options:
        message = "a proof with selective disclosure cannot be made over earlier proofs"
        fault = Fault("/previousProof", "chain-not-supported", message)
        raise InvalidDocument([fault], what="set of proof options")
