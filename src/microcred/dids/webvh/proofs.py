"""The proofs of did:webvh 1.0: eddsa-jcs-2022 by a key that the proof itself names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from microcred.errors import MalformedInput, excerpt
from microcred.keys import PublicKey, SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, suite_of

_SUITE: Final = SUITES["eddsa-jcs-2022"]
_PURPOSE: Final = "assertionMethod"
_MAX_PROOFS: Final = 8
_DID_KEY: Final = re.compile(r"did:key:(z[1-9A-HJ-NP-Za-km-z]+)#(z[1-9A-HJ-NP-Za-km-z]+)\Z")


def can_sign(key: PublicKey) -> bool:
    """Tell whether a did:webvh may be updated, or witnessed, with such a key."""
    return key.algorithm in _SUITE.algorithms


def create_proof(document: Mapping[str, Any], key: SigningKey, created: str) -> dict[str, Any]:
    """Return a proof of a document, which names its key as `proof_key` reads it.

    Raises:
        UnusableKey: a key that cannot make it; see `can_sign`.
    """
    multikey = key.public_key.multikey
    options = {
        "created": created,
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": _PURPOSE,
    }
    return _SUITE.create(UnsecuredDocument(document), options, key)


def verify_proof(unsecured: UnsecuredDocument, proof: Mapping[str, Any]) -> None:
    """Check a proof with the key that it names.

    Raises:
        MalformedInput: not a proof of the one kind that did:webvh 1.0 permits.
        ProofInvalid: the proof is wrong.
        UnusableKey: what it names is no key, or one that must not be used.
    """
    if suite_of(proof) is not _SUITE:
        _refuse(f"a proof of another kind than {_SUITE.name}")
    if proof.get("proofPurpose") != _PURPOSE:
        found = excerpt(proof.get("proofPurpose"))
        _refuse(f"the proof's proofPurpose is {found}, expected {_PURPOSE!r}")
    if "@context" in proof:
        _refuse("a proof with a context over an entry that has none")
    _SUITE.verify(unsecured, proof, PublicKey.from_multikey(proof_key(proof)))


def proof_key(proof: Mapping[str, Any]) -> str:
    """Return the Multikey that a proof names as `did:key:<multikey>#<multikey>`.

    Body and fragment must be the same ("Witness DIDs and Reputation").
    """
    name = proof.get("verificationMethod")
    match = _DID_KEY.match(name) if isinstance(name, str) else None
    if match is None or match[1] != match[2]:
        _refuse(f"the proof names {excerpt(name, 120)}, expected did:key:<key>#<same key>")
    return match[1]


def proofs_of(value: object) -> list[Mapping[str, Any]]:
    """Return the proofs of a `proof` member: one, or an array of a few."""
    given = value if isinstance(value, list) else [value]
    proofs = [proof for proof in given[: _MAX_PROOFS + 1] if isinstance(proof, Mapping)]
    if not 0 < len(proofs) <= _MAX_PROOFS or len(proofs) != len(given):
        _refuse(f"expected a proof, or an array of at most {_MAX_PROOFS} proofs")
    return proofs


def _refuse(message: str) -> NoReturn:
    raise MalformedInput(message, code="invalid-did-log")
