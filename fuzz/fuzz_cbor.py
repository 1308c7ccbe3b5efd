"""CBOR of proof values: read or refused, and read alike when written again."""

from __future__ import annotations

from contextlib import suppress

from microcred.encoding import encode_base64url
from microcred.errors import MalformedInput, ProofInvalid
from microcred.proofs.ecdsa_sd_2023.cbor import decode_cbor, encode_cbor
from microcred.proofs.ecdsa_sd_2023.proof_value import (
    parse_base_proof_value,
    parse_derived_proof_value,
)

_COMPONENTS = [bytes(64), bytes(35), [bytes(64)], {0: bytes(32), 1: bytes(32)}, [0, 1, 300]]


def seeds() -> list[bytes]:
    base = [bytes(64), bytes(35), bytes(32), [bytes(64)], ["/issuer", "/é"]]
    return [encode_cbor(_COMPONENTS), encode_cbor(base), b"\x81\x81\x81\x00", b"\x1b" + bytes(8)]


def check(data: bytes) -> None:
    for header in (b"", b"\xd9\x5d\x00", b"\xd9\x5d\x01"):
        text = "u" + encode_base64url(header + data)
        for parse in (parse_base_proof_value, parse_derived_proof_value):
            with suppress(ProofInvalid):
                parse(text).encode()
    try:
        value = decode_cbor(data)
    except MalformedInput:
        return
    assert decode_cbor(encode_cbor(value)) == value
