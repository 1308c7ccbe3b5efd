"""A workspace that threads share, beside one that is opened for each call.

    python -m benchmarks.bench_shared [--seconds 5]

Reads a badge in a loop, and lets twelve threads issue PNGs at the same time. Read the ratios.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from microcred import Achievement, Award, Criteria, Principal, Workspace, find_badge, issue
from microcred.application.awards import IssueOptions

THREADS = 12
OFFICE = Principal.operator("office")


def achievement(number: int) -> Achievement:
    return Achievement(
        id=f"https://hill.example/achievements/{number}",
        name=f"Active Listening {number}",
        description="Listens to students so that they feel heard.",
        criteria=Criteria(narrative="A recording of a class discussion, and a reflection."),
    )


def a_second(read: Callable[[], object], seconds: float) -> float:
    """Return how often something is done in a second."""
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        read()
        count += 1
    return count / seconds


def opened(root: Path, badge_id: str) -> None:
    with Workspace(root) as workspace:
        assert find_badge(workspace, badge_id)


def issue_pictures(workspace: Workspace, each: int) -> list[float]:
    """Let the threads issue PNGs of 24 achievements; return how long each call took."""
    kinds = [achievement(number) for number in range(24)]
    options = IssueOptions(form="png")

    def work(number: int) -> list[float]:
        took = []
        for step in range(each):
            award = Award.to(f"p{number}-{step}@school.example", kinds[(number + step) % 24])
            start = time.perf_counter()
            issue(workspace, [award], options, by=OFFICE)
            took.append(time.perf_counter() - start)
        return took

    with ThreadPoolExecutor(THREADS) as threads:
        return [each for found in threads.map(work, range(THREADS)) for each in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=5)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hill"
        with Workspace.create(root, "Hill District", did="web:hill.example") as workspace:
            award = Award.to("ana@school.example", achievement(0))
            (one,) = issue(workspace, [award], by=OFFICE)
            badge_id = one.badge.id
            anew = a_second(lambda: opened(root, badge_id), seconds)
            shared = a_second(lambda: find_badge(workspace, badge_id), seconds)
            with ThreadPoolExecutor(4) as threads:
                loops = [
                    threads.submit(a_second, lambda: find_badge(workspace, badge_id), seconds)
                    for _ in range(4)
                ]
                together = sum(each.result() for each in loops)
            print(f"opened for each read      {anew:8.0f} a second")
            print(f"shared                    {shared:8.0f} a second{shared / anew:8.1f} ×")
            print(f"shared by four threads    {together:8.0f} a second{together / anew:8.1f} ×")
            for name in ("drawn", "kept"):
                start = time.perf_counter()
                took = sorted(issue_pictures(workspace, 10))
                whole = time.perf_counter() - start
                print(
                    f"{len(took)} PNGs by {THREADS} threads, pictures {name}: {whole:.1f} s; "
                    f"a call {took[len(took) // 2] * 1000:.0f} ms, the slowest {took[-1]:.1f} s"
                )


if __name__ == "__main__":
    main()
