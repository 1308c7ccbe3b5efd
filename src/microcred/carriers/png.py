"""PNG as a carrier: one uncompressed `iTXt` chunk (Open Badges 3.0, section "Baked Badge", PNG).

The picture is only walked, chunk by chunk, never decoded. Every length and every CRC up to `IEND`
is checked, when baking and when unbaking: a damaged picture is told, and no two programs can
disagree about where the chunk lies. What follows `IEND` is kept and not read.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Final, NamedTuple, NoReturn

from microcred import drawing
from microcred.carriers.carrier import Carrier
from microcred.carriers.splice import Edit, splice
from microcred.errors import InvalidImage, LimitExceeded, NoCredential, excerpt
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_PNG_CHUNKS

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD_3_0: Final = b"openbadgecredential"
KEYWORD_2_0: Final = b"openbadges"

_HEAD: Final = struct.Struct(">I4s")
_CRC: Final = struct.Struct(">I")
_TEXT_CHUNKS: Final = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_MAX_LENGTH: Final = 2**31 - 1  # PNG third edition, section 5.3
_OVERHEAD_BYTES: Final = 1024  # keyword, language tag and translated keyword of an iTXt chunk


class _Chunk(NamedTuple):
    """A text chunk: its type, where the whole chunk begins, and where its data lies."""

    type: bytes
    start: int
    data: int
    end: int


@dataclass(slots=True)
class _Layout:
    """What baking needs to know of a picture."""

    first_idat: int = 0
    credentials: list[_Chunk] = field(default_factory=list)
    assertions: list[_Chunk] = field(default_factory=list)


def bake_png(text: str, image: bytes) -> bytes:
    """Put a credential into a PNG, before the first `IDAT`, replacing one that is there.

    Args:
        text: the JSON text or compact JWS.
        image: a PNG; all of its other bytes are kept, those after `IEND` too.

    Raises:
        InvalidImage: not a PNG, or a damaged one.
        LimitExceeded: more chunks than `MAX_PNG_CHUNKS`.
    """
    layout = _walk(image)
    # No compression, method 0, no language tag, no translated keyword.
    chunk = _encode_chunk(b"iTXt", KEYWORD_3_0 + b"\0\0\0\0\0" + text.encode("utf-8"))
    edits = [Edit(old.start, old.end + 4, b"") for old in layout.credentials]
    edits.append(Edit(layout.first_idat, layout.first_idat, chunk))
    return splice(image, edits)


def unbake_png(image: bytes) -> tuple[str, str]:
    """Take the credential out of a PNG.

    Returns:
        The text and the version of Open Badges whose keyword carries it, `3.0` or `2.0`. A picture
        that carries both gives the 3.0 one.

    Raises:
        InvalidImage: not a PNG, a damaged one, or one that carries its badge in a way the
            specification forbids (compressed, twice).
        NoCredential: a sound PNG without a badge.
        LimitExceeded: too many chunks, or a credential longer than `MAX_DOCUMENT_BYTES`.
    """
    layout = _walk(image)
    if layout.credentials:
        return _read_chunk(image, _only(layout.credentials, KEYWORD_3_0), KEYWORD_3_0), "3.0"
    # Before Open Badges 1.1 a tEXt chunk held the URL of a hosted assertion ("Legacy PNGs").
    international = [chunk for chunk in layout.assertions if chunk.type != b"tEXt"]
    found = international or layout.assertions
    if not found:
        raise NoCredential("the PNG has no openbadgecredential chunk: nothing was baked into it")
    chunk = _only(found, KEYWORD_2_0)
    if chunk.type == b"tEXt":
        _check_length(chunk)
        return image[chunk.data + len(KEYWORD_2_0) + 1 : chunk.end].decode("latin-1"), "2.0"
    return _read_chunk(image, chunk, KEYWORD_2_0), "2.0"


def _walk(image: bytes) -> _Layout:
    if not image.startswith(PNG_SIGNATURE):
        raise InvalidImage("does not begin with the PNG signature", code="not-a-png")
    layout = _Layout()
    view = memoryview(image)
    position = len(PNG_SIGNATURE)
    for number in range(MAX_PNG_CHUNKS):
        kind, end = _check_chunk(view, position)
        if number == 0:
            _check_header(image, kind, end)
        if kind == b"IEND":
            _check_end(layout, position, end)
            return layout
        if kind == b"IDAT":
            layout.first_idat = layout.first_idat or position
        elif kind in _TEXT_CHUNKS:
            _note_text(layout, image, _Chunk(kind, position, position + 8, end))
        position = end + 4
    raise LimitExceeded(f"PNG with more than {MAX_PNG_CHUNKS} chunks", code="too-many-chunks")


def _check_chunk(view: memoryview, position: int) -> tuple[bytes, int]:
    """Check length and CRC of the chunk at `position`; give its type and where its data ends."""
    total = len(view)
    if position + 12 > total:
        message = f"the PNG ends at byte {total}, before its IEND chunk"
        raise InvalidImage(message, code="truncated-png")
    length, kind = _HEAD.unpack_from(view, position)
    if not kind.isalpha():
        message = f"PNG chunk at byte {position} has the type {excerpt(kind.decode('latin-1'))}"
        raise InvalidImage(message, code="invalid-chunk-type")
    end = position + 8 + length
    if length > _MAX_LENGTH or end + 4 > total:
        message = (
            f"PNG chunk {kind.decode()} at byte {position} claims {length} bytes, "
            f"{total - position - 12} are left"
        )
        raise InvalidImage(message, code="chunk-length")
    if zlib.crc32(view[position + 4 : end]) != _CRC.unpack_from(view, end)[0]:
        message = f"PNG chunk {kind.decode()} at byte {position} is damaged: its CRC does not match"
        raise InvalidImage(message, code="bad-crc")
    return kind, end


def _check_header(image: bytes, kind: bytes, end: int) -> None:
    if kind != b"IHDR":
        message = f"the first PNG chunk is {kind.decode()}, expected IHDR"
        raise InvalidImage(message, code="missing-ihdr")
    if end != 29 or b"\0\0\0\0" in (image[16:20], image[20:24]):
        raise InvalidImage("the PNG has an IHDR chunk without width or height", code="invalid-ihdr")


def _check_end(layout: _Layout, position: int, end: int) -> None:
    if end != position + 8:
        raise InvalidImage("the IEND chunk of the PNG is not empty", code="invalid-iend")
    if not layout.first_idat:
        raise InvalidImage("the PNG has no IDAT chunk, so no picture", code="missing-idat")


def _note_text(layout: _Layout, image: bytes, chunk: _Chunk) -> None:
    if image.startswith(KEYWORD_3_0 + b"\0", chunk.data, chunk.end):
        layout.credentials.append(chunk)
    elif image.startswith(KEYWORD_2_0 + b"\0", chunk.data, chunk.end):
        layout.assertions.append(chunk)


def _only(chunks: list[_Chunk], keyword: bytes) -> _Chunk:
    if len(chunks) > 1:
        message = f"the PNG has {len(chunks)} chunks {keyword.decode()}, only one is allowed"
        raise InvalidImage(message, code="duplicate-credential")
    return chunks[0]


def _check_length(chunk: _Chunk) -> None:
    if chunk.end - chunk.data > MAX_DOCUMENT_BYTES + _OVERHEAD_BYTES:
        message = f"the PNG carries a text of more than {MAX_DOCUMENT_BYTES} bytes"
        raise LimitExceeded(message, code="credential-too-long")


def _read_chunk(image: bytes, chunk: _Chunk, keyword: bytes) -> str:
    """Read the text of an `iTXt` chunk (PNG third edition, section 11.3.3.4)."""
    name = keyword.decode()
    flags = chunk.data + len(keyword) + 1
    if chunk.type == b"zTXt" or (chunk.type == b"iTXt" and image[flags : flags + 1] == b"\1"):
        message = f"the {name} chunk is compressed, which Open Badges forbids; bake the badge again"
        raise InvalidImage(message, code="compressed-credential")
    if chunk.type != b"iTXt":
        message = f"the {name} chunk is a {chunk.type.decode()} chunk, Open Badges 3.0 wants iTXt"
        raise InvalidImage(message, code="wrong-chunk-type")
    _check_length(chunk)
    language_end = image.find(b"\0", flags + 2, chunk.end)
    text_start = image.find(b"\0", language_end + 1, chunk.end) + 1
    if image[flags : flags + 2] != b"\0\0" or language_end < 0 or text_start == 0:
        _refuse_chunk(name)
    try:
        return image[text_start : chunk.end].decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the text of the {name} chunk is not UTF-8"
        raise InvalidImage(message, code="not-utf-8") from error


def _refuse_chunk(name: str) -> NoReturn:
    raise InvalidImage(f"the {name} chunk is not a well-formed iTXt chunk", code="invalid-chunk")


def _encode_chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((_HEAD.pack(len(data), kind), data, _CRC.pack(crc)))


def _is_png(image: bytes) -> bool:
    return image.startswith(PNG_SIGNATURE)


def _draw(name: str, issuer: str) -> bytes:
    return drawing.draw_badge_png(name, issuer)


PNG: Final = Carrier(
    name="png",
    title="PNG",
    media_type="image/png",
    detect=_is_png,
    bake=bake_png,
    unbake=unbake_png,
    draw=_draw,
)
