"""A shell in a folder of its own, and a workspace with the examples in it."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from microcred.cli import main
from microcred.ledger.badges import count_badges
from microcred.registry import Database

from .shapes import check_shape

DEFINITION = "active-listening.yaml"
ROSTER = "roster.csv"


class Shell:
    """Calls commands as a person does, and holds what every call must keep to."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.env: dict[str, str | None] = {"MICROCRED_PASSPHRASE": None}

    def __call__(self, *words: str | Path, stdin: bytes | None = None, code: int = 0) -> Result:
        """Run a command that must end with `code`; nothing but SystemExit may leave it."""
        result = CliRunner().invoke(
            main,
            [str(word) for word in words],
            input=stdin,
            env=self.env,
            prog_name="microcred",
            catch_exceptions=False,
        )
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result

    def json(self, *words: str | Path, stdin: bytes | None = None, code: int = 0) -> Any:
        """Run a command with --json, which must print one document, of the shape of its schema."""
        document = json.loads(self(*words, "--json", stdin=stdin, code=code).stdout)
        check_shape([str(word) for word in words], document)
        return document

    def error(self, *words: str | Path, stdin: bytes | None = None, code: int = 1) -> str:
        """Run a command that is refused, with and without --json; give the error's code."""
        plain = self(*words, stdin=stdin, code=code)
        assert plain.stdout == ""
        assert plain.stderr.strip()
        error: str = self.json(*words, stdin=stdin, code=code)["error"]["code"]
        return error

    def issued(self, workspace: str = ".") -> int:
        """Count what the registry has."""
        file = self.folder / workspace / "registry.sqlite3"
        with closing(Database(file)) as database, database.reading() as connection:
            return count_badges(connection)

    def files(self, folder: str = ".") -> set[str]:
        """Return the names of what is in a folder, hidden files and all."""
        return {path.name for path in (self.folder / folder).iterdir()}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)


def copy_examples(folder: Path) -> None:
    for name in (DEFINITION, ROSTER):
        data = resources.files("microcred.cli").joinpath("examples", name).read_bytes()
        (folder / name).write_bytes(data)


@pytest.fixture(scope="session")
def _hill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hill")
    words = ["init", str(folder), "--name", "Hill District", "--url", "https://hill.example"]
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    copy_examples(folder)
    return folder


@pytest.fixture
def hill(_hill: Path, shell: Shell) -> Shell:
    """A shell that stands in a workspace with the example definition and roster."""
    shutil.copytree(_hill, shell.folder, dirs_exist_ok=True)
    return shell


@pytest.fixture(scope="session")
def badges(_hill: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one valid badge in each form: badge.json, badge.jwt, badge.png, badge.svg."""
    folder = tmp_path_factory.mktemp("badges")
    workspace = shutil.copytree(_hill, tmp_path_factory.mktemp("issuer"), dirs_exist_ok=True)
    for form in ("json", "jwt", "png", "svg"):
        words = ["issue", str(workspace / DEFINITION), "--to", "ana@school.example",
                 "--format", form, "--result", "Listens to understand=Accomplished", "--evidence",
                 "https://hill.example/lesson", "-o", str(folder / f"badge.{form}"),
                 "--workspace", str(workspace)]  # fmt: skip
        assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    return folder
