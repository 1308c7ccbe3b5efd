"""The page "write your first micro-credential", done as it says, block by block."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from microcred.program.reference import with_current_members
from microcred.verifying import Verifier
from tests.cli.conftest import Shell

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "write-a-micro-credential.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = Path("program/exit-tickets.yaml")


class Reader:
    """Does what the page says, in its order."""

    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch):
        self.shell = shell
        self.monkeypatch = monkeypatch
        self.output: list[str] = []

    def run(self, line: str, code: int = 0) -> None:
        words = shlex.split(line)
        if words[0] == "cd":
            self.monkeypatch.chdir(words[1])
            return
        assert words[0] == "microcred", line
        self.output = self.shell(*words[1:], code=code).stdout.splitlines()

    def sh(self, text: str) -> None:
        for line in text.splitlines():
            mistaken = FILE.exists() and "profficient" in FILE.read_text()
            self.run(line, code=1 if mistaken and "check" in line else 0)

    def yaml(self, text: str) -> None:
        FILE.write_text(text)

    def text(self, text: str) -> None:
        if "advice:" in text:
            FILE.write_text(FILE.read_text().replace("profficient", "proficient"))
            self.run("microcred program check")
        for line in text.splitlines():
            assert line in self.output, self.output


def test_the_page_can_be_followed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(shell, monkeypatch)
    kinds = []
    for kind, text in BLOCK.findall(PAGE):
        getattr(reader, kind)(text)
        kinds.append(kind)
    assert kinds == ["sh", "yaml", "sh", "text", "text", "sh", "sh"]
    report = Verifier().verify(Path("ana.png"))
    assert report.verdict == "valid"
    assert report.credential is not None
    subject = report.credential["credentialSubject"]
    assert [each["achievedLevel"].partition("#")[2] for each in subject["result"]] == [
        "question/proficient",
        "response/accomplished",
    ]
    assert "## Rubric" in subject["achievement"]["criteria"]["narrative"]


def test_the_reference_of_the_format_is_current() -> None:
    page = (DOCS / "definition-format.md").read_text("utf-8")
    assert with_current_members(page) == page, (
        "out of date; run: python -m microcred.program.reference docs/definition-format.md"
    )
    assert page.count("\n### ") == 19
