"""The page for somebody who is shown a badge: its commands, and the lines it quotes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from .conftest import Shell

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "shown-a-badge.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DEFINITION = ROOT / "examples" / "program" / "asking-and-waiting.yaml"
LEVELS = ("questions", "wait-time", "talk-moves", "reflection")


@pytest.fixture
def applicant(shell: Shell) -> Shell:
    """Provide a folder with a badge and the issuers that are trusted."""
    shell("init", "hill", "--name", "Hill District")
    results = [word for name in LEVELS for word in ("--result", f"{name}=proficient")]
    evidence = ["--evidence", "https://hill.example/evidence/ana"]
    to = ["--to", "ana@school.example", "-o", "badge.png", "--workspace", "hill"]
    shell("issue", DEFINITION, *results, *evidence, *to)
    told = shell("verify", "badge.png").stdout
    issuer = re.search(r"did:key:\w+", told)
    assert issuer
    Path("trusted.txt").write_text(issuer[0])
    return shell


def test_the_page_quotes_what_is_told(applicant: Shell) -> None:
    blocks = BLOCK.findall(PAGE)
    (quoted,) = [text for language, text in blocks if language == "text"]
    first, second = [shlex.split(text) for language, text in blocks if language == "sh"]
    lines = applicant(*first[1:]).stdout.splitlines()
    assert set(quoted.splitlines()) <= set(lines)
    assert lines[-1].startswith("  - not asked: ")
    told = applicant(*second[1:]).stdout
    assert "given to whom you asked for" in told
    assert "the issuer is on trusted.txt" in told
    assert "not asked" not in told
