"""The command as a process: pipes that break, input that is closed, keys that interrupt."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microcred.verifying import Verifier

from .conftest import DEFINITION, ROSTER, Shell

MICROCRED = [sys.executable, "-c", "from microcred.cli import main; main()"]


def run(*words: str, env: dict[str, str] | None = None, **options: Any) -> Any:
    environment = {**os.environ, **(env or {})}
    environment.pop("MICROCRED_PASSPHRASE", None)
    command = [*MICROCRED, *words]
    options = {"capture_output": True, "timeout": 60, **options}
    return subprocess.run(command, check=False, env=environment, **options)


def in_shell(script: str, *words: str) -> Any:
    """Run a shell script in which "$@" is the command."""
    return subprocess.run(
        ["bash", "-c", script, "bash", *MICROCRED, *words],
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", ["verify", "inspect", "unbake"])
def test_standard_input_closed(command: str) -> None:
    closed = in_shell('"$@" <&-', command, "-")
    assert (closed.returncode, closed.stdout) == (2, b"")
    assert closed.stderr == b"error: standard input cannot be read: it is closed\n"


def test_closed_input_asks_nobody_for_a_passphrase(hill: Shell) -> None:
    hill.env["MICROCRED_PASSPHRASE"] = "secret"
    hill("init", "locked", "--name", "Hill")
    closed = in_shell(
        '"$@" <&-', "issue", DEFINITION, "--to", "a@b.example", "--workspace", "locked"
    )
    assert closed.returncode == 2
    assert b"MICROCRED_PASSPHRASE" in closed.stderr
    assert b"Traceback" not in closed.stderr


@pytest.mark.parametrize("words", [["verify"], ["verify", "--json"], ["inspect"], ["unbake"]])
def test_a_broken_pipe_is_no_traceback(words: list[str], badges: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    broken = run(
        *words, str(badges / "badge.png"),
        capture_output=False, stdout=writer, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(writer)
    assert broken.returncode == 141
    assert b"Traceback" not in broken.stderr
    assert b"Exception" not in broken.stderr


def test_a_full_disk_is_no_traceback(badges: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(
            "inspect", str(badges / "badge.json"),
            capture_output=False, stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 2
    assert b"cannot be printed: No space left" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_of_any_encoding(encoding: str, badges: Path, shell: Shell) -> None:
    name = "bädge\udcff.json"
    Path(name).write_bytes((badges / "badge.json").read_bytes())
    done = run("verify", name, env={"PYTHONIOENCODING": encoding, "NO_COLOR": "1"})
    assert (done.returncode, done.stderr) == (0, b"")
    done = run("verify", name, "--json", env={"PYTHONIOENCODING": encoding})
    # Where nothing but ASCII is promised, UTF-8 is written.
    text = done.stdout.decode("utf-8" if encoding == "ascii" else encoding)
    assert json.loads(text)["reports"][0]["verdict"] == "valid"
    helped = run("key", "new", "--help", env={"PYTHONIOENCODING": encoding})
    assert helped.returncode == 0


def test_no_colours_in_a_pipe(badges: Path) -> None:
    assert b"\x1b" not in run("verify", str(badges / "badge.json")).stdout


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it did not happen")


def start_minting(people: int) -> subprocess.Popen[bytes]:
    roster = "\n".join(["email", *(f"p{number}@school.example" for number in range(people))])
    Path("big.csv").write_text(roster)
    words = ["mint", DEFINITION, "big.csv", "--suite", "eddsa-jcs-2022"]
    # Whoever runs the tests in the background has them, and what they start, ignore Ctrl-C.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [*MICROCRED, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    finally:
        signal.signal(signal.SIGINT, heard)
    wait_until(lambda: process.poll() is not None or bool(badges_in("badges")))
    return process


def badges_in(folder: str) -> list[Path]:
    return [path for path in Path(folder).glob("*.json") if path.name[0] != "."]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_minting_that_is_stopped_goes_on(sent: signal.Signals, hill: Shell) -> None:
    process = start_minting(150)
    process.send_signal(sent)
    stdout, stderr = process.communicate(timeout=60)
    assert stdout == b""
    assert b"Traceback" not in stderr
    if sent == signal.SIGINT:
        assert process.returncode == 130
        assert b"the same command goes on from there" in stderr
    before = {path: json.loads(path.read_bytes())["id"] for path in badges_in("badges")}
    assert 0 < len(before) < 150
    assert hill.issued() >= len(before)
    words = ("mint", DEFINITION, "big.csv", "--suite", "eddsa-jcs-2022")
    done = hill.json(*words)["badges"]
    assert len(done) == len(badges_in("badges")) == hill.issued() == 150
    assert len({badge["id"] for badge in done}) == 150
    after = {Path(badge["file"]): badge["id"] for badge in done}
    assert before.items() <= after.items()
    assert Verifier().verify(Path(done[-1]["file"])).verdict == "valid"


def test_two_runs_into_one_folder(hill: Shell) -> None:
    process = start_minting(150)
    process.send_signal(signal.SIGSTOP)  # else it may be done before the other has begun
    refused = hill.json("mint", DEFINITION, "big.csv", "--suite", "eddsa-jcs-2022", code=2)["error"]
    process.send_signal(signal.SIGCONT)
    assert refused["code"] == "in-use"
    stdout, _ = process.communicate(timeout=60)
    assert stdout == b"150 badges in badges\n"


def test_two_commands_at_once_in_one_workspace(hill: Shell) -> None:
    words = [*MICROCRED, "issue", DEFINITION, "--to", "a@b.example", "--suite", "eddsa-jcs-2022"]
    keys = [*MICROCRED, "key", "new"]
    mint = [*MICROCRED, "mint", DEFINITION, ROSTER]
    commands = [words, keys, mint, words, keys]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for command in commands
    ]
    assert [process.communicate(timeout=60) and process.returncode for process in running] == [
        0
    ] * 5
    assert hill.issued() == 6
    assert [key["name"] for key in hill.json("key", "list")["keys"]] == ["key-1", "key-2", "key-3"]


def at_a_terminal(*words: str, typed: bytes = b"") -> tuple[int, str]:
    """Run a command at a pseudo-terminal; give its exit code and what was shown."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - the other process
        os.execv(sys.executable, [*MICROCRED, *words])
    shown = b""
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        shown += data
        if typed and b": " in shown:
            os.write(terminal, typed)
            typed = b""
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_progress_at_a_terminal(hill: Shell) -> None:
    code, shown = at_a_terminal("mint", DEFINITION, ROSTER)
    assert code == 0
    assert "Minting" in shown
    assert "100%" in shown
    assert "4 badges in badges" in shown


def test_colours_at_a_terminal(badges: Path) -> None:
    code, shown = at_a_terminal("verify", str(badges / "badge.json"))
    assert code == 0
    assert "\x1b[32m" in shown


def test_control_c_at_the_passphrase(hill: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    hill.env["MICROCRED_PASSPHRASE"] = "secret"
    hill("init", "locked", "--name", "Hill")
    words = ("issue", DEFINITION, "--to", "a@b.example", "--workspace", "locked", "-o", "a.json")
    code, shown = at_a_terminal(*words, typed=b"\x03")
    assert code == 130
    assert "Traceback" not in shown
    code, shown = at_a_terminal(*words, typed=b"secret\n")
    assert code == 0
    assert "secret" not in shown
    assert Verifier().verify(Path("a.json")).verdict == "valid"
