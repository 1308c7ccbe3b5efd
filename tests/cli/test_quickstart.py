"""`microcred quickstart`: what a newcomer sees first."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from microcred.cli.words import program, shell_words
from microcred.verifying import Verifier

from .conftest import Shell

BADGES = {"00001-ana.png", "00002-bo.svg", "00003-chi.json", "00004-dee.jwt"}


def test_there_is_everything_that_there_is_to_see(shell: Shell) -> None:
    result = shell("quickstart", "demo")
    assert result.stderr == ""
    assert shell.files("demo") == {
        ".gitignore",
        ".registry-seen.json",
        "microcred.toml",
        "keys",
        "registry.sqlite3",
        "active-listening.yaml",
        "roster.csv",
        "badges",
    }
    assert shell.files("demo/badges") == BADGES
    for name in BADGES:
        assert Verifier().verify(Path("demo/badges", name)).verdict == "valid"
        assert f"✔ VALID  demo/badges/{name}" in result.stdout
    assert shell.issued("demo") == 4


def test_as_json(shell: Shell) -> None:
    made = shell.json("quickstart", "demo")
    assert made["workspace"] == "demo"
    assert {Path(badge["file"]).name for badge in made["badges"]} == BADGES
    assert {badge["verdict"] for badge in made["badges"]} == {"valid"}


@pytest.mark.parametrize("name", ["demo", "with space", 'it\'s "quoted" $HOME', "-dash"])
def test_the_commands_that_it_prints_can_be_copied(name: str, shell: Shell) -> None:
    output = shell("quickstart", "--", name).stdout
    commands = [
        shlex.split(line) for line in output.splitlines() if line.startswith("    microcred ")
    ]
    assert [words[1] for words in commands] == ["verify", "inspect", "mint"]
    for words in commands:
        shell(*words[1:])
    assert len(shell.files(f"{name}/mine")) == 5


def test_only_a_new_or_empty_folder_is_taken(shell: Shell) -> None:
    (shell.folder / "empty").mkdir()
    shell("quickstart", "empty")
    assert shell.error("quickstart", "empty", code=2) == "directory-not-empty"
    (shell.folder / "file").write_text("mine")
    assert shell.error("quickstart", "file", code=2) == "cannot-write-file"
    assert shell.error("quickstart", "/proc/demo", code=2) == "cannot-write-file"
    assert (shell.folder / "file").read_text() == "mine"


def test_the_program_is_called_as_it_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/microcred"])
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert program() == ".venv/bin/microcred"
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/microcred")
    assert program() == "microcred"
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert program() == "microcred"


def test_words_are_quoted_for_the_shell() -> None:
    words = ("a b", "c'd", "$e", "f")
    assert shlex.split(shell_words(*words)) == list(words)
