"""What the README and the pages say is run, or held against what they speak of."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks(page: Path, language: str) -> list[str]:
    return [code for name, code in BLOCK.findall(page.read_text("utf-8")) if name == language]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name
)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    code = "\n".join(blocks(page, "python"))
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_readme_leads_to_every_page() -> None:
    named = set(LINK.findall((ROOT / "README.md").read_text("utf-8")))
    pages = {page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").glob("*.md")}
    assert pages <= named


def test_the_navigation_has_every_page() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    named = [page for page in nav if isinstance(page, str)]
    named += [
        page
        for section in nav
        if isinstance(section, dict)
        for entries in section.values()
        for entry in entries
        for page in entry.values()
    ]
    pages = {page.name for page in (ROOT / "docs").glob("*.md")}
    assert sorted(named) == sorted(pages | {"decisions/", "reference/"})


def test_ci_builds_the_pages() -> None:
    assert "mkdocs build --strict" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_ci_runs_the_readmes_test_command() -> None:
    (command,) = [
        line
        for block in blocks(ROOT / "README.md", "sh")
        for line in block.splitlines()
        if "pytest" in line
    ]
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert command in lines
    assert ".venv/bin/pytest -m corpus" in lines  # which the command leaves out


def test_the_readmes_commands_exist(tmp_path: Path) -> None:
    import microcred.cli

    group = microcred.cli.main
    for block in blocks(ROOT / "README.md", "sh"):
        for line in block.splitlines():
            words = shlex.split(line)
            if "microcred" not in [Path(word).name for word in words]:
                continue
            called = words[[Path(word).name for word in words].index("microcred") + 1 :]
            command = group.get_command(None, called[0])  # type: ignore[arg-type]
            assert command is not None, line
            options = {name for option in command.params for name in option.opts}
            assert {word for word in called if word.startswith("-")} <= options, line
