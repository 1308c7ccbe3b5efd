"""Hashes and proofs of did:webvh 1.0: SHA-256 multihashes and eddsa-jcs-2022, no others."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from microcred.canonical import canonicalize_jcs
from microcred.encoding import decode_base58btc, decode_multibase, encode_base58btc
from microcred.errors import MalformedInput, MicrocredError, ProofInvalid, excerpt
from microcred.keys import PublicKey

_SHA_256_HEADER: Final = b"\x12\x20"
_PROOF_MEMBERS: Final = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "proofPurpose": "assertionMethod",
}
_MAX_PROOFS: Final = 8
_DID_KEY: Final = re.compile(r"did:key:(z[1-9A-HJ-NP-Za-km-z]+)#(z[1-9A-HJ-NP-Za-km-z]+)\Z")


def multihash(data: bytes) -> str:
    """Return the base58btc text of the SHA-256 multihash of `data`."""
    return encode_base58btc(_SHA_256_HEADER + hashlib.sha256(data).digest())


def is_multihash(text: str) -> bool:
    """Tell whether `text` is a SHA-256 multihash in base58btc."""
    if len(text) != 46:
        return False
    try:
        data = decode_base58btc(text)
    except MicrocredError:
        return False
    return len(data) == 34 and data.startswith(_SHA_256_HEADER)


def proof_key(proof: Mapping[str, Any]) -> str:
    """Return the Multikey that a proof names as `did:key:<multikey>#<multikey>`.

    Body and fragment must be the same ("Witness DIDs and Reputation").
    """
    name = proof.get("verificationMethod")
    match = _DID_KEY.match(name) if isinstance(name, str) else None
    if match is None or match[1] != match[2]:
        message = f"the proof names {excerpt(name, 120)}, expected did:key:<key>#<same key>"
        raise MalformedInput(message, code="invalid-did-log")
    return match[1]


def canonical_members(entry: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the JCS form of each member of an entry but its proof.

    An entry is hashed three times, each time with another `versionId`; its large members need
    their form once.
    """
    return {name: canonicalize_jcs(value) for name, value in entry.items() if name != "proof"}


def join_members(members: Mapping[str, bytes], version_id: str) -> bytes:
    """Return the JCS form of an entry with this `versionId` (RFC 8785, 3.2.3: the order)."""
    forms = {**members, "versionId": canonicalize_jcs(version_id)}
    names = sorted(forms, key=lambda name: name.encode("utf-16-be"))
    return b"{" + b",".join(canonicalize_jcs(name) + b":" + forms[name] for name in names) + b"}"


def hash_document(document: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of the JCS form of a document without its proof."""
    return hashlib.sha256(canonicalize_jcs(dict(document))).digest()


def verify_proof(document_hash: bytes, proof: Mapping[str, Any]) -> None:
    """Check an eddsa-jcs-2022 proof with the key that the proof names.

    Data Integrity EdDSA Cryptosuites 1.0, "eddsa-jcs-2022".

    Args:
        document_hash: from `hash_document`.
        proof: with its `proofValue`.

    Raises:
        MalformedInput: not a proof of the one kind that did:webvh 1.0 permits.
        ProofInvalid: the signature does not match.
    """
    for name, expected in _PROOF_MEMBERS.items():
        if proof.get(name) != expected:
            message = f"the proof's {name} is {excerpt(proof.get(name))}, expected {expected!r}"
            raise MalformedInput(message, code="invalid-did-log")
    if "@context" in proof:
        message = "a proof with a context over an entry that has none"
        raise MalformedInput(message, code="invalid-did-log")
    key = PublicKey.from_multikey(proof_key(proof))
    proof_value = proof.get("proofValue")
    if key.algorithm != "Ed25519" or not isinstance(proof_value, str):
        message = "the proof needs an Ed25519 key and a proofValue"
        raise MalformedInput(message, code="invalid-did-log")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = decode_multibase(proof_value, allowed="z")
    except MicrocredError as error:
        raise ProofInvalid("the proofValue is not base58btc", code="bad-signature") from error
    key.verify(signature, hash_document(options) + document_hash)


def proofs_of(value: object) -> list[Mapping[str, Any]]:
    """Return the proofs of a `proof` member: one, or an array of a few."""
    given = value if isinstance(value, list) else [value]
    proofs = [proof for proof in given[: _MAX_PROOFS + 1] if isinstance(proof, Mapping)]
    if not 0 < len(proofs) <= _MAX_PROOFS or len(proofs) != len(given):
        message = f"expected a proof, or an array of at most {_MAX_PROOFS} proofs"
        raise MalformedInput(message, code="invalid-did-log")
    return proofs
