"""Binary-to-text encodings: base64url, base58btc, multibase and unsigned varints.

Decoders are strict: text that is not what the encoder would write is refused, so that one
value has one spelling. Sources: RFC 4648 section 5, the base58btc alphabet, the Multibase
and Multicodec tables of Controlled Identifiers 1.0.
"""

from __future__ import annotations

import base64
from typing import Final

from microcred.errors import InvalidEncoding, LimitExceeded
from microcred.limits import MAX_ENCODED_CHARACTERS

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_PAIRS: Final = [high + low for high in _BASE58 for low in _BASE58]
_BASE58_CHUNK: Final = 58**10
"""Ten digits at once fit into one machine word, whose division is the cheap one."""
_BASE58_VALUES: Final = {character: value for value, character in enumerate(_BASE58)}


def encode_base64url(data: bytes) -> str:
    """Encode as base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Decode unpadded base64url.

    Raises:
        InvalidEncoding: a character outside the alphabet, padding, an impossible length, or
            bits after the last byte that are not zero.
    """
    if len(text) % 4 == 1 or any(character in text for character in "+/="):
        raise InvalidEncoding("not base64url without padding", code="invalid-base64url")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:  # binascii's own is one, and so is what is not ASCII
        raise InvalidEncoding("not base64url", code="invalid-base64url") from error
    if len(text) % 4 and encode_base64url(data[-(len(data) % 3) :])[-1] != text[-1]:
        raise InvalidEncoding("base64url ends in stray bits", code="invalid-base64url")
    return data


def encode_base58btc(data: bytes) -> str:
    """Encode with the Bitcoin alphabet, without a multibase prefix."""
    number = int.from_bytes(data, "big")
    pairs: list[str] = []
    while number:
        number, chunk = divmod(number, _BASE58_CHUNK)
        for _ in range(5):
            chunk, pair = divmod(chunk, 58 * 58)
            pairs.append(_BASE58_PAIRS[pair])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def decode_base58btc(text: str) -> bytes:
    """Decode the Bitcoin alphabet, without a multibase prefix.

    Raises:
        InvalidEncoding: a character outside the alphabet.
        LimitExceeded: more than `MAX_ENCODED_CHARACTERS` characters.
    """
    if len(text) > MAX_ENCODED_CHARACTERS:
        message = f"base58btc text of {len(text)} characters, at most {MAX_ENCODED_CHARACTERS}"
        raise LimitExceeded(message)
    number = 0
    for character in text:
        value = _BASE58_VALUES.get(character)
        if value is None:
            raise InvalidEncoding("not base58btc", code="invalid-base58btc")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_multibase(data: bytes, base: str = "z") -> str:
    """Encode with a multibase prefix: `z` for base58btc, `u` for base64url without padding."""
    if base == "z":
        return "z" + encode_base58btc(data)
    if base == "u":
        return "u" + encode_base64url(data)
    raise ValueError(f"unknown multibase {base!r}")


def decode_multibase(text: str, allowed: str = "zu") -> bytes:
    """Decode multibase text whose prefix is one of `allowed`.

    Raises:
        InvalidEncoding: an unknown prefix, or text that does not fit it.
    """
    prefix = text[:1]
    if prefix and prefix in allowed:
        if prefix == "z":
            return decode_base58btc(text[1:])
        if prefix == "u":
            return decode_base64url(text[1:])
    expected = " or ".join(repr(base) for base in allowed)
    raise InvalidEncoding(f"multibase text must begin with {expected}", code="invalid-multibase")


def encode_varint(number: int) -> bytes:
    """Encode an unsigned varint (multiformats), least significant group first."""
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def decode_varint(data: bytes) -> tuple[int, bytes]:
    """Decode an unsigned varint at the start of `data`; give the number and what follows.

    Raises:
        InvalidEncoding: no end within nine bytes, or not the shortest form.
    """
    number = 0
    for index, byte in enumerate(data[:9]):
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            if byte == 0 and index:
                break
            return number, data[index + 1 :]
    raise InvalidEncoding("not a varint in its shortest form", code="invalid-varint")
