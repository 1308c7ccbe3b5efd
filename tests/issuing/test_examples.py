"""The examples run as their first lines say, and their files are those of the quickstart."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from microcred.verifying import Verifier

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_mint_then_verify(tmp_path: Path) -> None:
    minted = run("mint_a_badge.py", str(tmp_path))
    assert minted.returncode == 0, minted.stderr
    files = sorted(str(path) for path in tmp_path.iterdir())
    assert [Path(name).suffix for name in files] == [".json", ".jwt", ".png", ".svg"]
    for name in files:
        assert Verifier().verify(Path(name)).verdict == "valid"
    verified = run("verify_a_badge.py", *files, "ana@school.example")
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.splitlines() == [f"{name}: valid" for name in files]
    other = run("verify_a_badge.py", *files, "bo@school.example")
    assert other.returncode == 1
    assert other.stdout.count("[recipient-mismatch]") == 4


def test_sign_with_an_hsm() -> None:
    signed = run("sign_with_an_hsm.py")
    assert signed.returncode == 0, signed.stderr
    assert Verifier().verify(signed.stdout).verdict == "valid"


@pytest.mark.parametrize("name", ["active-listening.yaml", "roster.csv"])
def test_the_files_are_those_of_the_quickstart(name: str) -> None:
    packaged = resources.files("microcred.cli").joinpath("examples", name).read_bytes()
    assert (EXAMPLES / name).read_bytes() == packaged


def test_every_example_is_run_here() -> None:
    text = Path(__file__).read_text("utf-8")
    text += (EXAMPLES.parent / "tests" / "test_web_examples.py").read_text("utf-8")
    assert all(path.stem in text for path in EXAMPLES.glob("*.*"))
