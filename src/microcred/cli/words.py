"""Commands that a person can copy from the output."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path


def shell_words(*words: str) -> str:
    """Join words to a line that the shell takes apart into just these words."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def path_word(path: Path) -> str:
    """Give a path as a word that no command takes for an option."""
    text = str(path)
    return f"./{text}" if text.startswith("-") else text


def program() -> str:
    """Give the name to call microcred by: the way it was called, where it is not on the path."""
    called = sys.argv[0]
    if Path(called).stem != "microcred" or shutil.which("microcred"):
        return "microcred"
    return called
