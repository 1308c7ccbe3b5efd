"""The suite as the table of suites holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from microcred.errors import ProofInvalid, UnusableKey, excerpt
from microcred.keys import Algorithm, PublicKey, SigningKey
from microcred.proofs.data_integrity import HashSuite
from microcred.proofs.ecdsa_sd_2023.base import (
    create_base_proof_value,
    read_mandatory_pointers,
    refuse_chain,
    verify_base_proof_value,
)
from microcred.proofs.ecdsa_sd_2023.derive import derive_proof
from microcred.proofs.ecdsa_sd_2023.verify import verify_derived_proof
from microcred.proofs.unsecured_document import UnsecuredDocument
from microcred.transcript import Transcript

NAME: Final = "ecdsa-sd-2023"
_ALGORITHMS: Final[frozenset[Algorithm]] = frozenset({"P-256"})
_CONTEXT: Final = HashSuite(NAME, "rdfc", {"P-256": "sha256"})


class EcdsaSd2023:
    """ecdsa-sd-2023: an issuer signs once, a holder discloses parts of it (`CryptoSuite`)."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Return the suite's name."""
        return NAME

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """Return the key algorithms it signs with."""
        return _ALGORITHMS

    def prepare(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document with the context added that defines this suite's proof."""
        return _CONTEXT.prepare(document)

    def create(
        self, unsecured: UnsecuredDocument, options: Mapping[str, Any], key: SigningKey
    ) -> dict[str, Any]:
        """Make a base proof, which is for the holder only.

        Args:
            unsecured: the whole credential.
            options: what the caller chose; `mandatoryPointers`, which is no part of the proof,
                holds JSON pointers to what every derived proof must disclose. Without it that
                is the issuer, the dates, status, schema, refresh service and terms of use.
            key: the issuer's key.

        Raises:
            UnusableKey: not a P-256 key.
            InvalidDocument: a term would be left unsigned, a pointer points at nothing or at a
                part of an ordered list, or the proof would be chained to earlier ones.
        """
        if key.algorithm not in _ALGORITHMS:
            raise UnusableKey(f"{NAME} does not sign with a {key.algorithm} key")
        refuse_chain(options)
        chosen = {name: value for name, value in options.items() if name != "mandatoryPointers"}
        proof = {"type": "DataIntegrityProof", "cryptosuite": NAME, **chosen}
        pointers = read_mandatory_pointers(options.get("mandatoryPointers"), unsecured.document)
        value = create_base_proof_value(unsecured, proof, pointers, key)
        return {**proof, "proofValue": value.encode()}

    def derive(
        self,
        document: Mapping[str, Any],
        proof: Mapping[str, Any],
        selective_pointers: Sequence[str],
        extra_contexts: Mapping[str, dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Disclose a part of a credential; see `derive_proof`."""
        return derive_proof(document, proof, selective_pointers, extra_contexts)

    def verify(
        self, unsecured: UnsecuredDocument, proof: Mapping[str, Any], key: PublicKey
    ) -> Transcript:
        """Verify a derived proof; see `CryptoSuite`.

        In the transcript, `document_hash` is the hash of the mandatory statements.

        Raises:
            ProofInvalid: with the code `base-proof` where the proof is a base proof.
        """
        _check_kind(proof, key)
        return verify_derived_proof(unsecured, proof, key)

    def verify_base(
        self, unsecured: UnsecuredDocument, proof: Mapping[str, Any], key: PublicKey
    ) -> Transcript:
        """Verify a base proof, as its issuer and its holder can; see `verify` for the rest.

        Raises:
            ProofInvalid: with the code `derived-proof` where the proof is a derived one.
        """
        _check_kind(proof, key)
        return verify_base_proof_value(unsecured, proof, key)


SUITE: Final = EcdsaSd2023()


def _check_kind(proof: Mapping[str, Any], key: PublicKey) -> None:
    if key.algorithm not in _ALGORITHMS:
        message = f"{NAME} is not made with a {key.algorithm} key"
        raise ProofInvalid(message, code="key-type-mismatch")
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != NAME:
        found = f"{excerpt(proof.get('type'))}, {excerpt(proof.get('cryptosuite'))}"
        message = f"proof type and cryptosuite are {found}, expected DataIntegrityProof, {NAME}"
        raise ProofInvalid(message, code="proof-type-mismatch")
