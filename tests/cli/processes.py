"""Commands in processes of their own, forked from a server that has loaded the program."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from microcred.cli import main

COMMANDS = ("changing_status", "init", "issue", "key.rotate", "mint", "publish", "resign")


def started(folder: Path, words: list[str]) -> ForkServerProcess:
    """Start a command in a folder; nobody reads what it says."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *(f"microcred.cli.{name}" for name in COMMANDS)])
    process = context.Process(target=_call, args=(folder, words))
    process.start()
    return process


def _call(folder: Path, words: list[str]) -> None:
    os.chdir(folder)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    main(words, prog_name="microcred")
