"""A clock that jumps: the command as a process, under Debian's faketime."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from microcred.application import Workspace
from microcred.application.doctor import examine
from microcred.verifying import Verifier
from tests.dids.files import Files
from tests.operated import OFFICE

from .conftest import DEFINITION, Shell, copy_examples

MICROCRED = [sys.executable, "-c", "from microcred.cli import main; main()"]
ISSUE = ("issue", DEFINITION, "--suite", "eddsa-jcs-2022", "--to")
AHEAD = {"clock-behind", "list-ahead", "badges-ahead", "credential-ahead"}


@pytest.fixture
def web(shell: Shell) -> Shell:
    if shutil.which("faketime") is None:
        reason = "faketime is not installed (Debian: faketime)"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and the variable CI is set", pytrace=False)
        pytest.skip(reason)
    shell("init", ".", "--name", "Hill", "--did", "web:hill.example")
    copy_examples(shell.folder)
    shell(*ISSUE, "ana@school.example", "-o", "ana.json")
    return shell


def at(offset: str, *words: str) -> tuple[int, Any]:
    """Run a command while the clock is off; give its exit code and its JSON."""
    command = ["faketime", "-f", offset, *MICROCRED, *words, "--json"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    return done.returncode, json.loads(done.stdout)


def codes(workspace: Path) -> set[str]:
    faults = examine(Workspace(workspace), by=OFFICE).faults.values()
    return {fault.code for found in faults for fault in found}


def verdict(path: str) -> str:
    files = Files()
    for published in Path("site").rglob("*.json"):
        url = f"https://hill.example/{published.relative_to('site')}"
        files.put(url, published.read_bytes(), "application/json")
    return str(Verifier(fetcher=files).verify(Path(path)).verdict)


def contents(folder: Path) -> dict[Path, bytes]:
    """Read every file, but those in which SQLite notes who is reading."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.suffix[-4:] not in ("-shm", "-wal")}


def test_a_clock_that_jumps_back_is_refused_and_changes_nothing(web: Shell) -> None:
    before = contents(web.folder)
    for offset, words in (
        ("-1d", (*ISSUE, "bo@school.example", "-o", "bo.json")),
        ("-1y", ("revoke", "--file", "ana.json")),
        ("-1y", ("key", "rotate")),
        ("-1d", ("key", "revoke", "key-1")),
        ("-1y", ("publish",)),
    ):
        code, told = at(offset, *words)
        assert (code, told["error"]["code"]) == (2, "clock-behind"), words
    assert contents(web.folder) == before
    code, told = at("-1y", "doctor")
    assert code == 1
    assert {fault["code"] for fault in told["faults"]} == AHEAD
    web("key", "rotate")
    web("revoke", "--file", "ana.json")
    assert codes(web.folder) == set()
    assert verdict("ana.json") == "invalid"


def test_after_a_clock_that_was_ahead_one_command_puts_it_right(web: Shell) -> None:
    code, told = at("+400d", *ISSUE, "bo@school.example", "-o", "bo.json")
    assert code == 0
    assert at("+400d", "publish")[0] == 0  # signs the lists anew
    assert verdict("ana.json") == "undetermined"  # a list of the future is not the badge's fault
    assert codes(web.folder) == AHEAD
    assert web.error("revoke", "--file", "bo.json", code=2) == "clock-behind"
    redated = web.json("redate", "--by", "ana", "--reason", "a dead battery")
    assert redated["badges"] == [told["id"]]
    assert verdict("ana.json") == "valid"
    web("revoke", "--file", "bo.json")
    web("key", "rotate")
    web(*ISSUE, "bo@school.example", "-o", "anew.json")
    assert (verdict("ana.json"), verdict("anew.json")) == ("valid", "valid")
    assert codes(web.folder) == set()
    assert web.json("redate")["latest"] is None
