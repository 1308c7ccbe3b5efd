"""Small pictures for the tests, written out chunk by chunk."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
IHDR = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
IDAT = zlib.compress(b"\0\xff\0\0")

JSON_TEXT = '{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","proof":{}}'
JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>\n'
OB3 = "https://purl.imsglobal.org/ob/v3p0"


def chunk(kind: bytes, data: bytes = b"", *, crc: int | None = None) -> bytes:
    """Write one PNG chunk, with another CRC when asked."""
    checked = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)


def png(*before_idat: bytes, after_idat: bytes = b"", tail: bytes = b"") -> bytes:
    """Write a PNG of one red pixel with more chunks before and after its `IDAT`."""
    return b"".join(
        (
            SIGNATURE,
            chunk(b"IHDR", IHDR),
            *before_idat,
            chunk(b"IDAT", IDAT),
            after_idat,
            chunk(b"IEND"),
            tail,
        )
    )


def itxt(keyword: bytes, text: bytes, flags: bytes = b"\0\0", extra: bytes = b"\0\0") -> bytes:
    """Write an `iTXt` chunk; `extra` is the language tag and translated keyword."""
    return chunk(b"iTXt", keyword + b"\0" + flags + extra + text)
