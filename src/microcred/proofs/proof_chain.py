"""Proof chains: which earlier proofs a proof was made over (Data Integrity, "Proof Chains")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from microcred.errors import ProofInvalid, excerpt


def previous_proofs(
    proof: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the proofs that `proof` names in `previousProof`, in document order.

    Raises:
        ProofInvalid: a name that is not a string, is the proof's own, or belongs to no proof
            or to more than one.
    """
    named = proof.get("previousProof")
    if named is None:
        return []
    names = named if isinstance(named, list) else [named]
    by_id: dict[str, list[Mapping[str, Any]]] = {}
    for candidate in proofs:
        if isinstance(candidate.get("id"), str):
            by_id.setdefault(candidate["id"], []).append(candidate)
    for name in names:
        _check_named(name, by_id.get(name, []) if isinstance(name, str) else [], proof)
    wanted = set(names)
    return [candidate for candidate in proofs if candidate.get("id") in wanted]


def _check_named(name: Any, found: Sequence[Mapping[str, Any]], proof: Mapping[str, Any]) -> None:
    if len(found) != 1 or found[0] is proof:
        problem = "no proof has" if not found else "more than one proof, or this one, has"
        message = f"previousProof names {excerpt(name)}, but {problem} that id"
        raise ProofInvalid(message, code="previous-proof")
