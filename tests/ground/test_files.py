"""Files are read where they are files, and written where the path leads without links."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError
from microcred.files import check_not_linked, make_folder, open_file, read_start


def special(folder: Path, kind: str) -> Path:
    """Make what is no file: a FIFO that nobody writes, a socket, a link to a device."""
    path = folder / kind
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "folder"])
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path, kind: str) -> None:
    path = special(tmp_path, kind)
    code = "unreadable-file" if kind == "folder" else "not-a-file"
    with pytest.raises(ConfigurationError) as caught:
        read_start(path, 10)
    assert caught.value.code == code
    with pytest.raises(IsADirectoryError if kind == "folder" else ConfigurationError):
        open_file(path)


def test_a_file_is_read_through_a_link_and_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").symlink_to("a")
    assert read_start(tmp_path / "b", 3) == b"123"
    assert read_start(tmp_path / "b") == b"12345"


@pytest.mark.parametrize("linked", ["out", "out/a", "out/a/b"])
def test_no_folder_is_made_or_written_through_a_link(tmp_path: Path, linked: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / linked
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError) as caught:
        make_folder(tmp_path / "out" / "a" / "b", within=tmp_path / "out")
    assert caught.value.code == "linked-folder"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_how_one_comes_to_the_folder_that_was_named_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    make_folder(tmp_path / "link" / "out" / "a", within=tmp_path / "link" / "out")
    check_not_linked(tmp_path / "link" / "out")
    assert (tmp_path / "real" / "out" / "a").is_dir()
