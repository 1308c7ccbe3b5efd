"""Suites from before Data Integrity whose signature is a detached JWS (RFC 7797).

The proof's `jws` is a header, nothing, and a signature over the header, a full stop and the two
hashes, which are not encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from microcred.encoding import decode_base64url
from microcred.errors import MalformedInput, ProofInvalid, excerpt
from microcred.keys import PublicKey
from microcred.limits import MAX_JOSE_HEADER_BYTES
from microcred.proofs.data_integrity import HashSuite, ReadSignature
from microcred.proofs.jose import algorithm_of, verify_signed
from microcred.strict_json import parse_json_object


@dataclass(frozen=True, slots=True)
class DetachedJwsSuite(HashSuite):
    """A `HashSuite` that finds its signature in `jws`."""

    def read_signature(self, proof: Mapping[str, Any], key: PublicKey) -> ReadSignature:
        """Read the JWS; see `HashSuite.read_signature`.

        Raises:
            ProofInvalid: no detached JWS (`jws-malformed`), or not of an unencoded payload
                (`jws-header`).
            InvalidToken: code `algorithm-refused`; see `jose.algorithm_of`.
        """
        encoded, header, signature = _take_apart(proof.get("jws"))
        if header.get("b64") is not False or header.get("crit") != ["b64"]:
            message = "the header of the proof's jws must have b64 false and crit b64 alone"
            raise ProofInvalid(message, code="jws-header")
        algorithm = algorithm_of(header)
        check = partial(_check, algorithm, signature, key)
        return ReadSignature("jws", f"{encoded}.".encode("ascii"), check)


def _check(algorithm: str, signature: bytes, key: PublicKey, signed: bytes) -> None:
    verify_signed(algorithm, signed, signature, key)


def _take_apart(jws: Any) -> tuple[str, Mapping[str, Any], bytes]:
    parts = jws.split(".") if isinstance(jws, str) else []
    if len(parts) != 3 or parts[1]:
        message = f"the proof's jws is no detached JWS, header..signature: {excerpt(jws)}"
        raise ProofInvalid(message, code="jws-malformed")
    try:
        header = parse_json_object(decode_base64url(parts[0]), max_bytes=MAX_JOSE_HEADER_BYTES)
        return parts[0], header, decode_base64url(parts[2])
    except MalformedInput as error:
        raise ProofInvalid(f"the proof's jws: {error.message}", code="jws-malformed") from error
