"""Every code that the checks write is in the documentation, and some test expects it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import microcred.verifying
from microcred.verifying import CHECKS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "verification.md").read_text("utf-8")
CODE = re.compile(
    r'(?:passed|failed|undetermined|skipped)\(\s*"[a-z_]+",\s*"([a-z0-9-]+)"|code="([a-z0-9-]+)"'
)
TESTS = "".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py")))
SOURCES = sorted(Path(microcred.verifying.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_code_is_documented(path: Path) -> None:
    found = {first or second for first, second in CODE.findall(path.read_text("utf-8"))}
    assert sorted(code for code in found if f"`{code}`" not in PAGE) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_code_is_expected_by_a_test(path: Path) -> None:
    found = {first or second for first, second in CODE.findall(path.read_text("utf-8"))}
    assert sorted(code for code in found if f'"{code}"' not in TESTS) == []


def test_the_sections_are_the_checks_in_their_order() -> None:
    sections = re.findall(r"^## (\w+)$", PAGE, re.MULTILINE)
    assert [name for name in sections if name in CHECKS] == list(CHECKS)
