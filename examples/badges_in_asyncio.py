"""Issue and verify badges in a program that uses asyncio.

    python examples/badges_in_asyncio.py FOLDER

microcred waits for disks, databases and the network as ordinary functions do; each call goes into a
thread, and the event loop stays free.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from microcred import (
    Achievement,
    Award,
    Principal,
    VerificationReport,
    Verifier,
    Workspace,
    issue,
    result_for,
)

ACHIEVEMENT = Achievement.load(Path(__file__).parent / "active-listening.yaml")
LMS = Principal.operator("lms")
AT_ONCE = asyncio.Semaphore(10)  # as many as [registry] connections in microcred.toml


async def award(workspace: Workspace, address: str) -> bytes:
    """Issue one badge."""
    results = [result_for(ACHIEVEMENT, "Listens to understand", "Proficient")]
    badge = Award.to(address, ACHIEVEMENT, results=results)
    async with AT_ONCE:
        (issued,) = await asyncio.to_thread(issue, workspace, [badge], by=LMS)
    return issued.data


async def verify(verifier: Verifier, badge: bytes) -> VerificationReport:
    """Verify one badge."""
    async with AT_ONCE:
        return await asyncio.to_thread(verifier.verify, badge)


async def main(folder: Path) -> None:
    """Issue some badges at once, and verify them."""
    verifier = Verifier()
    addresses = [f"teacher{number}@school.example" for number in range(12)]
    with Workspace(folder) as workspace:
        badges = await asyncio.gather(*(award(workspace, address) for address in addresses))
    reports = await asyncio.gather(*(verify(verifier, badge) for badge in badges))
    print(*{str(report.genuine) for report in reports}, len(reports))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
