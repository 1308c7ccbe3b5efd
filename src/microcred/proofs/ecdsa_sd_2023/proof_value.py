"""Proof values of ecdsa-sd-2023: what the base proof and the derived proof carry.

ECDSA Cryptosuites 1.0, sections "serializeBaseProofValue", "parseBaseProofValue",
"serializeDerivedProofValue", "parseDerivedProofValue", "compressLabelMap".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from microcred.encoding import decode_multibase, encode_base64url, encode_multibase
from microcred.errors import InvalidEncoding, LimitExceeded, ProofInvalid
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.proofs.ecdsa_sd_2023.cbor import decode_cbor, encode_cbor

BASE_HEADER: Final = b"\xd9\x5d\x00"
DERIVED_HEADER: Final = b"\xd9\x5d\x01"
_SIGNATURE_BYTES: Final = 64
_PUBLIC_KEY_BYTES: Final = 35  # varint 0x1200 and a compressed point; the text's 36 is an erratum
_HMAC_BYTES: Final = 32
_CANONICAL_LABEL: Final = re.compile(r"c14n(0|[1-9][0-9]*)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class BaseProofValue:
    """What an issuer gives to the holder, and to nobody else.

    Attributes:
        base_signature: the issuer's signature, 64 raw bytes.
        public_key: of the key pair made for this proof; Multikey bytes, 35.
        hmac_key: 32 bytes that blind the blank node labels; a secret of issuer and holder.
        signatures: one for each statement that is not mandatory, in order; 64 bytes each.
        mandatory_pointers: JSON pointers to what every derived proof discloses.
    """

    base_signature: bytes
    public_key: bytes
    hmac_key: bytes = field(repr=False)
    signatures: tuple[bytes, ...]
    mandatory_pointers: tuple[str, ...]

    def encode(self) -> str:
        """Write it as `proofValue`."""
        components = [
            self.base_signature,
            self.public_key,
            self.hmac_key,
            self.signatures,
            self.mandatory_pointers,
        ]
        return encode_multibase(BASE_HEADER + encode_cbor(components), "u")


@dataclass(frozen=True, slots=True)
class DerivedProofValue:
    """What a holder shows to a verifier.

    Attributes:
        base_signature, public_key: see `BaseProofValue`.
        signatures: those of the disclosed statements that are not mandatory, in order.
        label_map: the blinded label of each canonical label of the disclosed document.
        mandatory_indexes: which of the disclosed statements are mandatory.
    """

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    label_map: Mapping[str, str]
    mandatory_indexes: tuple[int, ...]

    def encode(self) -> str:
        """Write it as `proofValue`."""
        components = [
            self.base_signature,
            self.public_key,
            self.signatures,
            _compress_label_map(self.label_map),
            self.mandatory_indexes,
        ]
        return encode_multibase(DERIVED_HEADER + encode_cbor(components), "u")


def parse_base_proof_value(text: Any) -> BaseProofValue:
    """Read the proof value of a base proof.

    Raises:
        ProofInvalid: `derived-proof` for a derived one; `proof-value-…` for anything malformed.
    """
    components = _decode_components(text, BASE_HEADER)
    signature, public_key, hmac_key, signatures, pointers = components
    if (
        _is_bytes(signature, _SIGNATURE_BYTES)
        and _is_bytes(public_key, _PUBLIC_KEY_BYTES)
        and _is_bytes(hmac_key, _HMAC_BYTES)
        and _are_signatures(signatures)
        and isinstance(pointers, list)
        and all(isinstance(pointer, str) for pointer in pointers)
    ):
        return BaseProofValue(signature, public_key, hmac_key, tuple(signatures), tuple(pointers))
    raise _malformed("a base proof's components are not of the kinds and lengths they must be")


def parse_derived_proof_value(text: Any) -> DerivedProofValue:
    """Read the proof value of a derived proof.

    Raises:
        ProofInvalid: `base-proof` for a base proof; `proof-value-…` for anything malformed.
    """
    components = _decode_components(text, DERIVED_HEADER)
    signature, public_key, signatures, labels, indexes = components
    are_sound = (
        _is_bytes(signature, _SIGNATURE_BYTES),
        _is_bytes(public_key, _PUBLIC_KEY_BYTES),
        _are_signatures(signatures),
        _are_labels(labels),
        isinstance(indexes, list) and all(isinstance(index, int) for index in indexes),
    )
    if not all(are_sound):
        message = "a derived proof's components are not of the kinds and lengths they must be"
        raise _malformed(message)
    label_map = {f"c14n{key}": "u" + encode_base64url(labels[key]) for key in labels}
    return DerivedProofValue(signature, public_key, tuple(signatures), label_map, tuple(indexes))


def _are_labels(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_bytes(each, _HMAC_BYTES) for each in value.values())


def _decode_components(text: Any, header: bytes) -> list[Any]:
    if not isinstance(text, str):
        raise ProofInvalid("the proof has no proofValue text", code="proof-value-missing")
    if len(text) > MAX_DOCUMENT_BYTES:
        message = f"proofValue has {len(text)} characters, at most {MAX_DOCUMENT_BYTES} are read"
        raise ProofInvalid(message, code="proof-value-length")
    try:
        data = decode_multibase(text, allowed="u")
    except InvalidEncoding as error:
        raise ProofInvalid(f"proofValue: {error}", code="proof-value-encoding") from error
    if data[:3] != header:
        raise _wrong_header(data[:3])
    try:
        components = decode_cbor(data[3:])
    except (InvalidEncoding, LimitExceeded) as error:
        raise _malformed(error.message) from error
    if not isinstance(components, list) or len(components) != 5:
        raise _malformed("it is not an array of five components")
    return components


def _wrong_header(header: bytes) -> ProofInvalid:
    if header == BASE_HEADER:
        message = (
            "this is a base proof, which an issuer gives to the holder only; "
            "a proof derived from it is what others can verify"
        )
        return ProofInvalid(message, code="base-proof")
    if header == DERIVED_HEADER:
        message = "this is a derived proof already; deriving needs the base proof"
        return ProofInvalid(message, code="derived-proof")
    return _malformed(f"it begins with {header.hex()}, expected d95d00 or d95d01")


def _is_bytes(value: Any, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size


def _are_signatures(value: Any) -> bool:
    return isinstance(value, list) and all(_is_bytes(item, _SIGNATURE_BYTES) for item in value)


def _malformed(problem: str) -> ProofInvalid:
    return ProofInvalid(f"proofValue: {problem}", code="proof-value-malformed")


def _compress_label_map(label_map: Mapping[str, str]) -> dict[int, bytes]:
    compressed = {}
    for canonical, blinded in label_map.items():
        match = _CANONICAL_LABEL.match(canonical)
        if match is None:
            raise ValueError(f"no canonical blank node label: {canonical}")
        compressed[int(match[1])] = decode_multibase(blinded, allowed="u")
    return compressed
