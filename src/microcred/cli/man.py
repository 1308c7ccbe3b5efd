"""The manual page of the command: `python -m microcred.cli.man > docs/microcred.1`.

Made from the same texts as `--help`; the wheel puts it where `man microcred` finds it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

import click

from microcred.cli.reference import command_names, find_command

_EXIT_CODES: Final = (
    ("0", "done, or all badges are valid"),
    ("1", "a badge is invalid, or input was refused"),
    ("2", "wrong usage or configuration"),
    ("3", "a check could not be completed"),
    ("4", "genuine and in force, but not well formed"),
)


def manual_page() -> str:
    """Return the manual page in the macros of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield ".TH MICROCRED 1"
    yield from (".SH NAME", "microcred \\- issue and verify Open Badges 3.0")
    yield from (".SH SYNOPSIS", ".B microcred", "COMMAND [OPTIONS] [ARGUMENTS]")
    yield ".SH COMMANDS"
    for names in command_names():
        command = find_command(names)
        if names and not isinstance(command, click.Group):
            yield from _about(names, command)
    yield ".SH EXIT STATUS"
    for code, meaning in _EXIT_CODES:
        yield from (".TP", f".B {code}", _plain(meaning))


def _about(names: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (".SS", _plain(f"microcred {' '.join(names)} {usage}"))
    for paragraph in (command.help or "").split("\n\n"):
        yield from (".PP", _plain(" ".join(paragraph.split())))
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield from (".TP", f".B {_plain(record[0])}", _plain(record[1]))


def _plain(text: str) -> str:
    """Return a text in which troff sees no request and no escape."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    sys.stdout.write(manual_page())
