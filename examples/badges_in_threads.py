"""Issue and verify badges in many threads, with one workspace and one verifier for all of them.

python examples/badges_in_threads.py FOLDER
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from microcred import Achievement, Award, Verifier, Workspace, issue, result_for, terms_for

ACHIEVEMENT = Achievement.load(Path(__file__).parent / "active-listening.yaml")


def main(folder: Path) -> None:
    """Issue badges as their requests come, and verify all of them."""
    verifier = Verifier()
    results = [result_for(ACHIEVEMENT, "Listens to understand", "Proficient")]

    def award(workspace: Workspace, number: int) -> bytes:
        address = f"teacher{number}@school.example"
        badge = Award.to(address, ACHIEVEMENT, results=results)
        return issue(workspace, terms_for(workspace, "lms", by="lms"), [badge])[0].data

    with Workspace(folder) as workspace, ThreadPoolExecutor(max_workers=10) as pool:
        badges = list(pool.map(partial(award, workspace), range(24)))
        reports = list(pool.map(verifier.verify, badges))
    print(*{str(report.genuine) for report in reports}, len(reports))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
