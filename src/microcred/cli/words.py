"""Commands that a person can copy from the output, and words that do nothing to a terminal."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, Final

import click

_LEAST_COLUMNS: Final = 40
_MOST_COLUMNS: Final = 100
_COMMANDS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys, and what lets text read otherwise than it is written."""


def shell_words(*words: str) -> str:
    """Join words to a line that the shell takes apart into just these words."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def path_word(path: Path) -> str:
    """Return a path as a word that no command takes for an option."""
    text = str(path)
    return f"./{text}" if text.startswith("-") else text


def program() -> str:
    """Return the name to call microcred by: as it was called, where it is not on the path."""
    called = sys.argv[0]
    if Path(called).stem != "microcred" or shutil.which("microcred"):
        return "microcred"
    return called


def styled(text: str, **style: Any) -> str:
    """Return words of somebody else in a style that they cannot change; see `click.style`."""
    return click.style(harmless(text), **style)


def wrapped(text: str) -> str:
    """Wrap lines to the terminal, each under its own indent; what is piped stays as it is."""
    if not sys.stdout.isatty():
        return text
    columns = max(_LEAST_COLUMNS, min(shutil.get_terminal_size().columns, _MOST_COLUMNS))
    return "\n".join(told for each in text.split("\n") for told in _wrapped(each, columns))


def _wrapped(text: str, columns: int) -> list[str]:
    if len(click.unstyle(text)) <= columns:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()) + 4)
    return textwrap.wrap(
        text,
        columns,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def harmless(text: str) -> str:
    """Write out what a terminal would obey in words that somebody else chose; lines stay lines."""
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
