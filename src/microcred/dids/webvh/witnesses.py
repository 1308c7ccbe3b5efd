"""Witnesses of a did:webvh: others who approve its versions ("DID Witnesses")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from microcred.dids.webvh.log import Version
from microcred.dids.webvh.proofs import proof_key, proofs_of, verify_proof
from microcred.errors import LimitExceeded, MalformedInput, MicrocredError
from microcred.limits import MAX_CONTROLLER_DOCUMENT_BYTES, MAX_WITNESS_PROOFS
from microcred.proofs import UnsecuredDocument
from microcred.strict_json import parse_json


def check_witnesses(versions: Sequence[Version], body: bytes) -> None:
    """Check that enough witnesses approved each version that needs them.

    A witness who approves a version approves all before it. Proofs that are wrong, or about
    versions that are not in this log, count for nothing.

    Args:
        versions: the log, checked.
        body: `did-witness.json`.

    Raises:
        MalformedInput: code `not-witnessed`, or `invalid-did-log`.
    """
    listed = {witness for version in versions for witness in version.witnesses.ids}
    approved: dict[str, int] = {}
    for index, witness in _approvals(versions, body, listed):
        approved[witness] = max(index, approved.get(witness, -1))
    for index, version in enumerate(versions):
        count = sum(approved.get(witness, -1) >= index for witness in version.witnesses.ids)
        if count < version.witnesses.threshold:
            message = (
                f"version {index + 1} was approved by {count} witnesses, "
                f"expected {version.witnesses.threshold}"
            )
            raise MalformedInput(message, code="not-witnessed")


def _approvals(
    versions: Sequence[Version], body: bytes, listed: set[str]
) -> Iterator[tuple[int, str]]:
    """Yield the index of a version and the witness who approved it, for each sound proof."""
    places = {version.version_id: index for index, version in enumerate(versions)}
    checked = 0
    for version_id, proof in _proofs(body):
        if version_id not in places:
            continue
        checked += 1
        if checked > MAX_WITNESS_PROOFS:
            message = f"more than {MAX_WITNESS_PROOFS} witness proofs"
            raise LimitExceeded(message, code="too-many-witness-proofs")
        try:
            witness = f"did:key:{proof_key(proof)}"
            if witness in listed:
                verify_proof(UnsecuredDocument({"versionId": version_id}), proof)
                yield places[version_id], witness
        except MicrocredError:
            continue


def _proofs(body: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    items = parse_json(body, max_bytes=MAX_CONTROLLER_DOCUMENT_BYTES)
    if not isinstance(items, list):
        message = "the witness file must be an array"
        raise MalformedInput(message, code="invalid-did-log")
    for item in items:
        version_id = item.get("versionId") if isinstance(item, Mapping) else None
        if isinstance(version_id, str) and item.get("proof"):
            for proof in proofs_of(item["proof"]):
                yield version_id, proof
