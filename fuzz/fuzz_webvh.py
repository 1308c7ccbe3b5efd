"""Logs of did:webvh: a changed log gives nothing, or what an entry of the real one said."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from fuzz import badge
from microcred.canonical import canonicalize_jcs
from microcred.dids import Resolver
from microcred.encoding import encode_base58btc, encode_multibase
from microcred.errors import MicrocredError, ResolutionFailed
from microcred.fetch import Fetched
from microcred.timestamps import fixed_clock

PLACE = "hill.example"


def _hash(value: Any) -> str:
    return encode_base58btc(b"\x12\x20" + hashlib.sha256(canonicalize_jcs(value)).digest())


def _state(number: int) -> dict[str, Any]:
    return {"id": "did:webvh:{SCID}:" + PLACE, "alsoKnownAs": [f"urn:{number}"]}


@functools.cache
def log() -> tuple[str, list[dict[str, Any]]]:
    """Write a log of two entries; give the DID and the entries."""
    parameters = {"method": "did:webvh:1.0", "scid": "{SCID}",
                  "updateKeys": [badge.key().public_key.multikey]}  # fmt: skip
    first = {"versionId": "{SCID}", "versionTime": "2026-01-01T00:00:00Z",
             "parameters": parameters, "state": _state(1)}  # fmt: skip
    scid = _hash(first)
    first = json.loads(json.dumps(first).replace("{SCID}", scid))
    entries = [_signed(1, first)]
    state = json.loads(json.dumps(_state(2)).replace("{SCID}", scid))
    second = {"versionId": entries[0]["versionId"], "versionTime": "2026-02-01T00:00:00Z",
              "parameters": {}, "state": state}  # fmt: skip
    entries.append(_signed(2, second))
    return f"did:webvh:{scid}:{PLACE}", entries


def _signed(number: int, entry: dict[str, Any]) -> dict[str, Any]:
    entry = entry | {"versionId": f"{number}-{_hash(entry)}"}
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
             "verificationMethod": badge.key().key_id, "proofPurpose": "assertionMethod",
             "created": "2026-02-01T00:00:00Z"}  # fmt: skip
    hashes = [hashlib.sha256(canonicalize_jcs(part)).digest() for part in (proof, entry)]
    value = encode_multibase(badge.key().sign(b"".join(hashes)))
    return entry | {"proof": [proof | {"proofValue": value}]}


class _Server:
    def __init__(self, body: bytes):
        self._body = body

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        if not url.endswith("did.jsonl"):
            raise ResolutionFailed("not there", code="not-found")
        return Fetched(url, "text/jsonl", self._body)


def seeds() -> list[bytes]:
    lines = [json.dumps(entry).encode() + b"\n" for entry in log()[1]]
    return [b"".join(lines), lines[0], lines[1], lines[0] * 2]


def check(data: bytes) -> None:
    did, entries = log()
    try:
        found = Resolver(_Server(data), clock=fixed_clock(badge.NOW)).resolve(did)
    except MicrocredError:
        return
    assert found.document in [entry["state"] for entry in entries]
