"""The story of the docs, done as the page says, by real processes with real files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from microcred.registry import Database
from microcred.verifying import Verifier
from tests.cli.forked import forked_microcred
from tests.program.flow.test_whole_or_not import counts

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "evidence-to-badge.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Follow the page; give the folder and all that was printed."""
    folder = tmp_path_factory.mktemp("story")
    shutil.copytree(ROOT / "examples", folder / "examples")
    script = "set -euo pipefail\n" + "\n".join(
        text for kind, text in BLOCK.findall(PAGE) if kind == "sh"
    )
    with forked_microcred(folder / "bin") as programs:
        run = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=500,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder, run.stdout


def test_the_story_can_be_followed(told: tuple[Path, str]) -> None:
    _, output = told
    for kind, text in BLOCK.findall(PAGE):
        for line in text.splitlines() if kind == "text" else ():
            assert line in output.splitlines()
    for state in ("not yet", "in assessment", "disputed", "assessed", "passed"):
        assert re.search(rf"s-[a-z2-7]{{12}}: {state}|{state} since", output), state
    assert output.count("VALID") == 3
    assert "INVALID" not in output


def test_its_badge_shows_levels_evidence_and_standards(told: tuple[Path, str]) -> None:
    folder, _ = told
    report = Verifier().verify(folder / "district" / "asking-and-waiting.png")
    assert report.verdict == "valid"
    assert report.credential is not None
    subject = report.credential["credentialSubject"]
    assert {each["achievedLevel"].partition("#")[2] for each in subject["result"]} == {
        "questions/proficient",
        "wait-time/proficient",
        "talk-moves/proficient",
        "reflection/proficient",
    }
    evidence = {each["name"]: each for each in report.credential["evidence"]}
    assert evidence["Your class"]["narrative"].startswith("Grade 7 science")
    assert evidence["Discussion plan"]["id"].startswith("ni:///sha-256;")
    assert len(evidence) == 3
    assert subject["achievement"]["alignment"]
    assert subject["creditsEarned"] == 12


def test_the_record_and_the_stack_outlive_the_erasing(told: tuple[Path, str]) -> None:
    folder, _ = told
    record = json.loads((folder / "district" / "record.json").read_text())
    names = [
        each["credentialSubject"]["achievement"]["name"]
        for each in record["credentialSubject"]["verifiableCredential"]
    ]
    assert sorted(names) == [
        "Asking and Waiting",
        "Feedback That Students Use",
        "The Formative Classroom",
    ]
    database = Database(folder / "district" / "registry.sqlite3")
    assert counts(database)["badges"] == 3
    database.close()
    exported = json.loads((folder / "everything" / "person.json").read_text())
    assert len(exported["submissions"]) == 3
    evidence = folder / "district" / "program" / "evidence"
    kept = [path.name for path in evidence.rglob("*") if path.is_file()]
    assert kept == [".gitignore"]
