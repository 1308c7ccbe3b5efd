"""Fuzz every target for so many seconds: `python -m fuzz --seconds 60 [TARGET]...`."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TARGETS = sorted(
    path.stem.removeprefix("fuzz_") for path in Path(__file__).parent.glob("fuzz_*.py")
)


def run(target: str, seconds: int, corpus: Path) -> tuple[int, str]:
    """Fuzz one target; give the exit code, which is not 0 after a find, and what was said."""
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fuzz.one", target, f"-max_total_time={seconds}", "-timeout=5",
               "-rss_limit_mb=1500", f"-artifact_prefix={corpus}/{target}-", str(folder)]  # fmt: skip
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8", "replace")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=10, help="for each target")
    parser.add_argument("--corpus", type=Path, help="where inputs are kept from run to run")
    arguments = parser.parse_args()
    finds = 0
    with tempfile.TemporaryDirectory() as scratch:
        corpus = (arguments.corpus or Path(scratch)).resolve()
        for target in arguments.targets or TARGETS:
            code, said = run(target, arguments.seconds, corpus)
            runs = re.findall(r"^Done (\d+) runs", said, re.MULTILINE)
            sys.stdout.write(f"{target}: {'FIND' if code else 'ok'}, {''.join(runs) or '?'} runs\n")
            sys.stdout.flush()
            if code:
                finds += 1
                sys.stdout.write("\n".join(said.splitlines()[-60:]) + "\n")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
