"""A `microcred` for shell scripts whose processes need no start: each is forked from a warm one.

A page of the docs runs sixty commands. Each is a process of its own, with its arguments, folder
and streams, but what takes most of its time otherwise, loading the program, is done once.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import microcred.cli

STREAMS = ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY))
CALL = """#!/bin/sh
cd "$(dirname "$0")" && here=$PWD && cd "$OLDPWD"
printf '%s\\0' "$PWD" "$@" > "$here/$$.words"
mkfifo "$here/$$.code"
(echo $$ > "$here/calls")
exit "$(cat "$here/$$.code")"
"""
"""Subshells write and read, since the streams of the shell itself are the command's."""
PLAIN = f"""#!/bin/sh
exec {sys.executable} -c 'from microcred.cli import main; main()' "$@"
"""


@contextmanager
def forked_microcred(folder: Path) -> Iterator[Path]:
    """Provide a folder for PATH; the environment of a call is that of the caller of this."""
    folder.mkdir()
    program = folder / "microcred"
    program.touch(0o755)
    if not Path("/proc/self/fd").is_dir():
        program.write_text(PLAIN)
        yield folder
        return
    program.write_text(CALL)
    os.mkfifo(folder / "calls")
    server = subprocess.Popen([sys.executable, "-m", "tests.cli.forked", folder])
    try:
        yield folder
    finally:
        server.terminate()
        server.wait()


def serve(folder: Path) -> None:
    """Answer calls, one after the other, until the process is ended."""
    for module in pkgutil.walk_packages(microcred.__path__, "microcred."):
        if ".migrations." not in module.name:  # Alembic loads those itself
            importlib.import_module(module.name)
    gc.freeze()
    # Open for writing as well, it does not end with a caller.
    with os.fdopen(os.open(folder / "calls", os.O_RDWR)) as calls:
        while True:
            answer(folder, int(calls.readline()))


def ended_with(command: Callable[[], object]) -> int:
    """Return the exit code of a command, with all said: taking a large process down takes long."""
    try:
        command()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


def answer(folder: Path, caller: int) -> None:
    """Run a command in a process of its own, with the streams of the process that called."""
    child = os.fork()
    if child == 0:
        where, *words = (folder / f"{caller}.words").read_text("utf-8").split("\0")[:-1]
        os.chdir(where)
        for number, mode in STREAMS:
            os.dup2(os.open(f"/proc/{caller}/fd/{number}", mode), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, "w" if number else "r", closefd=False) for number, _ in STREAMS
        )
        sys.argv = ["microcred", *words]
        os._exit(ended_with(lambda: microcred.cli.main(prog_name="microcred")))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    (folder / f"{caller}.code").write_text(f"{code if code >= 0 else 128 - code}\n")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
