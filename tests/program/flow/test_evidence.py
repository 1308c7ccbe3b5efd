"""Evidence: what is taken in, what is refused, and that nothing is left behind by a refusal."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from microcred.errors import (
    ConfigurationError,
    LimitExceeded,
    MalformedInput,
    MicrocredError,
    Refused,
)
from microcred.limits import MAX_EVIDENCE_TEXT_CHARACTERS
from microcred.program.flow.evidence.intake import Intake, Received
from microcred.program.flow.evidence.store import FolderStore

PDF = b"%PDF-1.7\n1 0 obj\n<< /Title (Lesson) >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "evidence")


@pytest.fixture
def intake(store: FolderStore) -> Intake:
    return Intake(store, max_bytes=4 * 1024 * 1024)


def zipped(entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return data.getvalue()


def docx(core: str = "", body: str = "A plan.", more: dict[str, bytes] | None = None) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "docProps/core.xml": core.encode(),
            "word/document.xml": f"<w:t>{body}</w:t>".encode(),
            **(more or {}),
        }
    )


class Endless(io.RawIOBase):
    """A stream of 5 GB that counts how much of it was read."""

    size = 5 * 1024**3

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "all of it was asked for at once"
        size = min(size, self.size - self.given)
        self.given += size
        return PDF.ljust(size, b"\n")[:size]


def files_in(store: FolderStore) -> list[Path]:
    found = [path for path in store.root.rglob("*") if path.is_file()]
    return [path for path in found if path.name != ".gitignore"]


def test_evidence_is_the_owners_alone_and_no_business_of_git(
    intake: Intake, store: FolderStore
) -> None:
    store.root.mkdir(mode=0o755)
    intake.file(io.BytesIO(PDF), "plan.pdf")
    assert (store.root / ".gitignore").read_text() == "*\n"
    for path in (store.root, *store.root.rglob("*")):
        others = path.stat().st_mode & 0o077
        assert others == 0 or path.name == ".gitignore", path


def test_a_file_is_kept_by_its_digest(intake: Intake, store: FolderStore) -> None:
    received = intake.file(io.BytesIO(PDF), "plan.pdf")
    digest = hashlib.sha256(PDF).hexdigest()
    assert received == Received("file", digest, len(PDF), "application/pdf", "plan.pdf")
    assert store.exists(digest)
    with store.open(digest) as file:
        assert file.read() == PDF
    (path,) = files_in(store)
    assert path.relative_to(store.root).as_posix() == f"{digest[:2]}/{digest[2:]}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found for found, _ in store.listing()] == [digest]
    intake.file(io.BytesIO(PDF), "again.pdf")
    assert files_in(store) == [path]


def test_what_was_deleted_is_gone(intake: Intake, store: FolderStore) -> None:
    digest = intake.file(io.BytesIO(PDF), "plan.pdf").digest or ""
    for _ in range(2):
        store.delete(digest)
        assert not store.exists(digest)
    with pytest.raises(Refused) as caught:
        store.open(digest)
    assert caught.value.code == "no-such-evidence"


@pytest.mark.parametrize("digest", ["../../etc/passwd", "/etc/passwd", "A" * 64, "a" * 63, ""])
def test_nothing_but_a_digest_names_a_file(store: FolderStore, digest: str) -> None:
    actions: list[Callable[[str], object]] = [store.open, store.exists, store.delete]
    for action in actions:
        with pytest.raises(MalformedInput) as caught:
            action(digest)
        assert caught.value.code == "invalid-digest"


def test_five_gigabytes_are_refused_at_the_limit(intake: Intake, store: FolderStore) -> None:
    stream = Endless()
    with pytest.raises(LimitExceeded) as caught:
        intake.file(stream, "lesson.pdf")  # type: ignore[arg-type]
    assert caught.value.code == "evidence-too-large"
    assert str(intake.max_bytes) in caught.value.message
    assert stream.given == intake.max_bytes + 1
    assert files_in(store) == []


def test_exactly_the_limit_is_taken(store: FolderStore) -> None:
    data = PDF.ljust(100)
    assert Intake(store, max_bytes=100).file(io.BytesIO(data), "a.pdf").size == 100
    with pytest.raises(LimitExceeded):
        Intake(store, max_bytes=99).file(io.BytesIO(data), "a.pdf")


def refusal(intake: Intake, data: bytes, name: str, **options: object) -> str:
    with pytest.raises(MicrocredError) as caught:
        intake.file(io.BytesIO(data), name, **options)  # type: ignore[arg-type]
    assert files_in(intake.store) == []  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PNG, "plan.pdf"),
        (b"MZ\x90\x00" + bytes(60), "plan.pdf"),
        (b"<html><script>alert(1)</script>", "notes.txt"),
        (b"#!/bin/sh\nrm -rf ~\n", "notes.txt"),
        (b"\x7fELF" + bytes(60), "lesson.mp4"),
        (docx(), "pictures.zip"),
        (zipped({"a.txt": b"a"}), "plan.docx"),
        (b"no \x00 text", "notes.txt"),
        (b"\xff\xfe\xfa latin", "notes.txt"),
    ],
)
def test_a_type_that_lies_is_refused(intake: Intake, data: bytes, name: str) -> None:
    assert refusal(intake, data, name) in {"type-lies", "unknown-kind"}


def test_the_message_says_what_it_is_said_to_be_and_what_it_is(intake: Intake) -> None:
    with pytest.raises(MalformedInput) as caught:
        intake.file(io.BytesIO(PNG), "plan.pdf")
    assert caught.value.code == "type-lies"
    assert "'application/pdf'" in caught.value.message
    assert "image/png" in caught.value.message


def test_a_type_that_the_definition_does_not_want_is_refused(intake: Intake) -> None:
    wanted = ["application/pdf", "video/*"]
    assert refusal(intake, PNG, "photo.png", accepted=wanted) == "type-not-accepted"
    movie = b"\0\0\0\x18ftypmp42" + bytes(32)
    assert intake.file(io.BytesIO(movie), "a.mp4", accepted=wanted).media_type == "video/mp4"


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (docx(), "plan.docx", DOCX),
        (b"name;score\n", "a.csv", "text/csv"),
        ("# Über\n".encode(), "a.md", "text/markdown"),
        (b"\xff\xd8\xff\xe0" + bytes(30), "A.JPG", "image/jpeg"),
        (b"\0\0\0\x18ftypqt  " + bytes(32), "a.mov", "video/quicktime"),
        (b"RIFF\0\0\0\0WEBP", "a.webp", "image/webp"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}, method=0), "a.odt",
         "application/vnd.oasis.opendocument.text"),
    ],
)  # fmt: skip
def test_what_is_what_it_says_is_taken(
    intake: Intake, data: bytes, name: str, media_type: str
) -> None:
    assert intake.file(io.BytesIO(data), name).media_type == media_type


def test_an_empty_file_and_one_without_an_ending_are_refused(intake: Intake) -> None:
    assert refusal(intake, b"", "plan.pdf") == "empty-evidence"
    assert refusal(intake, PDF, "plan") == "unknown-kind"
    assert refusal(intake, PDF, "plan.exe") == "unknown-kind"
    assert intake.file(io.BytesIO(PDF), "plan", media_type="application/pdf").size == len(PDF)


@pytest.mark.parametrize(
    "name",
    [
        "../plan.pdf",
        "/etc/plan.pdf",
        "..",
        ".",
        "a\\b.pdf",
        "a\nb.pdf",
        " ",
        "x" * 256,
        "a\u202efdp.pdf",
        "a\x9b.pdf",
    ],
)
def test_a_name_that_climbs_out_is_refused(intake: Intake, name: str) -> None:
    assert refusal(intake, PDF, name, media_type="application/pdf") == "unsafe-name"


def test_a_zip_bomb_is_refused(intake: Intake) -> None:
    bomb = zipped({"zeros": bytes(64 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal(intake, bomb, "a.zip") == "archive-bomb"
    assert (
        refusal(intake, docx(more={"word/media": bytes(64 * 1024**2)}), "a.docx") == "archive-bomb"
    )


def test_a_bomb_inside_is_refused(intake: Intake) -> None:
    bomb = zipped({"zeros": bytes(64 * 1024 * 1024)})
    assert refusal(intake, zipped({"a.zip": bomb}), "a.zip") == "archive-bomb"
    nested = zipped({"a.txt": b"a"})
    for _ in range(3):
        nested = zipped({"a.zip": nested})
    assert refusal(intake, nested, "a.zip") == "archive-bomb"


def test_a_directory_that_lies_about_sizes_is_refused(intake: Intake) -> None:
    bomb = bytearray(zipped({"zeros": bytes(64 * 1024 * 1024)}))
    central = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<I", bomb, central + 24, 1000)  # the size that it claims to expand to
    assert refusal(intake, bytes(bomb), "a.zip") in {"archive-bomb", "archive-damaged"}


def test_more_entries_than_anybody_needs_are_refused(intake: Intake) -> None:
    many = zipped({f"{number}": b"" for number in range(10_001)})
    assert refusal(intake, many, "a.zip") == "archive-bomb"


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "a/../../b", "C:/a", "..\\a", "a\0/b"])
def test_an_entry_that_climbs_out_is_refused(intake: Intake, name: str) -> None:
    data = zipped({name.replace("\0", "Q"): b"a"})
    assert refusal(intake, data.replace(b"aQ/b", b"a\0/b"), "a.zip") == "archive-path"


def test_a_link_inside_an_archive_is_refused(intake: Intake) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entry = zipfile.ZipInfo("passwords")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert refusal(intake, data.getvalue(), "a.zip") == "archive-path"


def test_macros_passwords_and_damage_are_refused(intake: Intake) -> None:
    assert refusal(intake, docx(more={"word/vbaProject.bin": b"x"}), "a.docx") == "archive-macros"
    locked = bytearray(zipped({"a.txt": b"a"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(intake, bytes(locked), "a.zip") == "archive-encrypted"
    whole = zipped({"a.txt": b"abcdef" * 1000}, method=0)
    assert refusal(intake, whole.replace(b"abcdef", b"abcdeX", 1), "a.zip") == "archive-damaged"
    assert refusal(intake, whole[:-30], "a.zip") == "archive-damaged"


def test_texts_are_kept_and_bounded(intake: Intake, store: FolderStore) -> None:
    received = intake.text("I asked before I told.")
    with store.open(received.digest or "") as file:
        assert file.read() == b"I asked before I told."
    too_long = "a" * (MAX_EVIDENCE_TEXT_CHARACTERS + 1)
    for text, code in {
        "  ": "empty-evidence",
        "a\0b": "not-unicode",
        "\ud800": "not-unicode",
        too_long: "evidence-too-large",
    }.items():
        with pytest.raises(MalformedInput) as caught:
            intake.text(text)
        assert caught.value.code == code


def found_in(intake: Intake, data: bytes, name: str, *names: str) -> set[tuple[str, str, str]]:
    received = intake.file(io.BytesIO(data), name, known_names=names)
    return {(each.code, each.where, each.found.strip("'")) for each in received.telltales}


def test_authors_of_documents_are_flagged(intake: Intake) -> None:
    core = "<dc:creator>Ana Silva</dc:creator><cp:lastModifiedBy>asilva</cp:lastModifiedBy>"
    assert found_in(intake, docx(core, "Write to ana@school.example"), "plan.docx") == {
        ("author", "metadata", "Ana Silva"),
        ("author", "metadata", "asilva"),
        ("e-mail", "text", "ana@school.example"),
    }
    hidden = zlib.compress(b"<< /Author <FEFF0041006E0061> >>")
    pdf = b"%PDF-1.7\n3 0 obj\n<< /Type /ObjStm >>\nstream\n" + hidden + b"\nendstream\n"
    assert found_in(intake, pdf, "plan.pdf") == {("author", "metadata", "Ana")}
    plain = b"%PDF-1.4\n<< /Author (Ana \\(Silva\\)) >>"
    assert found_in(intake, plain, "plan.pdf") == {("author", "metadata", "Ana (Silva)")}
    xmp = b"%PDF-1.4\n<dc:creator>\n<rdf:Seq><rdf:li>Ana</rdf:li></rdf:Seq></dc:creator>"
    assert found_in(intake, xmp, "plan.pdf") == {("author", "metadata", "Ana")}


def test_pictures_that_name_their_maker_or_place_are_flagged(intake: Intake) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x013B] = "Ana Silva"
    exif.get_ifd(0x8825)[1] = "N"
    data = io.BytesIO()
    Image.new("RGB", (2, 2)).save(data, "JPEG", exif=exif)
    assert found_in(intake, data.getvalue(), "class.jpg") == {
        ("author", "metadata", "Ana Silva"),
        ("position", "metadata", "where it was taken"),
    }


def test_names_in_file_names_and_texts_are_flagged_as_whole_words(intake: Intake) -> None:
    assert found_in(intake, PDF, "ana-silva_plan.pdf", "Ana", "Silva", "") == {
        ("name", "file name", "Ana"),
        ("name", "file name", "Silva"),
    }
    assert found_in(intake, b"We read about bananas.\n", "a.txt", "Ana") == set()
    telltales = intake.text("Signed, ANA", ["Ana"]).telltales
    assert [each.code for each in telltales] == ["name"]


def test_clean_evidence_has_no_telltales(intake: Intake) -> None:
    assert found_in(intake, docx(), "plan.docx", "Ana") == set()
    assert found_in(intake, PDF, "plan.pdf", "Ana") == set()


def test_a_link_that_names_somebody_is_flagged(intake: Intake) -> None:
    found = intake.link("https://school.example/~silva/lesson", ["Silva"]).telltales
    assert [(each.code, each.found) for each in found] == [("name", "'Silva'")]


@pytest.mark.loopback
def test_a_link_is_looked_at_through_the_fetcher_whatever_is_there(store: FolderStore) -> None:
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    from microcred.fetch import HttpFetcher

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<p>Lesson</p>")

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        fetcher = HttpFetcher(allow_loopback=True)
        url = f"http://127.0.0.1:{server.server_port}/lesson"
        seen = Intake(store, fetcher=fetcher).link(url, look=True)
        server.shutdown()
        thread.join()
    assert (seen.media_type, seen.size) == ("text/html", 13)
    assert seen.digest == hashlib.sha256(b"<p>Lesson</p>").hexdigest()


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://sites.example/ana-maria.lopez/plan", [("name", "'Ana Maria Lopez'")]),
        ("https://sites.example/?by=ana%40school.example", [("e-mail", "'ana@school.example'")]),
        ("https://sites.example/banana-marial", []),
    ],
)
def test_names_in_addresses_are_flagged(
    intake: Intake, url: str, found: list[tuple[str, str]]
) -> None:
    telltales = intake.link(url, ["Ana Maria Lopez"]).telltales
    assert [(each.code, each.found) for each in telltales] == found
    assert all(each.where == "link" for each in telltales)


def with_directory_of(entries: int) -> bytes:
    """Make a ZIP file that has one entry, and lists it ever so often."""
    data = zipped({"a.txt": b"a"})
    place = data.index(b"PK\x01\x02")
    listed, end = data[place : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    listing = listed * entries
    tail = end[:8] + struct.pack("<HHII", 0xFFFF, 0xFFFF, len(listing), place) + end[20:]
    return data[:place] + listing + tail


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.odt"])
def test_a_directory_is_not_read_before_its_size_is_known(intake: Intake, name: str) -> None:
    intake.max_bytes = 16 * 1024 * 1024
    assert refusal(intake, with_directory_of(100_000), name) == "archive-bomb"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_compression_that_asks_for_memory_is_refused(intake: Intake, method: int) -> None:
    assert refusal(intake, zipped({"a.txt": b"a" * 99}, method=method), "a.zip") == "archive-method"
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    assert refusal(intake, zipped(odt, method=method), "a.odt") == "type-lies"


MEGABYTE = 1_000_000


def stored_docx(body: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"", "word/document.xml": body}, method=0)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (stored_docx(b"<" * MEGABYTE), "a.docx"),
        (stored_docx(b"<dc:creator " * (MEGABYTE // 12)), "a.docx"),
        (PDF + b"<dc:creator><rdf:Seq><rdf:li " * (MEGABYTE // 28), "a.pdf"),
        (PDF + b"/Author(" * (MEGABYTE // 8), "a.pdf"),
        (PDF + b"1 0 obj /ObjStm stream\n" * (4 * MEGABYTE // 23), "a.pdf"),
        (b"a" * 4 * MEGABYTE, "a.txt"),
        (b"a@a.a " * (MEGABYTE // 2), "a.txt"),
    ],
)  # fmt: skip
def test_the_time_to_look_through_a_file_grows_with_its_size_only(
    intake: Intake, data: bytes, name: str
) -> None:
    """Each took from a minute to hours where a pattern looked over the same text again."""
    before = time.process_time()
    assert len(intake.file(io.BytesIO(data), name).telltales) <= 1
    assert time.process_time() - before < 2


def test_an_author_with_parentheses_is_found(intake: Intake) -> None:
    for written in (rb"(Ana Ruiz \(Hill\))", b"(Ana Ruiz (Hill))"):
        data = PDF + b"2 0 obj\n<< /Author " + written + b" >>\nendobj\n"
        (found,) = intake.file(io.BytesIO(data), "a.pdf").telltales
        assert found.found == "'Ana Ruiz (Hill)'"


def test_evidence_is_not_kept_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for linked in ("store", "store/incoming"):
        (tmp_path / linked).parent.mkdir(exist_ok=True)
        (tmp_path / linked).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(ConfigurationError) as caught:
            FolderStore(tmp_path / "store").prepare()
        assert caught.value.code == "linked-folder"
        (tmp_path / linked).unlink()
    assert list((tmp_path / "elsewhere").iterdir()) == []
