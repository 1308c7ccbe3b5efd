"""The library says what is wrong; only the command line says what to do about it in commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import microcred
from microcred.cli.advice import NEXT, advice_on

from .conftest import Shell

ROOT = Path(microcred.__file__).parent
COMMAND = re.compile(r"'microcred [a-z]|\bmicrocred (?:program|key) [a-z]|(?:^|[\s(\"'])--[a-z]")
OWN_COMMANDS = set(ROOT.rglob("*export.py"))
"""Modules that are called with arguments of their own, by whoever works on microcred."""


def strings_of(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documented:
            continue
        if isinstance(node.value, str):
            yield node.value


def speaks_of_commands(path: Path) -> bool:
    return any(COMMAND.search(text) for text in strings_of(path))


def test_no_message_of_the_library_names_a_command_or_an_option() -> None:
    library = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] != "cli"]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in library
        if path not in OWN_COMMANDS and speaks_of_commands(path)
    }
    assert found == set()


def test_each_piece_of_advice_is_on_something_that_is_raised() -> None:
    texts = "\n".join(
        path.read_text("utf-8") for path in ROOT.rglob("*.py") if path.name != "advice.py"
    )
    for key in NEXT:
        code, _, member = key.partition("/")
        assert f'"{code}"' in texts, code
        assert not member or f'"{member}"' in texts, member


def test_advice_is_chosen_by_what_the_error_has_and_its_words_are_words_of_a_shell() -> None:
    assert advice_on("registry-missing", {}) == "Run 'microcred upgrade'."
    assert advice_on("registry-missing", {"file": "x"}).startswith("Restore it")
    told = advice_on("invalid-settings", {"signing_setting": "a b; c"})
    assert told == "To change keys, run 'microcred key rotate --to 'a b; c''."
    assert advice_on("invalid-settings", {}) == ""
    assert advice_on("revoked-is-final", {}) == ""


def test_an_error_is_told_with_what_to_do_next(shell: Shell) -> None:
    told = shell("badges", code=2).stderr
    assert told == (
        f"error: no microcred.toml in {shell.folder.resolve()} or above. {NEXT['no-workspace']}\n"
    )
    error = shell.json("badges", code=2)["error"]
    assert (error["code"], error["advice"]) == ("no-workspace", NEXT["no-workspace"])
    assert "microcred init" not in error["message"]


def test_one_code_has_other_advice_where_its_data_says_more() -> None:
    assert advice_on("site-file-left", {}) == "Run 'microcred publish --all'."
    assert advice_on("site-file-left", {"evidence": "a"}) == "Run 'microcred publish'."
    assert advice_on("credential-invalid", {}) == ""
    assert "'microcred resign'" in advice_on("credential-invalid", {"key_finding": "revoked"})
