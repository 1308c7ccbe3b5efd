"""Start-up: the whole process, from fork to exit.

The bounds are for an idle core, which the fastest of many runs is the nearest to.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

COMMANDS = [
    pytest.param(["-c", "pass"], None, id="python alone"),
    pytest.param(["-c", "import microcred"], 0.120, id="import microcred"),
    pytest.param([str(Path(sys.executable).with_name("microcred")), "--help"], 0.150, id="--help"),
]


@pytest.mark.parametrize(("arguments", "bound_seconds"), COMMANDS)
def test_start_up(
    benchmark: BenchmarkFixture, arguments: list[str], bound_seconds: float | None
) -> None:
    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)

    benchmark.pedantic(run, rounds=20, warmup_rounds=2)  # type: ignore[no-untyped-call]
    if bound_seconds is not None and benchmark.stats is not None:
        assert benchmark.stats.stats.min < bound_seconds
