"""PNG: anything is refused or read, and what is baked is found again."""

from __future__ import annotations

from contextlib import suppress

from fuzz import badge
from microcred.carriers import bake, detect_carrier, unbake
from microcred.errors import MicrocredError

TEXT = badge.token()


def seeds() -> list[bytes]:
    plain = badge.png()
    return [plain, plain[:60], plain.replace(b"iTXt", b"tEXt"), b"\x89PNG\r\n\x1a\n"]


def check(data: bytes) -> None:
    detect_carrier(data)
    with suppress(MicrocredError):
        unbake(data)
    try:
        baked = bake(TEXT, data)
    except MicrocredError:
        return
    assert unbake(baked).text == TEXT
