"""The commands of docs/frameworks.md do what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.conftest import Shell

PAGE = Path(__file__).resolve().parents[3] / "docs" / "frameworks.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_page_work(programme: Shell) -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    (table,) = [text for language, text in blocks if language == "csv"]
    (programme.folder / "listening.csv").write_text(table)
    (programme.folder / "school.txt").write_text("ana@school.example\n")
    told = {}
    for language, text in blocks:
        for line in text.splitlines() if language == "sh" else ():
            words = shlex.split(line)
            assert words[0] == "microcred"
            told[" ".join(words[2:])] = programme(*words[1:]).stdout
    found = told["framework show listening restates"]
    assert found.endswith("L.1.a  Restates what a student said\n")
    assert "Escucha a las familias" in told["framework show listening --language es"]
    assert programme.files() >= {"coverage.csv", "coverage.svg", "coverage.png"}


def test_the_searches_of_the_page_find_the_example(shell: Shell) -> None:
    import yaml

    texts = BLOCK.findall(PAGE.read_text("utf-8"))
    blocks = dict(texts)
    (shell.folder / "listening.csv").write_text(blocks["csv"])
    (shell.folder / "school.txt").write_text("ana@school.example\n")
    shell("init", ".", "--name", "Hill District")
    shell("program", "init")
    path = shell.folder / "program" / "asking-and-waiting.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["alignments"] = yaml.safe_load(blocks["yaml"])["alignments"]
    path.write_text(yaml.safe_dump(document))
    sought = 0
    for line in "".join(text for language, text in texts if language == "sh").splitlines():
        found = shell(*shlex.split(line)[1:]).stdout
        if shlex.split(line)[2] in ("search", "next"):
            assert "Asking and Waiting" in found, line
            sought += 1
    assert sought == 4


def test_definitions_can_be_aligned_as_the_page_shows(programme: Shell) -> None:
    import yaml

    blocks = dict(BLOCK.findall(PAGE.read_text("utf-8")))
    (programme.folder / "listening.csv").write_text(blocks["csv"])
    words = ["--id", "listening", "--title", "Listening standards"]
    programme("program", "framework", "import", "listening.csv", *words)
    path = programme.folder / "program" / "evidence.json"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["alignments"] = yaml.safe_load(blocks["yaml"])["alignments"]
    path.write_text(yaml.safe_dump(document))
    path.rename(path.with_suffix(".yaml"))
    found = programme.json("program", "search", "--standard", "listening:L")["found"]
    assert [standard["name"] for standard in found[0]["standards"]] == [
        "L.1 Listens to students",
        "Equity Practices",
    ]
