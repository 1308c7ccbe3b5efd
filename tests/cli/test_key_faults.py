"""Changes of keys that are killed or meet each other: the old state or the new, never between."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microcred.verifying import Verifier
from tests.dids.files import Files

from .conftest import DEFINITION, Shell, copy_examples
from .processes import started

MICROCRED = [sys.executable, "-c", "from microcred.cli import main; main()"]
KILLS = 8


@pytest.fixture(params=["web:hill.example", "webvh:hill.example"])
def web(request: pytest.FixtureRequest, shell: Shell) -> Shell:
    shell("init", ".", "--name", "Hill", "--did", request.param)
    copy_examples(shell.folder)
    return shell


def verdict(path: Path) -> str:
    files = Files()
    for published in Path("site").rglob("*.json*"):
        kind = "text/jsonl" if published.suffix == ".jsonl" else "application/json"
        url = f"https://hill.example/{published.relative_to('site')}"
        files.put(url, published.read_bytes(), kind)
    return str(Verifier(fetcher=files).verify(path).verdict)


@pytest.mark.loopback  # the processes are asked for over a socket of this machine
def test_a_rotation_that_is_killed_at_any_moment(web: Shell) -> None:
    issue = ("issue", DEFINITION, "--to", "ana@school.example", "-o")
    web(*issue, "first.json")
    begun = time.perf_counter()
    rotation = started(web.folder, ["key", "rotate"])
    rotation.join(60)
    assert rotation.exitcode == 0
    whole = time.perf_counter() - begun
    moments = random.Random(6)
    for _ in range(KILLS):
        before = web.json("key", "list")["keys"]
        rotation = started(web.folder, ["key", "rotate"])
        time.sleep(whole * moments.uniform(0.1, 1.0))
        rotation.kill()
        rotation.join(60)
        after = web.json("key", "list")["keys"]
        assert sum(key["signs"] for key in after) == 1
        assert len(after) - len(before) in (0, 1)
        if len(after) == len(before):
            assert after == before
    web("key", "rotate")
    web(*issue, "last.json")
    assert [verdict(Path(name)) for name in ("first.json", "last.json")] == ["valid", "valid"]


def test_two_rotations_at_once(web: Shell) -> None:
    running = [
        subprocess.Popen(
            [*MICROCRED, "key", "rotate", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    outcomes = [(process.communicate(timeout=60)[0], process.returncode) for process in running]
    done = [out for out, code in outcomes if code == 0]
    refused = [out for out, code in outcomes if code != 0]
    assert done
    assert all(b'"key-changed"' in out for out in refused)
    keys = web.json("key", "list")["keys"]
    assert sum(key["signs"] for key in keys) == 1
    assert len(keys) == 1 + len(done)


def test_a_rotation_stops_a_command_that_signs_with_the_old_key(web: Shell) -> None:
    """The mint has opened the old key; what it has not committed is signed with no ended key."""
    rows = "".join(f"p{number}@school.example\n" for number in range(120))
    Path("big.csv").write_text(f"email\n{rows}")
    mint = ("mint", DEFINITION, "big.csv", "--suite", "eddsa-jcs-2022")
    process = subprocess.Popen([*MICROCRED, *mint], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    while not (Path("badges").is_dir() and any(Path("badges").glob("[!.]*.json"))):
        assert process.poll() is None
        time.sleep(0.01)
    web("key", "rotate")
    _, stderr = process.communicate(timeout=60)
    if process.returncode != 0:
        assert b"try again" in stderr
    assert len(web.json(*mint)["badges"]) == 120
    names = sorted(Path("badges").glob("[!.]*.json"))
    assert {verdict(path) for path in (names[0], names[60], names[-1])} == {"valid"}
