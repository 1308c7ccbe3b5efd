"""base64url, base58btc, multibase and varints: one value has one spelling."""

from __future__ import annotations

from collections.abc import Callable

from microcred.encoding import (
    decode_base58btc,
    decode_base64url,
    decode_multibase,
    decode_varint,
    encode_base58btc,
    encode_base64url,
    encode_multibase,
    encode_varint,
)
from microcred.errors import MalformedInput


def seeds() -> list[bytes]:
    return [b"zUXE7GvtEk8XTXs1GF8HSGbVA9FCX9SEBPe", b"uAAEC_-8", b"1112", b"\x80\x24rest", b"AA=="]


def check(data: bytes) -> None:
    text = data.decode("latin-1")
    _same(decode_base64url, encode_base64url, text)
    _same(decode_base58btc, encode_base58btc, text)
    _same(decode_multibase, lambda raw: encode_multibase(raw, text[0]), text)
    assert decode_base64url(encode_base64url(data)) == data
    if len(data) < 2_000:
        assert decode_base58btc(encode_base58btc(data)) == data
    try:
        number, rest = decode_varint(data)
    except MalformedInput:
        return
    assert encode_varint(number) + rest == data


def _same(decode: Callable[[str], bytes], encode: Callable[[bytes], str], text: str) -> None:
    try:
        data = decode(text)
    except MalformedInput:
        return
    assert encode(data) == text
