"""Files that somebody might hand in, each wrong in one way."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.keys import SigningKey


def _base64url(value: object) -> str:
    data = json.dumps(value).encode() if not isinstance(value, bytes) else value
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _forged_token(badges: Path, **header: object) -> bytes:
    """Make a JWT with another header over the payload of a good one."""
    _, payload, signature = (badges / "badge.jwt").read_text().strip().split(".")
    return f"{_base64url(header)}.{payload}.{signature}".encode()


def _token_without_signature(badges: Path) -> bytes:
    payload = (badges / "badge.jwt").read_text().strip().split(".")[1]
    return f"{_base64url({'alg': 'none', 'typ': 'JWT'})}.{payload}.".encode()


def _token_with_private_key(badges: Path) -> bytes:
    key = SigningKey.generate("Ed25519")
    jwk = key.to_jwk(private=True)
    payload = (badges / "badge.jwt").read_text().strip().split(".")[1]
    header = _base64url({"alg": "EdDSA", "typ": "JWT", "jwk": jwk})
    signature = _base64url(key.sign(f"{header}.{payload}".encode()))
    return f"{header}.{payload}.{signature}".encode()


def _png_with_a_lying_length(badges: Path) -> bytes:
    data = bytearray((badges / "badge.png").read_bytes())
    place = data.index(b"iTXt") - 4
    data[place : place + 4] = struct.pack(">I", 0x7FFFFFF0)
    return bytes(data)


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_with_two_badges(badges: Path) -> bytes:
    data = (badges / "badge.png").read_bytes()
    text = b"openbadgecredential\0\0\0\0\0{}"
    return data[:33] + _png_chunk(b"iTXt", text) + data[33:]


def _png_with_a_bomb(_badges: Path) -> bytes:
    data = draw_badge_png("a", "b")
    text = b"openbadgecredential\0\1\0\0\0" + zlib.compress(b" " * 50_000_000)
    return data[:33] + _png_chunk(b"iTXt", text) + data[33:]


def _svg(prologue: bytes, badges: Path) -> bytes:
    return prologue + (badges / "badge.svg").read_bytes()


def _swapped(badges: Path, old: bytes, new: bytes) -> bytes:
    data = (badges / "badge.json").read_bytes()
    assert old in data
    return data.replace(old, new, 1)


def _without_proof(badges: Path) -> bytes:
    document = json.loads((badges / "badge.json").read_text("utf-8"))
    del document["proof"]
    return json.dumps(document).encode()


NO_CREDENTIAL: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \n",
    "words": lambda _: b"hello",
    "bytes": lambda _: bytes(range(256)),
    "a list": lambda _: b"[]",
    "half": lambda badges: (badges / "badge.json").read_bytes()[:-20],
    "utf-16": lambda badges: (badges / "badge.json").read_text().encode("utf-16"),
    "two byte order marks": lambda badges: (
        b"\xef\xbb\xbf" * 2 + (badges / "badge.json").read_bytes()
    ),
    "duplicate member": lambda badges: _swapped(badges, b'"name":', b'"id": "urn:x", "name":'),
    "not a number": lambda badges: _swapped(badges, b'"id":', b'"x": NaN, "id":'),
    "endless number": lambda badges: _swapped(badges, b'"id":', b'"x": 1e999, "id":'),
    "lone surrogate": lambda badges: _swapped(badges, b"Hill", b"\\ud800"),
    "10 MB of brackets": lambda _: b"[" * 10_000_000,
    "8 MB of brackets": lambda _: b"[" * 8_000_000,
    "nested objects": lambda _: b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000,
    "40 MB": lambda _: b" " * 40_000_000,
    "alg none": _token_without_signature,
    "alg HS256": lambda badges: _forged_token(badges, alg="HS256", typ="JWT"),
    "private jwk": _token_with_private_key,
    "critical header": lambda badges: _forged_token(badges, alg="EdDSA", crit=["b64"], b64=False),
    "token of two parts": lambda badges: (badges / "badge.jwt").read_bytes().rpartition(b".")[0],
    "png without a badge": lambda _: draw_badge_png("a", "b"),
    "svg without a badge": lambda _: draw_badge_svg("a", "b"),
    "png, lying length": _png_with_a_lying_length,
    "png, cut off": lambda badges: (badges / "badge.png").read_bytes()[:5000],
    "png, two badges": _png_with_two_badges,
    "png, text bomb": _png_with_a_bomb,
    "png, signature only": lambda _: b"\x89PNG\r\n\x1a\n",
    "svg, DTD": lambda badges: _svg(b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">', badges),
    "svg, entities": lambda badges: _svg(
        b'<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>', badges
    ),
    "svg, cut off": lambda badges: (badges / "badge.svg").read_bytes()[:-10],
    "xml that is no svg": lambda _: b"<html/>",
    "gif": lambda _: b"GIF89a" + bytes(100),
}
"""No credential is found in these: refused, whoever reads them."""

FORGED: dict[str, Callable[[Path], bytes]] = {
    "name changed": lambda badges: _swapped(badges, b"Hill District", b"Rich District"),
    "signature changed": lambda badges: _swapped(badges, b'"proofValue": "z', b'"proofValue": "z2'),
    "proof removed": _without_proof,
    "other algorithm": lambda badges: _forged_token(badges, alg="ES256", typ="JWT"),
    "no name": lambda badges: _swapped(badges, b'"name": "Active Listening"', b'"name": 5'),
    "nothing but braces": lambda _: b"{}",
    "baked, then changed": lambda badges: (
        (badges / "badge.svg")
        .read_bytes()
        .replace(b"Hill District (", b"Rich District (")
        .replace(b"Hill District", b"Rich District")
    ),
}
"""A credential is found, and it is not valid."""
