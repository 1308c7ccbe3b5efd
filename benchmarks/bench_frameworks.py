"""A framework of 5,000 items: import, resolve, search; each beside a limit in the same run.

    python benchmarks/bench_frameworks.py [--items 5000] [--database postgresql://...]

Ends with 1 where a query takes half a second or more.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.case_packages import NOUNS, case_package, code_of
from microcred.program.frameworks import Framework, FrameworkFolder, read_framework
from microcred.program.frameworks.searching import search_framework
from microcred.registry import Database

ROUNDS = 5
QUERIES = 200
LONGEST_QUERY_SECONDS = 0.5


def timed(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median time of a call in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def tell(what: str, took: float, limit: str = "", limit_took: float | None = None) -> None:
    ratio = f"{took / limit_took:8.2f} × {limit} ({limit_took:.3f} ms)" if limit_took else ""
    print(f"{what:48}{took:10.3f} ms{ratio}")


def questions(count: int) -> list[str]:
    chance = random.Random(7)
    return [" ".join(chance.sample(NOUNS, 2)) for _ in range(count)]


def scan(connection: sqlite3.Connection, question: str) -> list[str]:
    """Find what has all words anywhere, as plain SQL would: the limit that an index must beat."""
    words = question.split()
    where = " AND ".join("statement LIKE ?" for _ in words)
    rows = connection.execute(f"SELECT id FROM item WHERE {where}", [f"%{word}%" for word in words])
    return [row[0] for row in rows]


def plain_table(framework: Framework) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE item (id TEXT PRIMARY KEY, statement TEXT)")
    rows = ((item.id, item.statement) for item in framework.items)
    connection.executemany("INSERT INTO item VALUES (?, ?)", rows)
    return connection


def measure_import(path: Path, folder: FrameworkFolder) -> Framework:
    text = path.read_text("utf-8")
    parse = timed(lambda: json.loads(text))
    framework = read_framework(path)
    tell("read a CASE package", timed(lambda: read_framework(path)), "json.loads", parse)
    tell("store it whole", timed(lambda: folder.store(framework)), "json.loads", parse)
    return framework


def measure_resolving(framework: Framework, folder: FrameworkFolder) -> None:
    names = [code_of(number) for number in range(0, len(framework.items), 7)]
    ids = {item.code: item for item in framework.items}
    plain = timed(lambda: [ids[name] for name in names]) / len(names)

    def first() -> None:
        assert FrameworkFolder(folder.folder).find(framework.id, names[-1])

    folder.find(framework.id, names[0])
    found = timed(lambda: [folder.find(framework.id, name) for name in names]) / len(names)
    tell("resolve an item", found, "dict look-up", plain)
    tell("resolve the first item, file and all", timed(first))


def measure_search(framework: Framework, database: Database, called: str) -> float:
    start = time.perf_counter()
    search_framework(framework, "number", database)
    tell(f"index it in {called}", (time.perf_counter() - start) * 1000)
    connection = plain_table(framework)
    asked = questions(QUERIES)
    plain = timed(lambda: [scan(connection, each) for each in asked]) / len(asked)
    times = [timed(lambda q=each: search_framework(framework, q, database), 1) for each in asked]
    tell(f"search in {called}, median", statistics.median(times), "LIKE scan", plain)
    tell(f"search in {called}, slowest of {QUERIES}", max(times))
    return max(times)


def measure_command(root: Path, framework_id: str) -> float:
    """Measure the whole process; the programme is in a workspace, so the index is kept."""

    def call(*words: str) -> None:
        command = [str(Path(sys.executable).with_name("microcred")), *words]
        subprocess.run(command, check=True, capture_output=True)

    workspace = root / "workspace"
    call("init", str(workspace), "--name", "Hill District")
    call("program", "init", "--workspace", str(workspace))
    show = ["program", "framework", "show", framework_id]
    where = ["--workspace", str(workspace)]
    call("program", "framework", "import", str(root / "package.json"), *where)
    bare = timed(lambda: call(*show[:2], "list", "--help"))
    first = timed(lambda: call(*show, "number", *where), 1)
    tell("the first search, whole process", first, "its --help", bare)
    took = timed(lambda: call(*show, "number point", *where))
    tell("the next searches, whole process", took, "its --help", bare)
    return took


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument(
        "--database", help="URL of an empty PostgreSQL database, to search there too"
    )
    options = parser.parse_args(None if arguments is None else list(arguments))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        path = root / "package.json"
        path.write_text(json.dumps(case_package(options.items)), "utf-8")
        print(f"{options.items} items, {path.stat().st_size / 1e6:.1f} MB, median of {ROUNDS} runs")
        folder = FrameworkFolder(root / "frameworks")
        framework = measure_import(path, folder)
        measure_resolving(framework, folder)
        slowest = [measure_search(framework, Database(root / "index.sqlite3"), "SQLite")]
        if options.database:
            slowest.append(measure_search(framework, Database(options.database), "PostgreSQL"))
        slowest.append(measure_command(root, framework.id))
    return int(max(slowest) / 1000 >= LONGEST_QUERY_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
