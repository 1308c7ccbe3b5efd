"""What a file is, by its content: neither its name nor what is said of it is believed.

Only kinds that an assessor can open without running what is in them are known; programs, web
pages and documents with macros are none of them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from microcred.errors import MalformedInput, excerpt
from microcred.fetch.interface import accepts
from microcred.program.flow.evidence.archives import DAMAGED, METHODS, open_archive

_HEAD_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1024 * 1024

_MAGIC: Final[Sequence[tuple[int, bytes, str]]] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
)
"""Where a kind of file has which bytes. RIFF files say theirs at 8."""

_ISO_MEDIA: Final[Mapping[bytes, str]] = {
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"heic": "image/heic", b"heix": "image/heic",
    b"mif1": "image/heic", b"avif": "image/avif",
}  # fmt: skip
"""Brands of ISO 14496-12 files that are not `video/mp4`."""

_OFFICE: Final[Sequence[tuple[str, str]]] = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
"""The folder in a ZIP file by which an office document is known (ECMA-376)."""

_ZIP_TYPES: Final = re.compile(
    r"application/(vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)|epub\+zip)"
)
"""What the entry `mimetype` of a ZIP file may say (OpenDocument 1.3, part 2; EPUB OCF)."""

_SAME: Final[Mapping[str, frozenset[str]]] = {
    "audio/mpeg": frozenset({"audio/mp3"}),
    "audio/wav": frozenset({"audio/x-wav", "audio/vnd.wave"}),
    "audio/mp4": frozenset({"audio/x-m4a", "video/mp4"}),
    "audio/ogg": frozenset({"video/ogg", "application/ogg", "audio/opus"}),
    "video/mp4": frozenset({"audio/mp4", "video/x-m4v", "video/quicktime"}),
    "video/quicktime": frozenset({"video/mp4"}),
    "video/webm": frozenset({"audio/webm", "video/x-matroska", "audio/x-matroska"}),
    "application/rtf": frozenset({"text/rtf"}),
    "application/x-ole-storage": frozenset(
        {"application/msword", "application/vnd.ms-powerpoint", "application/vnd.ms-excel"}
    ),
    "text/plain": frozenset({"text/markdown", "text/csv", "application/json", "text/vtt"}),
}
"""Other names that content of a kind may go by: these look alike from outside."""

SUFFIXES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "webp": "image/webp", "heic": "image/heic", "avif": "image/avif",
    "wav": "audio/wav", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg",
    "flac": "audio/flac", "avi": "video/x-msvideo", "mp4": "video/mp4", "m4v": "video/mp4",
    "mov": "video/quicktime", "webm": "video/webm", "mkv": "video/x-matroska",
    "zip": "application/zip", "rtf": "application/rtf", "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint", "xls": "application/vnd.ms-excel",
    "docx": _OFFICE[0][1], "pptx": _OFFICE[1][1], "xlsx": _OFFICE[2][1],
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "epub": "application/epub+zip",
    "txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "vtt": "text/vtt",
    "json": "application/json",
}  # fmt: skip
"""The media types that are known, by the endings of files."""


def media_type_of_name(name: str) -> str | None:
    """Return the media type that a file's name claims, by its ending; None for one unknown."""
    return SUFFIXES.get(name.rpartition(".")[2].lower()) if "." in name else None


def suffix_of(media_type: str) -> str:
    """Return the usual ending of a media type's files; `bin` for one unknown."""
    return next((suffix for suffix, each in SUFFIXES.items() if each == media_type), "bin")


def check_kind(path: Path, declared: str, accepted: Sequence[str]) -> None:
    """Hold a file's content against the type that it is said to have.

    Args:
        path: the file.
        declared: its media type, as the educator or the name says.
        accepted: media types that the definition accepts, `video/*` among them; empty for any.

    Raises:
        MalformedInput: code `unknown-kind`, `type-lies` or `type-not-accepted`.
        LimitExceeded: code `archive-bomb`.
    """
    found = kind_of(path)
    if found is None:
        message = f"the content is of no kind that is accepted as evidence; declared: {declared}"
        raise MalformedInput(message, code="unknown-kind")
    if declared != found and declared not in _SAME.get(found, ()):
        message = f"the file is said to be {excerpt(declared)}, but its content is {found}"
        raise MalformedInput(message, code="type-lies")
    if accepted and not accepts(accepted, declared):
        message = f"{declared} is not accepted here; accepted: {', '.join(accepted)}"
        raise MalformedInput(message, code="type-not-accepted")


def kind_of(path: Path) -> str | None:
    """Return a file's media type by its content, or None for a kind that is not known."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        found = _kind_of_head(head)
        if found is None:
            file.seek(0)
            return "text/plain" if _is_text(file) else None
    return _kind_of_zip(path) if found == "application/zip" else found


def _kind_of_head(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _ISO_MEDIA.get(head[8:12], "video/mp4")
    for offset, magic, media_type in _MAGIC:
        if head[offset : offset + len(magic)] == magic and (offset == 0 or head[:4] == b"RIFF"):
            return media_type
    return None


def _is_text(file: BinaryIO) -> bool:
    """Tell whether all of it is UTF-8 text without control characters, and no web page."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = True
    try:
        while chunk := file.read(_CHUNK_BYTES):
            text = decoder.decode(chunk)
            if _NOT_IN_TEXT.search(text) or (first and _MARKUP.match(text)):
                return False
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not first


_NOT_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKUP: Final = re.compile(r"\ufeff?\s*(<[!?a-zA-Z]|#!)")


def _kind_of_zip(path: Path) -> str:
    try:
        with path.open("rb") as file, open_archive(file) as archive:
            names = archive.namelist()
            if names[:1] == ["mimetype"] and archive.infolist()[0].compress_type in METHODS:
                with archive.open("mimetype") as entry:
                    said = entry.read(128).decode("ascii", "replace")
                if _ZIP_TYPES.fullmatch(said):
                    return said
            if "[Content_Types].xml" in names:
                for folder, media_type in _OFFICE:
                    if any(name.startswith(folder) for name in names):
                        return media_type
    except DAMAGED:
        pass  # the inspection of archives says what is wrong with it
    return "application/zip"
