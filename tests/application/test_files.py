"""Files are whole or not there, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError
from microcred.files import locked, make_folder, write_file


def test_a_new_file_has_its_content_and_mode(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"data")
    write_file(tmp_path / "secret", b"data", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"data"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "secret"]


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(ConfigurationError) as caught:
        write_file(path, b"new")
    assert caught.value.code == "file-exists"
    assert path.read_bytes() == b"old"
    write_file(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("overwrite", [False, True])
def test_without_hard_links_too(
    overwrite: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    write_file(tmp_path / "a", b"data", overwrite=overwrite)
    assert (tmp_path / "a").read_bytes() == b"data"
    with pytest.raises(ConfigurationError):
        write_file(tmp_path / "a", b"other")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"data"]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("place", ["folder", "absent/a", "file/a", "a\0b"])
def test_what_cannot_be_written(place: str, overwrite: bool, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError) as caught:
        write_file(tmp_path / place, b"data", overwrite=overwrite)
    assert caught.value.code in ("cannot-write-file", "file-exists")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in ("file", "file/a"):
        with pytest.raises(ConfigurationError) as caught:
            make_folder(tmp_path / place)
        assert caught.value.code == "cannot-write-file"
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")


KILLED = """
import os, signal, sys
from pathlib import Path
from microcred.files import write_file
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Path.hardlink_to = Path.replace = kill
write_file(Path(sys.argv[1]), b"new" * 100_000, overwrite=sys.argv[2] == "True")
"""


@pytest.mark.parametrize("overwrite", [False, True])
def test_killed_before_the_name_is_given_there_is_no_half_file(
    overwrite: bool, tmp_path: Path
) -> None:
    path = tmp_path / "badge.png"
    if overwrite:
        path.write_bytes(b"old")
    run = subprocess.run([sys.executable, "-c", KILLED, str(path), str(overwrite)], check=False)
    assert run.returncode == -signal.SIGKILL
    assert path.exists() is overwrite
    assert not overwrite or path.read_bytes() == b"old"
    # What is left has a name of its own, and the next try is not in its way.
    write_file(path, b"new", overwrite=overwrite)
    assert path.read_bytes() == b"new"


def test_a_lock_is_held_against_other_openers(tmp_path: Path) -> None:
    with locked(tmp_path, wait=False):
        with pytest.raises(ConfigurationError) as caught, locked(tmp_path, wait=False):
            raise AssertionError("held twice")
        assert caught.value.code == "in-use"
    with locked(tmp_path, wait=True):
        pass


def test_what_is_not_there_cannot_be_held(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError), locked(tmp_path / "absent", wait=False):
        pass


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError) as caught:
        write_file(tmp_path / "a", b"data")
    assert caught.value.code == "cannot-write-file"
    tmp_path.chmod(0o700)
