"""CBOR (RFC 8949), as much of it as proof values use, and no more.

Unsigned integers, byte strings, text strings, arrays, and maps of unsigned integers. Written in
the deterministic form (section 4.2.1). When reading, tags, floats, simple values, indefinite
lengths, lengths in a longer form than needed, repeated keys and bytes left over are refused; the
order of a map's keys is not looked at, since the suite does not ask for the deterministic form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from microcred.errors import InvalidEncoding, LimitExceeded
from microcred.limits import MAX_SD_STATEMENTS

_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_MAX_DEPTH: Final = 3
_LENGTH_BYTES: Final = {24: 1, 25: 2, 26: 4, 27: 8}


def encode_cbor(value: int | bytes | str | Sequence[Any] | Mapping[int, Any]) -> bytes:
    """Encode a value in the deterministic form."""
    if isinstance(value, int):
        return _head(_UNSIGNED, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        data = value.encode("utf-8")
        return _head(_TEXT, len(data)) + data
    if isinstance(value, Mapping):
        pairs = (encode_cbor(key) + encode_cbor(value[key]) for key in sorted(value))
        return _head(_MAP, len(value)) + b"".join(pairs)
    return _head(_ARRAY, len(value)) + b"".join(encode_cbor(item) for item in value)


def decode_cbor(data: bytes) -> Any:
    """Decode one value that must take up all of `data`.

    Raises:
        InvalidEncoding: not the CBOR that is accepted here; see the top of this module.
        LimitExceeded: an array or map of more than `MAX_SD_STATEMENTS` items.
    """
    value, position = _decode_item(data, 0, 0)
    if position != len(data):
        raise _invalid(f"{len(data) - position} bytes after the value")
    return value


def _head(major: int, number: int) -> bytes:
    """Encode a major type and its number in the shortest form (section 3.1)."""
    if number < 24:
        return bytes([major << 5 | number])
    for information, size in _LENGTH_BYTES.items():
        if number < 1 << 8 * size:
            return bytes([major << 5 | information]) + number.to_bytes(size, "big")
    raise ValueError("an integer of more than 64 bits")


def _decode_item(data: bytes, position: int, depth: int) -> tuple[Any, int]:
    major, number, position = _decode_head(data, position)
    if major == _UNSIGNED:
        return number, position
    if major in (_BYTES, _TEXT):
        return _decode_string(data, position, major, number)
    if major not in (_ARRAY, _MAP):
        raise _invalid(f"major type {major}")
    if depth == _MAX_DEPTH:
        raise _invalid(f"nested deeper than {_MAX_DEPTH} levels")
    if number > len(data) - position:
        raise _invalid("an array or map longer than the data")
    if number > MAX_SD_STATEMENTS:
        raise LimitExceeded(f"CBOR array or map of {number} items, at most {MAX_SD_STATEMENTS}")
    if major == _ARRAY:
        return _decode_array(data, position, number, depth)
    return _decode_map(data, position, number, depth)


def _decode_head(data: bytes, position: int) -> tuple[int, int, int]:
    if position >= len(data):
        raise _invalid("the data ends early")
    major, information = data[position] >> 5, data[position] & 0x1F
    position += 1
    if information < 24:
        return major, information, position
    size = _LENGTH_BYTES.get(information)
    if size is None:
        raise _invalid("an indefinite or reserved length")
    end = position + size
    if end > len(data):
        raise _invalid("the data ends early")
    number = int.from_bytes(data[position:end], "big")
    if number < (24 if size == 1 else 1 << 4 * size):
        raise _invalid("a number in a longer form than needed")
    return major, number, end


def _decode_string(data: bytes, position: int, major: int, size: int) -> tuple[Any, int]:
    end = position + size
    if end > len(data):
        raise _invalid("a string longer than the data")
    content = data[position:end]
    if major == _BYTES:
        return content, end
    try:
        return content.decode("utf-8"), end
    except UnicodeDecodeError as error:
        raise _invalid("a text that is not UTF-8") from error


def _decode_array(data: bytes, position: int, count: int, depth: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(count):
        item, position = _decode_item(data, position, depth + 1)
        items.append(item)
    return items, position


def _decode_map(data: bytes, position: int, count: int, depth: int) -> tuple[dict[int, Any], int]:
    members: dict[int, Any] = {}
    for _ in range(count):
        key, position = _decode_item(data, position, depth + 1)
        if not isinstance(key, int) or key in members:
            raise _invalid("a map key that is no integer, or occurs twice")
        members[key], position = _decode_item(data, position, depth + 1)
    return members, position


def _invalid(problem: str) -> InvalidEncoding:
    return InvalidEncoding(f"not the CBOR of a proof value: {problem}", code="invalid-cbor")
