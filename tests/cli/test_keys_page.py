"""What docs/keys.md has people type exists, with these options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from microcred.cli.reference import find_command

DOCS = Path(__file__).resolve().parents[2] / "docs"
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", (DOCS / "keys.md").read_text("utf-8"),
                            re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.startswith("microcred ")
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_command_of_the_page_can_be_read(line: str) -> None:
    words = shlex.split(line)[1:]
    names = tuple(words[:2] if words[0] == "key" else words[:1])
    command = find_command(names)
    assert isinstance(command, click.Command)
    with command.make_context(names[-1], words[len(names) :]) as context:
        assert context.params
