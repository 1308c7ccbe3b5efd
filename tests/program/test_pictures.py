"""The picture of a definition: inside its folder, small enough, and what it seems to be."""

from __future__ import annotations

import base64
import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from microcred.errors import MicrocredError
from microcred.limits import MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS
from microcred.program.pictures import read_picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'


def drawn(form: str, size: tuple[int, int] = (9, 9)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, form)
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says its size, and has next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "form", "media_type"),
    [
        (drawn("PNG"), "png", "image/png"),
        (drawn("JPEG"), "jpeg", "image/jpeg"),
        (SVG, "svg", "image/svg+xml"),
    ],
)
def test_a_picture_is_known_by_its_bytes(
    tmp_path: Path, data: bytes, form: str, media_type: str
) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.bin").write_bytes(data)
    picture = read_picture(tmp_path, "images/a.bin")
    assert (picture.data, picture.form) == (data, form)
    assert picture.data_uri == f"data:{media_type};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unknown-image-format"),
        (b"GIF89a", "unknown-image-format"),
        (drawn("PNG")[:-30], "invalid-image"),
        (drawn("JPEG")[:100], "invalid-image"),
        (SVG[:-4], "invalid-svg"),
        (SVG.replace(b"<circle", b"<script/><circle"), "picture-not-still"),
        (SVG.replace(b"r=", b"fill='url(https://a.example/#b)' r="), "picture-not-still"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, "dtd-refused"),
        (png_of(MAX_PICTURE_PIXELS + 1, 1), "picture-too-large"),
        (png_of(60_000, 60_000), "picture-too-large"),
        (SVG + b" " * MAX_PICTURE_BYTES, "picture-too-large"),
    ],
)
def test_what_is_no_picture_for_a_badge(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(MicrocredError) as caught:
        read_picture(tmp_path, "a.png")
    assert caught.value.code == code


def test_a_picture_of_200_megabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.png").open("wb") as file:
        file.write(drawn("PNG"))
        os.truncate(file.fileno(), 200 * 1024 * 1024)
    with pytest.raises(MicrocredError, match="209715200 bytes") as caught:
        read_picture(tmp_path, "a.png")
    assert caught.value.code == "picture-too-large"


@pytest.mark.parametrize("name", ["../a.png", "/etc/hostname", "images/../../a.png", "link.png"])
def test_a_picture_outside_the_folder_is_not_looked_at(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    (tmp_path / "a.png").write_bytes(drawn("PNG"))
    (folder / "link.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(MicrocredError) as caught:
        read_picture(folder, name)
    assert caught.value.code == "path-outside"


@pytest.mark.parametrize("name", ["no.png", ".", "a\0b"])
def test_a_picture_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(MicrocredError) as caught:
        read_picture(tmp_path, name)
    assert caught.value.code == "unreadable-file"
