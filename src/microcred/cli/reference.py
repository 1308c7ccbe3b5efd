"""Keep the help texts in pages current: `python -m microcred.cli.reference PAGE...`.

In a page, a block like this one gets the command's own help:

    ```text
    $ microcred verify --help
    ```
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from microcred.cli.app import main

_BLOCK: Final = re.compile(
    r"^```text\n\$ microcred(?P<words>(?: [a-z]+)*) --help\n.*?^```$", re.MULTILINE | re.DOTALL
)
_WIDTH_COLUMNS: Final = 88


def command_names() -> Iterator[tuple[str, ...]]:
    """Yield every command and subcommand, the program itself first."""
    yield from _names_below((), main)


def _names_below(names: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
    yield names
    if isinstance(command, click.Group):
        for child in command.list_commands(click.Context(command)):
            yield from _names_below((*names, child), find_command((*names, child)))


def find_command(names: tuple[str, ...]) -> click.Command:
    """Find a command by the words that call it."""
    found: click.Command = main
    for name in names:
        child = isinstance(found, click.Group) and found.get_command(click.Context(found), name)
        if not child:
            raise LookupError(f"there is no command {' '.join(names)}")
        found = child
    return found


def help_of(names: tuple[str, ...]) -> str:
    """Return the help of a command as it is printed on a terminal of some width."""
    context = click.Context(
        find_command(names),
        info_name=" ".join(("microcred", *names)),
        max_content_width=_WIDTH_COLUMNS,
        terminal_width=_WIDTH_COLUMNS,
        help_option_names=["-h", "--help"],
    )
    return context.get_help()


def with_current_help(page: str) -> str:
    """Return the page with each help block as it should be."""

    def block(match: re.Match[str]) -> str:
        names = tuple(match["words"].split())
        return f"```text\n$ microcred{match['words']} --help\n{help_of(names)}\n```"

    return _BLOCK.sub(block, page)


def commands_in(page: str) -> set[tuple[str, ...]]:
    """Return the commands whose help is in the page."""
    return {tuple(match["words"].split()) for match in _BLOCK.finditer(page)}


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(with_current_help(path.read_text("utf-8")), "utf-8")
