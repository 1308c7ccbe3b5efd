"""Issue and verify badges in many threads, with one workspace and one verifier for all of them.

python examples/badges_in_threads.py FOLDER
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from uuid import uuid4

from microcred import (
    Achievement,
    Award,
    IssueOptions,
    Principal,
    Verifier,
    Workspace,
    issue,
    result_for,
)

ACHIEVEMENT = Achievement.load(Path(__file__).parent / "active-listening.yaml")
LMS = Principal.operator("lms")


def main(folder: Path) -> None:
    """Issue badges as their requests come, and verify all of them."""
    verifier = Verifier()
    run = IssueOptions(run_id=str(uuid4()))  # all of them are one run, which the record shows
    results = [result_for(ACHIEVEMENT, "Listens to understand", "Proficient")]

    def award(workspace: Workspace, number: int) -> bytes:
        address = f"teacher{number}@school.example"
        badge = Award.to(address, ACHIEVEMENT, results=results)
        return issue(workspace, [badge], run, by=LMS)[0].data

    with Workspace(folder) as workspace, ThreadPoolExecutor(max_workers=10) as pool:
        badges = list(pool.map(partial(award, workspace), range(24)))
        reports = list(pool.map(verifier.verify, badges))
    print(*{str(report.genuine) for report in reports}, len(reports))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
