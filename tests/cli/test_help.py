"""The help texts, the pages that repeat them, and what holds for every command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import microcred
from microcred.cli import main
from microcred.cli.app import COMMANDS
from microcred.cli.lazy_group import LazyGroup
from microcred.cli.man import manual_page
from microcred.cli.reference import (
    command_names,
    commands_in,
    find_command,
    help_of,
    with_current_help,
)

from .conftest import Shell

ROOT = Path(__file__).resolve().parents[2]
NAMES = list(command_names())
LEAVES = [names for names in NAMES if not isinstance(find_command(names), click.Group)]
LAZY = [names for names in NAMES if isinstance(find_command(names), LazyGroup)]
OWN = {"quickstart", "init", "key", "issue", "mint", "verify", "inspect", "bake", "unbake"}


def words_of(names: tuple[str, ...]) -> str:
    return " ".join(names) or "microcred"


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(COMMANDS) >= OWN


@pytest.mark.parametrize("group", LAZY, ids=words_of)
def test_the_summaries_are_the_first_sentences_of_the_helps(group: tuple[str, ...]) -> None:
    found = find_command(group)
    assert isinstance(found, LazyGroup)
    for name, summary in found.summaries.items():
        text = find_command((*group, name)).help or ""
        assert " ".join(text.split("\n\n")[0].split()) == summary


@pytest.mark.parametrize("page", ["README.md", "docs/cli.md"])
def test_the_help_in_a_page_is_current(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert with_current_help(text) == text, (
        f"out of date; run: python -m microcred.cli.reference {page}"
    )


def test_the_reference_has_every_command() -> None:
    assert commands_in((ROOT / "docs" / "cli.md").read_text("utf-8")) == set(NAMES)


def test_a_page_that_is_out_of_date_is_found_out() -> None:
    page = "a\n```text\n$ microcred verify --help\nold\n```\nb\n"
    assert with_current_help(page) == (
        f"a\n```text\n$ microcred verify --help\n{help_of(('verify',))}\n```\nb\n"
    )


@pytest.mark.parametrize("names", NAMES, ids=words_of)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_can_be_asked_of_every_command(
    option: str, names: tuple[str, ...], shell: Shell
) -> None:
    result = shell(*names, option)
    assert result.stdout.startswith(f"Usage: microcred{''.join(f' {name}' for name in names)} ")
    assert result.stderr == ""


@pytest.mark.parametrize("names", LEAVES, ids=words_of)
def test_every_option_is_explained(names: tuple[str, ...]) -> None:
    for parameter in find_command(names).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith("."), parameter.name


@pytest.mark.parametrize("names", LEAVES, ids=words_of)
def test_wrong_usage_is_2_and_with_json_one_document(names: tuple[str, ...], shell: Shell) -> None:
    plain = shell(*names, "--no-such-option", code=2)
    assert plain.stdout == ""
    assert "--no-such-option" in plain.stderr
    refused = shell(*names, "--json", "--no-such-option", code=2)
    error = json.loads(refused.stdout)["error"]
    assert error["code"] == "usage"
    assert "--no-such-option" in error["message"]


def test_version(shell: Shell) -> None:
    assert shell("--version").stdout == f"microcred, version {microcred.__version__}\n"


def test_without_a_command_there_is_help(shell: Shell) -> None:
    result = shell(code=2)
    assert "Commands:" in result.output


def test_a_command_that_is_not_there(shell: Shell) -> None:
    assert "No such command" in shell("frobnicate", code=2).stderr
    assert shell.json("frobnicate", code=2)["error"]["code"] == "usage"


def test_the_manual_page_is_current_and_has_every_command() -> None:
    page = (ROOT / "docs" / "microcred.1").read_text("utf-8")
    assert page == manual_page(), "run: python -m microcred.cli.man > docs/microcred.1"
    for names in command_names():
        if names and not isinstance(find_command(names), click.Group):
            assert f"microcred {' '.join(names)} ".replace("-", "\\-") in page
    requests = [line for line in page.splitlines() if line.startswith((".", "'"))]
    assert {line.split()[0] for line in requests} == {".TH", ".SH", ".SS", ".PP", ".TP", ".B"}


@pytest.mark.parametrize(
    ("typed", "word", "offered"),
    [
        ("microcred rev", "1", "revoke"),
        ("microcred key ro", "2", "rotate"),
        ("microcred issue --form", "2", "--format"),
    ],
)
def test_a_shell_completes_commands_and_options(typed: str, word: str, offered: str) -> None:
    environment = {"COMP_WORDS": typed, "COMP_CWORD": word, "_MICROCRED_COMPLETE": "bash_complete"}
    result = CliRunner().invoke(main, env=environment, prog_name="microcred")
    assert result.stdout.split() == [f"plain,{offered}"]


def test_the_exit_codes_in_the_reference_are_those_of_the_code() -> None:
    from microcred.cli import outcome

    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    codes = {value for name, value in vars(outcome).items() if name.startswith("EXIT_")}
    assert listed == codes | {0}


def test_the_json_error_in_the_reference_is_what_is_printed(shell: Shell) -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    (shown,) = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert shell.json("inspect", "ana.png", code=2) == json.loads(shown)
