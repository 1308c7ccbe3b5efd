"""A fetcher over a dict of URLs, and a writer of did:webvh logs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from microcred.canonical import canonicalize_jcs
from microcred.encoding import encode_base58btc, encode_multibase
from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.fetch.interface import accepts
from microcred.keys import LocalKey, SigningKey

KEYS = [SigningKey.generate("Ed25519") for _ in range(4)]


class Files:
    """Answers with what a test put at a URL; else says that it is not found."""

    def __init__(self) -> None:
        self.contents: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []

    def put(self, url: str, content: Any, content_type: str = "application/json") -> str:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.contents[url] = (content_type, body)
        return url

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        self.asked.append(url)
        if url not in self.contents:
            raise ResolutionFailed("no such file", code="not-found")
        content_type, body = self.contents[url]
        if not accepts(accept, content_type):
            raise ResolutionFailed("another type", code="wrong-content-type")
        if len(body) > max_bytes:
            raise ResolutionFailed("too large", code="too-large")
        return Fetched(url, content_type, body)


def multihash(data: bytes) -> str:
    return encode_base58btc(b"\x12\x20" + hashlib.sha256(data).digest())


def sign(document: dict[str, Any], key: LocalKey, **changes: Any) -> dict[str, Any]:
    """Make an eddsa-jcs-2022 proof; `changes` go into it before it is signed."""
    multikey = key.public_key.multikey
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": "assertionMethod",
        "created": "2024-01-01T00:00:00Z",
        **changes,
    }
    hashed = [hashlib.sha256(canonicalize_jcs(part)).digest() for part in (proof, document)]
    return proof | {"proofValue": encode_multibase(key.sign(b"".join(hashed)))}


class Log:
    """Writes a did:webvh log; each method takes changes that make it wrong."""

    def __init__(self, location: str = "issuer.example", **parameters: Any):
        self.location = location
        self.entries: list[dict[str, Any]] = []
        self.scid = "{SCID}"
        given = {"method": "did:webvh:1.0", "scid": "{SCID}", "updateKeys": [mk(0)]}
        first = self._entry("{SCID}", given | parameters)
        self.scid = multihash(canonicalize_jcs(first))
        inception = json.loads(json.dumps(first).replace("{SCID}", self.scid))
        self._add(inception, self.scid, KEYS[0])

    @property
    def did(self) -> str:
        return f"did:webvh:{self.scid}:{self.location}"

    @property
    def last_id(self) -> str:
        return str(self.entries[-1]["versionId"])

    def update(
        self,
        parameters: Any = None,
        key: LocalKey = KEYS[0],
        proof: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Add a version; `changes` replace members of the entry, `proof` those of its proof."""
        before = self.last_id
        entry = self._entry(before, {} if parameters is None else parameters) | changes
        self._add(entry, before, key, **(proof or {}))

    def body(self) -> bytes:
        return b"".join(json.dumps(entry).encode() + b"\n" for entry in self.entries)

    def state(self, key: LocalKey = KEYS[0]) -> dict[str, Any]:
        multikey = key.public_key.multikey
        return {
            "id": self.did,
            "verificationMethod": [
                {
                    "id": f"{self.did}#{len(self.entries) + 1}",
                    "type": "Multikey",
                    "controller": self.did,
                    "publicKeyMultibase": multikey,
                }
            ],
            "assertionMethod": [f"#{len(self.entries) + 1}"],
        }

    def _entry(self, version_id: str, parameters: Any) -> dict[str, Any]:
        day = len(self.entries) + 1
        return {
            "versionId": version_id,
            "versionTime": f"2024-01-{day:02}T00:00:00Z",
            "parameters": parameters,
            "state": self.state(),
        }

    def _add(self, entry: dict[str, Any], before: str, key: LocalKey, **proof: Any) -> None:
        number = len(self.entries) + 1
        hashed = multihash(canonicalize_jcs(entry | {"versionId": before}))
        signed = entry | {"versionId": f"{number}-{hashed}"}
        self.entries.append(signed | {"proof": [sign(signed, key, **proof)]})


def mk(index: int) -> str:
    return KEYS[index].public_key.multikey


def key_hash(index: int) -> str:
    return multihash(mk(index).encode())
