"""Evidence: kept as it came or refused, and nothing is left behind by a refusal."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from pathlib import Path

from fuzz import badge
from microcred.errors import MicrocredError
from microcred.program.flow.evidence.intake import Intake
from microcred.program.flow.evidence.store import FolderStore

_NAMES = ("a.pdf", "a.png", "a.jpg", "a.docx", "a.odt", "a.zip", "a.txt", "a.webp")
_STORE = FolderStore(Path(tempfile.mkdtemp(prefix="fuzz-")))
_INTAKE = Intake(_STORE, max_bytes=1024 * 1024)
_PDF = (b"%PDF-1.7\n1 0 obj\n<< /Author (Ana \\(Hill\\)) /Type /ObjStm >>\nstream\nx\nendstream\n"
        b"<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li></rdf:Seq></dc:creator>")  # fmt: skip
_EXIF = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x3b\x01\x02\0\x04\0\0\0Ana\0\0\0\0\0"


def _zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return data.getvalue()


def seeds() -> list[bytes]:
    office = _zipped({"[Content_Types].xml": b"<Types/>",
                      "docProps/core.xml": b"<dc:creator>Ana</dc:creator>",
                      "word/document.xml": b"<w:t>ana@hill.example</w:t>"})  # fmt: skip
    odt = _zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "meta.xml": b"<a/>"}, 0)
    jpeg = b"\xff\xd8\xff\xe1" + (len(_EXIF) + 2).to_bytes(2, "big") + _EXIF + b"\xff\xd9"
    files = (_PDF, badge.png(), jpeg, office, odt, _zipped({"b.zip": office}), b"to ana@hill.example",
             b"RIFF\0\0\0\0WEBPVP8X")  # fmt: skip
    return [bytes([number]) + data for number, data in enumerate(files)]


def check(data: bytes) -> None:
    name, content = _NAMES[data[0] % len(_NAMES) if data else 0], data[1:]
    try:
        received = _INTAKE.file(io.BytesIO(content), name, known_names=["Ana"])
        assert received.digest == hashlib.sha256(content).hexdigest()
        with _STORE.open(received.digest) as file:
            assert file.read() == content
        _STORE.delete(received.digest)
    except MicrocredError:
        pass
    left = {path.name for path in _STORE.root.rglob("*") if path.is_file()}
    assert left <= {".gitignore"}
