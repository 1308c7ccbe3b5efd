"""A registry of a million badges: what a page, a count and a key's badges cost.

    python -m benchmarks.bench_sizes [--badges 1000000] [--database postgresql://...]

The registry is filled by rows, not by signing. Each time is a median beside one badge found by its
id in the same run: read the ratios. Ends with 1 where a page takes 20 ms or more.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from microcred.keys import SigningKey
from microcred.ledger import Act, KeyRecord, Selection, add_key, badges_signed_with
from microcred.ledger.badges import find_badges, page_of_badges
from microcred.ledger.keys import count_signed_with, start_signing
from microcred.ledger.tables import BADGES, RUNS
from microcred.registry import Connecting, Database, upgrade

AT_ONCE = 50_000
ROUNDS = 9
LONGEST_PAGE_MS = 20.0
OLD, NEW = "did:web:hill.example#key-1", "did:web:hill.example#key-2"
ACT = Act("2031-01-01T00:00:00Z", "bench")


def rows(start: int, stop: int) -> Iterator[dict[str, object]]:
    """Yield badges of 100,000 people for 40 achievements in runs of a thousand; 1% is revoked."""
    for number in range(start, stop):
        day, second = divmod(number, 80_000)
        moment = f"2026-{1 + day // 28 % 12:02}-{1 + day % 28:02}T{second // 3600:02}"
        at = f"{moment}:{second // 60 % 60:02}:{second % 60:02}Z"
        yield {
            "id": f"urn:uuid:{number:032x}",
            "achievement_id": f"https://hill.example/achievements/{number % 40}",
            "recipient": f"{number * 7919 % 100_000:064x}",
            "key_id": OLD,
            "format": "json",
            "issued_at": at,
            "run_id": f"run-{number // 1000}",
            "revoked_at": at if number % 100 == 0 else None,
        }


def fill(database: Database, badges: int) -> None:
    """Make the tables, two keys and the badges."""
    upgrade(database)
    with database.writing() as connection:
        for number, key_id in enumerate((OLD, NEW), 1):
            public = SigningKey.generate("Ed25519").public_key
            began = "2026-01-01T00:00:00Z"
            signs = began if key_id == OLD else None
            add_key(
                connection, KeyRecord(f"key-{number}", key_id, public, began, signs_from=signs), ACT
            )
    for start in range(0, badges, AT_ONCE):
        stop = min(start + AT_ONCE, badges)
        runs = [
            {"id": f"run-{number}", "command": "mint", "started_at": ACT.at, "actor": "bench"}
            for number in range(start // 1000, -(-stop // 1000))
        ]
        with database.writing() as connection:
            connection.execute(RUNS.insert(), runs)
            connection.execute(BADGES.insert(), list(rows(start, stop)))
    with database.writing() as connection:
        connection.execute(sa.text("ANALYZE"))


def timed(database: Database, look: Callable[[sa.Connection], object]) -> float:
    """Return the median time of a look in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        with database.reading() as connection:
            start = time.perf_counter()
            look(connection)
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def looks(badges: int) -> dict[str, Callable[[sa.Connection], object]]:
    """Return what is measured, by what it is called; pages first."""
    middle = f"urn:uuid:{badges // 2:032x}"
    chosen = {
        "the first page": Selection(),
        "of an achievement": Selection(achievement_id="https://hill.example/achievements/7"),
        "of a run": Selection(run_id="run-7"),
        "of a key": Selection(key_id=OLD),
        "of a person": Selection(recipients=frozenset({f"{7:064x}"})),
        "of those that are revoked": Selection(state="revoked"),
        "of those that are active": Selection(state="active"),
    }
    found: dict[str, Callable[[sa.Connection], object]] = {
        f"page: {name}": lambda connection, each=each: page_of_badges(connection, each)
        for name, each in chosen.items()
    }
    found["page: in the middle"] = lambda connection: page_of_badges(
        connection, Selection(), after=find_badges(connection, [middle])[middle]
    )
    found["a thousand badges of a key"] = lambda each: badges_signed_with(each, OLD)
    found["count the badges of a key"] = lambda each: count_signed_with(each, OLD)
    return found


def report(database: Database, badges: int) -> bool:
    """Measure and print; tell whether every page is quick enough."""
    some = f"urn:uuid:{badges // 3:032x}"
    limit = timed(database, lambda connection: find_badges(connection, [some]))
    print(f"{'one badge by its id':36}{limit:10.2f} ms")
    quick = True
    for name, look in looks(badges).items():
        took = timed(database, look)
        quick &= took < LONGEST_PAGE_MS or not name.startswith("page")
        print(f"{name:36}{took:10.2f} ms{took / limit:9.1f} ×")
    with database.writing() as connection:
        start = time.perf_counter()
        start_signing(connection, "key-2", ACT)
        took = (time.perf_counter() - start) * 1000
        print(f"{'another key signs, within the lock':36}{took:10.2f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory of the process at most':36}{peak:10.0f} MB")
    return quick


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--badges", type=int, default=1_000_000)
    parser.add_argument("--database", help="an empty database of PostgreSQL; by default a file")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = wanted.database or Path(folder) / "registry.sqlite3"
        with closing(Database(place, Connecting(wait_seconds=600))) as database:
            start = time.perf_counter()
            fill(database, wanted.badges)
            print(f"{wanted.badges:,} badges, filled in {time.perf_counter() - start:.0f} s")
            quick = report(database, wanted.badges)
    sys.exit(0 if quick else 1)


if __name__ == "__main__":
    main()
