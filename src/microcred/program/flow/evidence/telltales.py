"""Find what gives a person away to an assessor who is to judge blind.

Nothing is changed: the educator is told before submitting, and the coordinator before assigning.
What a picture shows, a recording sounds like or a text says between the lines, nobody finds so;
finding nothing is no promise.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from microcred.errors import excerpt
from microcred.limits import MAX_INSPECTED_BYTES
from microcred.program.flow.evidence.archives import open_archive

# Every pattern here goes through megabytes that somebody else wrote: none may look ahead over
# text that a later match looks over again, or the time grows with the square of the size.
_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
_MAX_FOUND: Final = 20
_OFFICE_PARTS: Final = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_OFFICE_TEXT: Final = re.compile(
    r"(word/(document|header\d*|footer\d*|comments)|ppt/slides/slide\d+|xl/sharedStrings|content)"
    r"\.xml\Z"
)
_OFFICE_NAMES: Final = re.compile(
    r"<(dc:creator|cp:lastModifiedBy|Manager|Company|meta:initial-creator|meta:printed-by)\b[^<>]*>"
    r"([^<]+)<"
)
_XML_TAG: Final = re.compile(r"<[^<>]*>")
_PDF_INFO: Final = re.compile(
    rb"/(Author)\s*(\((?:\\.|[^\\()]|\([^\\()]{0,100}\)){1,400}\)|<[0-9A-Fa-f\s]{2,1600}>)"
)
_PDF_XMP: Final = re.compile(
    rb"<dc:creator>\s*<rdf:Seq>\s*<rdf:li[^<>]*>([^<]{1,400})</rdf:li>", re.DOTALL
)
_PDF_STREAM: Final = re.compile(rb"stream\r?\n")
_EXIF: Final = {0x013B: "Artist", 0x8298: "Copyright", 0x9C9D: "XPAuthor", 0x8825: "GPS position"}
_EXIF_OWNER: Final = {0xA430: "camera owner", 0xA431: "camera's serial number"}
_EXIF_FOLDER: Final = 0x8769


@dataclass(frozen=True, slots=True)
class Telltale:
    """Something that may give a person away.

    Attributes:
        code: `name-in-file-name`, `author`, `e-mail`, `name`, `position`.
        where: in what it was found: `file name`, `metadata`, `text`, `link`.
        found: what was found, shortened.
    """

    code: str
    where: str
    found: str


def find_telltales(
    path: Path, media_type: str, file_name: str, names: Sequence[str] = ()
) -> tuple[Telltale, ...]:
    """Look through a file.

    Args:
        path: the file.
        media_type: what it is.
        file_name: what the educator called it.
        names: the person's names, where they are known; they are looked for as whole words.

    Returns:
        What was found, each once, at most 20.
    """
    named = _in_text(file_name, names, "file name")
    return _each_once(chain(named, _in_content(path, media_type, names)))


def find_in_text(text: str, names: Sequence[str] = ()) -> tuple[Telltale, ...]:
    """Look through a text that was handed in as such."""
    return _each_once(_in_text(text, names, "text"))


def find_in_link(url: str, names: Sequence[str] = ()) -> tuple[Telltale, ...]:
    """Look through an address; names in it may be written with hyphens, dots or pluses."""
    words = re.sub(r"[-._+/]", " ", unquote(url))
    return _each_once(chain(_in_text(unquote(url), (), "link"), _in_text(words, names, "link")))


def _each_once(found: Iterable[Telltale]) -> tuple[Telltale, ...]:
    """Return the first that are found; what comes after those is not looked for."""
    seen: dict[Telltale, None] = {}
    for each in found:
        seen[each] = None
        if len(seen) == _MAX_FOUND:
            break
    return tuple(seen)


def _in_content(path: Path, media_type: str, names: Sequence[str]) -> Iterator[Telltale]:
    if media_type.startswith("image/"):
        yield from _in_picture(_beginning(path))
    elif media_type == "application/pdf":
        yield from _in_pdf(_beginning(path))
    elif "officedocument" in media_type or "opendocument" in media_type:
        yield from _in_office(path, names)
    elif media_type.startswith("text/") or media_type == "application/json":
        yield from _in_text(_beginning(path).decode("utf-8", "replace"), names, "text")


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_INSPECTED_BYTES)


def _in_text(text: str, names: Sequence[str], where: str) -> Iterator[Telltale]:
    for address in dict.fromkeys(match[0] for match in _EMAIL.finditer(text)):
        yield Telltale("e-mail", where, excerpt(address))
    for name in names:
        if name.strip() and re.search(
            rf"(?<![^\W_]){re.escape(name.strip())}(?![^\W_])", text, re.IGNORECASE
        ):
            yield Telltale("name", where, excerpt(name.strip()))


def _author(found: str, where: str = "metadata") -> Iterator[Telltale]:
    if found.strip():
        yield Telltale("author", where, excerpt(found.strip()))


def _in_office(path: Path, names: Sequence[str]) -> Iterator[Telltale]:
    """Read properties and words of a document whose archive was checked already."""
    left = MAX_INSPECTED_BYTES
    with path.open("rb") as file, open_archive(file) as archive:
        for name in archive.namelist():
            is_text = bool(_OFFICE_TEXT.match(name))
            if left <= 0 or not (is_text or name in _OFFICE_PARTS):
                continue
            with archive.open(name) as entry:
                data = entry.read(left)
            left -= len(data)
            text = data.decode("utf-8", "replace")
            if is_text:
                yield from _in_text(_XML_TAG.sub(" ", text), names, "text")
            for match in _OFFICE_NAMES.finditer(text):
                yield from _author(match[2])


def _in_pdf(data: bytes) -> Iterator[Telltale]:
    for part in _pdf_parts(data):
        for match in _PDF_INFO.finditer(part):
            yield from _author(_pdf_text(match[2]))
        for match in _PDF_XMP.finditer(part):
            yield from _author(match[1].decode("utf-8", "replace"))


def _pdf_parts(data: bytes) -> Iterator[bytes]:
    """Yield the file itself, and its compressed objects and metadata (ISO 32000, 7.5.7).

    A stream is read up to where the next begins, so that no byte is read twice.
    """
    yield data
    left = MAX_INSPECTED_BYTES
    size = len(data)
    places = (match.span() for match in _PDF_STREAM.finditer(data))
    for (before, start), (end, _) in pairwise(chain(places, [(size, size)])):
        dictionary = data[max(0, before - 400) : before].rpartition(b" obj")[2]
        if b"/ObjStm" not in dictionary and b"/Metadata" not in dictionary:
            continue
        try:
            part = zlib.decompressobj().decompress(data[start:end], left)
        except zlib.error:
            continue  # not compressed, or not so
        left -= len(part)
        if left <= 0:
            return
        yield part


def _pdf_text(token: bytes) -> str:
    """Decode a PDF string (ISO 32000, 7.3.4): in parentheses, or in hexadecimal."""
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1])
        data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        data = re.sub(rb"\\([()\\])", rb"\1", token[1:-1])
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("utf-8", "replace")


def _in_picture(data: bytes) -> Iterator[Telltale]:
    from PIL import Image  # noqa: PLC0415  # paid only where a picture is handed in

    try:
        with Image.open(BytesIO(data)) as picture:  # reads the head only: no pixel is decoded
            exif = picture.getexif()
            words = [text for name, text in picture.info.items() if _names_author(name)]
            inner = exif.get_ifd(_EXIF_FOLDER)
    except Exception:  # many formats, as many errors; it is only looked at here
        return
    yield from (_exif_telltale(name, exif[tag]) for tag, name in _EXIF.items() if tag in exif)
    for text in (*(inner[tag] for tag in _EXIF_OWNER if tag in inner), *words):
        yield from _author(str(text))


def _names_author(name: object) -> bool:
    return str(name).lower() in {"author", "artist", "copyright"}


def _exif_telltale(name: str, value: object) -> Telltale:
    """Describe one entry of a picture's metadata: where it was taken is not repeated."""
    if name.startswith("GPS"):
        return Telltale("position", "metadata", excerpt("where it was taken"))
    return Telltale("author", "metadata", excerpt(str(value)))
