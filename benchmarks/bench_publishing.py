"""Publish after one revocation, in a small and a large workspace.

Run it with `python -m benchmarks.bench_publishing`. Two registries with public badges only, each
shown by its site. In turn one badge of each is revoked and the site brought up to date. The cost
must follow what changed: a ratio near 1.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from tests.publishing.world import STAMP, World, uuid_of

from microcred.drawing import draw_badge_png
from microcred.ledger.tables import BADGES, CREDENTIALS
from microcred.publishing.addresses import badge_folder
from microcred.publishing.pages import MARK
from microcred.publishing.state import STATE_FILE
from microcred.registry import Database, upgrade
from microcred.registry.tables import CHANGES, INFO

PICTURE = ("image/png", draw_badge_png("Active Listening", "Hill District", size=128))


def workspace(folder: Path, badges: int, real: int) -> World:
    """Make a registry with so many badges, `real` of them signed, and its site."""
    database = Database(folder / "registry.sqlite3")
    upgrade(database)
    world = World(database, folder / "site")
    world.set_list(json.dumps({"encodedList": "u" * 20_000}))
    for number in range(real):
        world.issue(f"real {number}", picture=PICTURE)
    world.publish()
    _multiply(world, badges - real)
    return world


def _multiply(world: World, count: int) -> None:
    """Add badges that nothing happens to, with pages as if they had been published."""
    ids = [uuid_of(f"other {number}") for number in range(count)]
    with world.database.writing() as connection:
        last = int(connection.execute(_last_change()).scalar_one())
        row = {"achievement_id": "urn:x", "key_id": "k", "format": "json", "issued_at": STAMP}
        connection.execute(BADGES.insert(), [{**row, "id": id_, "public": True} for id_ in ids])
        connection.execute(
            CREDENTIALS.insert(),
            [{"badge_id": id_, "document": "{}", "signed_at": STAMP} for id_ in ids],
        )
        connection.execute(
            CHANGES.insert(),
            [
                {"number": number, "kind": "badge", "subject": id_}
                for number, id_ in enumerate(ids, last + 1)
            ],
        )
        connection.execute(
            sa.update(INFO).where(INFO.c.name == "last_change").values(value=str(last + count))
        )
    for id_ in ids:
        page = world.folder / badge_folder(id_) / "index.html"
        page.parent.mkdir(parents=True)
        page.write_bytes(MARK)
    state = world.folder / STATE_FILE
    state.write_text(json.dumps({**json.loads(state.read_text()), "change": last + count}))


def _last_change() -> sa.Select[tuple[str]]:
    return sa.select(INFO.c.value).where(INFO.c.name == "last_change")


def revoke_and_publish(world: World, number: int) -> float:
    """Return the seconds that publishing takes after a badge was revoked and its list signed."""
    world.set_badge(uuid_of(f"real {number}"), revoked_at=STAMP)
    world.set_list(json.dumps({"encodedList": "u" * 20_000, "edition": number}))
    begun = time.perf_counter()
    done = world.publish()
    seconds = time.perf_counter() - begun
    assert len(done.written) == 5, done.written  # a page, and two lists in two forms
    return seconds


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--small", type=int, default=1_000)
    arguments.add_argument("--large", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=40)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        worlds = []
        for size in (chosen.small, chosen.large):
            place = Path(folder) / str(size)
            place.mkdir()
            worlds.append(workspace(place, size, chosen.rounds))
        seconds: list[list[float]] = [[], []]
        for number in range(chosen.rounds):
            for index in (0, 1) if number % 2 else (1, 0):
                seconds[index].append(revoke_and_publish(worlds[index], number))
        small, large = map(statistics.median, seconds)
        print(f"publish after one revocation, {chosen.small:,} badges: {small * 1000:.1f} ms")
        print(f"publish after one revocation, {chosen.large:,} badges: {large * 1000:.1f} ms")
        print(f"ratio: {large / small:.2f}")
        fresh = Path(folder) / "fresh"
        worlds[0].folder = fresh
        _measure_whole(worlds[0], chosen.rounds)
        for world in worlds:
            world.database.close()


def _measure_whole(world: World, badges: int) -> None:
    """Print what a page costs when everything is written."""
    with world.database.writing() as connection:
        unreal = CREDENTIALS.c.document == "{}"
        connection.execute(
            sa.update(BADGES)
            .where(BADGES.c.id.in_(sa.select(CREDENTIALS.c.badge_id).where(unreal)))
            .values(public=False)
        )
    begun = time.perf_counter()
    done = world.publish()
    each = (time.perf_counter() - begun) / badges
    print(f"everything anew, {badges} public badges, {len(done.written)} files: "
          f"{each * 1000:.1f} ms a badge")  # fmt: skip


if __name__ == "__main__":
    main()
