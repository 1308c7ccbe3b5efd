"""Bit strings of Bitstring Status List 1.0: packing, reading and writing statuses.

The first status is at the left-most bit, which is the most significant bit of the first byte
("Bitstring Encoding"); a status of several bits has its most significant bit first.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Final

from microcred.encoding import decode_multibase, encode_multibase
from microcred.errors import InvalidEncoding, LimitExceeded, MalformedInput
from microcred.limits import MAX_STATUS_LIST_BYTES

GZIP_LEVEL: Final = 6
"""Level 9 takes some twenty times as long on a sparse list and hardly saves a byte."""

_GZIP_MAGIC: Final = b"\x1f\x8b"


class Bitstring:
    """Statuses of one size, packed without gaps.

    Args:
        data: the bits.
        size: bits of one status.

    Attributes:
        length: how many whole statuses there are.
        size: bits of one status.
    """

    __slots__ = ("_bits", "_mask", "length", "size")

    def __init__(self, data: bytes | bytearray, size: int = 1):
        self._bits = data
        self._mask = (1 << size) - 1
        self.size = size
        self.length = len(data) * 8 // size

    def get(self, index: int) -> int:
        """Return the status at `index`, counted from 0.

        Raises:
            MalformedInput: there is no such index.
        """
        first, end, shift = self._place(index)
        return int.from_bytes(self._bits[first:end]) >> shift & self._mask

    def _place(self, index: int) -> tuple[int, int, int]:
        """Find the bytes that hold a status, and how far it is from their right end."""
        if not 0 <= index < self.length:
            message = f"index {index} is outside of a list of {self.length} statuses"
            raise MalformedInput(message, code="status-index-out-of-range")
        stop = (index + 1) * self.size
        end = (stop + 7) >> 3
        return (stop - self.size) >> 3, end, end * 8 - stop


def encode_bitstring(data: bytes | bytearray, level: int = GZIP_LEVEL) -> str:
    """Compress with GZIP and encode as multibase base64url ("Bitstring Generation Algorithm").

    The same bits give the same text.
    """
    return encode_multibase(gzip.compress(data, level, mtime=0), "u")


def decode_bitstring(encoded_list: str) -> bytes:
    """Decode and decompress an `encodedList` ("Bitstring Expansion Algorithm").

    Raises:
        InvalidEncoding: not multibase base64url without padding, or not one GZIP member.
        LimitExceeded: more than `MAX_STATUS_LIST_BYTES` after decompression.
    """
    return expand_gzip(decode_multibase(encoded_list, allowed="u"))


def expand_gzip(data: bytes) -> bytes:
    """Decompress one GZIP member (RFC 1952), up to `MAX_STATUS_LIST_BYTES`.

    Raises:
        InvalidEncoding: damaged or cut short, or something follows the member: readers differ
            on whether a second member counts, so they would not read the same list.
        LimitExceeded: it expands to more.
    """
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        bits = inflater.decompress(data, MAX_STATUS_LIST_BYTES + 1)
    except zlib.error as error:
        raise InvalidEncoding("the list is not sound GZIP", code="invalid-gzip") from error
    if len(bits) > MAX_STATUS_LIST_BYTES:
        message = f"the list expands to more than {MAX_STATUS_LIST_BYTES} bytes"
        raise LimitExceeded(message, code="status-list-too-large")
    if not inflater.eof:
        raise InvalidEncoding("the GZIP data of the list is cut short", code="truncated-gzip")
    if inflater.unused_data.startswith(_GZIP_MAGIC):
        message = "the list has more than one GZIP member"
        raise InvalidEncoding(message, code="several-gzip-members")
    if inflater.unused_data:
        raise InvalidEncoding("data follows the GZIP data of the list", code="trailing-data")
    return bits
