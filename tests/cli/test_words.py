"""Words of others do nothing to a terminal, whichever command prints them."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import microcred.cli
from microcred.cli import main, outcome
from microcred.cli.words import harmless, styled, wrapped
from tests.program.frameworks.sources import case_package

CLI = Path(microcred.cli.__file__).parent
EVIL = "\x1b]0;pwned\x07\x9b2J\u202egnp\u2028\x1b[32m✔ VALID\x1b[0m\r"
OBEYED = ("\x1b", "\x07", "\x9b", "\u202e", "\u2028", "\r")


def test_what_a_terminal_obeys_is_written_out() -> None:
    assert harmless("a\x1b[2Jb\nc\td") == "a\\u001b[2Jb\nc\td"
    assert styled("\x1b[2J", bold=True) == click.style("\\u001b[2J", bold=True)


def test_in_json_it_is_the_same_json(capsys: pytest.CaptureFixture[str]) -> None:
    outcome.print_json({EVIL: [EVIL]})
    printed = capsys.readouterr().out
    assert not any(each in printed for each in OBEYED)
    assert json.loads(printed) == {EVIL: [EVIL]}


def test_a_result_is_exact_in_a_pipe_and_harmless_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome.give('{"a": "\x9b"}\n')
    assert capsys.readouterr().out == '{"a": "\x9b"}\n'
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    outcome.give('{"a": "\x9b"}\n')
    assert capsys.readouterr().out == '{"a": "\\u009b"}\n'


@pytest.mark.parametrize("style", [{}, {"fg": "red", "bold": True}])
def test_a_line_fits_the_terminal_whatever_its_style(
    style: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = styled("NOT GIVEN TO WHOM YOU ASKED FOR, NOT FROM AN ISSUER", **style)
    assert wrapped(text) == text
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    lines = click.unstyle(wrapped(text)).splitlines()
    assert len(lines) == 2
    assert max(map(len, lines)) <= 40
    assert " ".join(map(str.strip, lines)) == click.unstyle(text)


@pytest.mark.parametrize("path", sorted(CLI.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_is_printed_past_the_one_place(path: Path) -> None:
    if path.name in {"outcome.py", "words.py"}:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {("click", "echo"), ("click", "style"),
                                                      ("click", "secho")}, node.lineno  # fmt: skip
        if isinstance(node, ast.Name):
            assert node.id != "print", node.lineno


@pytest.fixture
def framework(tmp_path: Path) -> Path:
    package: dict[str, Any] = case_package()
    for each in (package["CFDocument"], *package["CFItems"]):
        for member in ("title", "fullStatement", "humanCodingScheme", "version"):
            if member in each:
                each[member] += EVIL
    path = tmp_path / "framework.json"
    path.write_text(json.dumps(package))
    return path


@pytest.mark.parametrize("as_json", [False, True])
def test_a_framework_of_somebody_else_is_told_harmlessly(
    framework: Path, tmp_path: Path, as_json: bool
) -> None:
    def run(*words: str) -> str:
        more = ["--json"] if as_json else []
        result = CliRunner().invoke(main, ["program", "framework", *words, *more])
        assert result.exit_code == 0, result.output
        assert not any(each in result.output for each in OBEYED), result.output
        return result.output

    folder = ["--folder", str(tmp_path / "program")]
    (tmp_path / "program").mkdir()
    run("import", str(framework), *folder)
    assert "pwned" in run("list", *folder)
    identifier = next((tmp_path / "program" / "frameworks").glob("*.json")).stem
    assert "pwned" in run("show", identifier, *folder)
