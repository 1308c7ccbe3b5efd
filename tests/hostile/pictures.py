"""Hostile PNG and SVG files."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable

from microcred.carriers import bake
from microcred.drawing import draw_badge_png
from tests.hostile.badge import badge, signed
from tests.hostile.budget import Attempt

KEYWORD = b"openbadgecredential"
PLAIN = bytes(draw_badge_png("a", "b", size=64))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
CARRIER = b"<openbadges:credential>"
UNSIGNED = json.dumps(badge()).encode()


def chunk(kind: bytes, data: bytes, length: int | None = None, crc: int | None = None) -> bytes:
    size = len(data) if length is None else length
    check = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", size) + kind + data + struct.pack(">I", check)


def png(*extra: bytes) -> bytes:
    """Put raw chunks behind the header of a picture."""
    data = PLAIN
    return data[:33] + b"".join(extra) + data[33:]


def text(data: bytes, *, compressed: bool = False) -> bytes:
    return chunk(b"iTXt", KEYWORD + (b"\0\1\0\0\0" if compressed else b"\0\0\0\0\0") + data)


def svg(inside: bytes, before: bytes = b"", after: bytes = b"</svg>") -> bytes:
    return before + SVG + inside + after


def lol(levels: int) -> bytes:
    entities = b'<!ENTITY e0 "lol">' + b"".join(
        b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, levels)
    )
    return b"<!DOCTYPE svg [" + entities + b"]>"


def _both() -> bytes:
    """A PNG that carries one badge and, for whoever looks for one, an SVG with another."""
    baked = bytes(bake(json.dumps(badge()), PLAIN))
    return baked + svg(CARRIER + json.dumps(signed()).encode() + b"</openbadges:credential>")


def _svg_first() -> bytes:
    return svg(CARRIER + UNSIGNED + b"</openbadges:credential>") + PLAIN


PICTURES: dict[str, Callable[[], Attempt]] = {
    "png: chunk length beyond the file": lambda: Attempt(png(chunk(b"iTXt", b"x", 2**31 - 1))),
    "png: chunk length with the high bit": lambda: Attempt(png(chunk(b"iTXt", b"x", 2**32 - 1))),
    "png: a length one too short": lambda: Attempt(png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}", 25))),
    "png: CRC of zero": lambda: Attempt(png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}", crc=0))),
    "png: compressed gigabyte": lambda: Attempt(png(text(zlib.compress(bytes(2**26)), compressed=True))),
    "png: compressed in zTXt": lambda: Attempt(png(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(UNSIGNED)))),
    "png: tEXt": lambda: Attempt(png(chunk(b"tEXt", KEYWORD + b"\0" + UNSIGNED))),
    "png: two badges": lambda: Attempt(png(text(UNSIGNED), text(json.dumps(signed()).encode()))),
    "png: a million chunks": lambda: Attempt(png(chunk(b"teXt", b"") * 1_000_000)),
    "png: 90,000 chunks": lambda: Attempt(png(chunk(b"iTXt", b"Comment\0\0\0\0\0") * 90_000)),
    "png: keyword without an end": lambda: Attempt(png(chunk(b"iTXt", b"k" * 10_000_000))),
    "png: text of 20 MB": lambda: Attempt(png(text(b"{" * 20_000_000))),
    "png: text of 8 MB of brackets": lambda: Attempt(png(text(b"[" * 8_000_000))),
    "png: text that is not UTF-8": lambda: Attempt(png(text(b"\xff\xfe{}"))),
    "png: text with NUL": lambda: Attempt(png(text(UNSIGNED + b"\0"))),
    "png: a PNG inside": lambda: Attempt(png(text(png()))),
    "png: an SVG inside": lambda: Attempt(png(text(svg(CARRIER + UNSIGNED + b"</openbadges:credential>")))),
    "png: an SVG in an SVG in a PNG": lambda: Attempt(png(text(b"<svg" * 1_000_000))),
    "png: URL inside": lambda: Attempt(png(chunk(b"iTXt", b"openbadges\0\0\0\0\0file:///etc/passwd"))),
    "png: nothing but its signature": lambda: Attempt(b"\x89PNG\r\n\x1a\n"),
    "png: 40 MB": lambda: Attempt(png(chunk(b"ruSt", bytes(40_000_000)))),
    "png: 31 MB in one chunk": lambda: Attempt(png(chunk(b"ruSt", bytes(31_000_000)))),
    "a PNG that is also an SVG": lambda: Attempt(_both()),
    "an SVG that is also a PNG": lambda: Attempt(_svg_first()),
    "svg: entities of entities": lambda: Attempt(svg(b"&e9;", lol(10))),
    "svg: one entity, quadratic": lambda: Attempt(svg(b"&a;" * 50_000, b'<!DOCTYPE svg [<!ENTITY a "' + b"a" * 50_000 + b'">]>')),
    "svg: external entity": lambda: Attempt(svg(b"&x;", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    "svg: external DTD": lambda: Attempt(svg(b"", b'<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">')),
    "svg: parameter entity": lambda: Attempt(svg(b"", b'<!DOCTYPE svg [<!ENTITY % p SYSTEM "file:///dev/zero"> %p;]>')),
    "svg: DTD in UTF-16": lambda: Attempt(svg(b"&e9;", lol(10)).decode().encode("utf-16")),
    "svg: DTD in UTF-7": lambda: Attempt(svg(b"+ADwAIQ-DOCTYPE", b'<?xml version="1.0" encoding="UTF-7"?>')),
    "svg: unknown encoding": lambda: Attempt(svg(b"", b'<?xml version="1.0" encoding="\x1b[2J"?>')),
    "svg: encoding that lies": lambda: Attempt(svg(CARRIER + UNSIGNED + b"\xff", b'<?xml version="1.0" encoding="ascii"?>')),
    "svg: a million elements": lambda: Attempt(svg(b"<a/>" * 1_000_000)),
    "svg: 190,000 elements": lambda: Attempt(svg(b"<a/>" * 190_000)),
    "svg: elements a million deep": lambda: Attempt(svg(b"<a>" * 1_000_000)),
    "svg: elements 50,000 deep and closed": lambda: Attempt(svg(b"<a>" * 50_000 + b"</a>" * 50_000)),
    "svg: a million attributes": lambda: Attempt(svg(b"<a " + b" ".join(b'a%d=""' % i for i in range(350_000)) + b"/>")),
    "svg: 300,000 attributes of one hash": lambda: Attempt(svg(b"<a" + b"".join(b' x%x="1"' % (i * 65_536) for i in range(300_000)) + b"/>")),
    "svg: a million namespaces": lambda: Attempt(svg(b"<a " + b" ".join(b'xmlns:a%d="u:%d"' % (i, i) for i in range(200_000)) + b"/>")),
    "svg: a prefix of another": lambda: Attempt(svg(b'<openbadges:credential xmlns:openbadges="u:x" verify="eyJ"/>')),
    "svg: two badges": lambda: Attempt(svg((CARRIER + UNSIGNED + b"</openbadges:credential>") * 2)),
    "svg: 100,000 badges": lambda: Attempt(svg(b"<openbadges:credential/>" * 100_000)),
    "svg: a badge in a badge": lambda: Attempt(svg(CARRIER * 5_000 + UNSIGNED + b"</openbadges:credential>" * 5_000)),
    "svg: a comment of 15 MB": lambda: Attempt(svg(b"<!--" + b" -" * 7_000_000 + b"-->")),
    "svg: a comment without end": lambda: Attempt(svg(b"<!--" * 3_000_000)),
    "svg: CDATA of 15 MB": lambda: Attempt(svg(CARRIER + b"<![CDATA[" + b"]" * 15_000_000 + b"]]>")),
    "svg: character references": lambda: Attempt(svg(CARRIER + b"&#123;" * 2_000_000 + b"</openbadges:credential>")),
    "svg: reference to a surrogate": lambda: Attempt(svg(CARRIER + b"&#xD800;</openbadges:credential>")),
    "svg: reference to NUL": lambda: Attempt(svg(CARRIER + b"&#0;</openbadges:credential>")),
    "svg: 20 MB": lambda: Attempt(svg(b" " * 20_000_000)),
    "svg: verify with everything": lambda: Attempt(svg(b'<openbadges:credential verify="&#x202e;&#x1b;eyJ~~~"/>')),
    "svg: processing instructions": lambda: Attempt(svg(b"<?a b?>" * 1_000_000)),
    "svg: never closed": lambda: Attempt(SVG * 100_000),
    "svg: script": lambda: Attempt(svg(b"<script>alert(1)</script>" + CARRIER + b"{}</openbadges:credential>")),
}  # fmt: skip
