"""What the registry and the status lists cost, as ratios in one run.

`python -m benchmarks.bench_registry` prints them;
`--database URL` measures another database than an SQLite file in a temporary folder.
"""

from __future__ import annotations

import argparse
import gzip
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests.interop.badges import realistic_badge

from microcred import Policy, Signer, SigningKey, Verifier
from microcred.fetch import OfflineFetcher
from microcred.issuing import Issuer, Recipient
from microcred.ledger import (
    Award,
    IssuanceSettings,
    Run,
    Selection,
    Terms,
    change_status,
    issue_badges,
    list_signer,
)
from microcred.ledger.badges import IssuedBadge, add_badges
from microcred.ledger.status_lists import ListPair
from microcred.ledger.tables import BADGES, CREDENTIALS
from microcred.models import Profile
from microcred.registry import Database, upgrade
from microcred.status import (
    StatusList,
    make_entry,
    make_status_list_credential,
    parse_entry,
    parse_list,
    status_of,
    status_references,
)

BATCH = 100
ENTRIES = 1_048_576
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LIST_URL = "https://hill.example/status/1/revocation.json"


def median_us(work: Callable[[], object], turns: int, clock: Callable[[], float]) -> float:
    """Return the median time of one call, in µs."""
    work()
    times = []
    for _ in range(turns):
        start = clock()
        work()
        times.append(clock() - start)
    return statistics.median(times) * 1e6


class Desk:
    """An issuer whose badges are the realistic ones, each time for somebody else."""

    def __init__(self, database: Database, **members: Any):
        self.database = database
        key = SigningKey.generate("Ed25519")
        self.issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
        self.badge = realistic_badge(key)
        self.subject = self.badge.credential_subject
        self.turn = 0
        self.terms = Terms(
            issuer=self.issuer,
            settings=IssuanceSettings(site_url="https://hill.example"),
            run=Run("run-1", "bench", "2026-06-01T00:00:00Z", "bench"),
            **members,
        )

    def awards(self) -> list[Award]:
        self.turn += BATCH
        return [
            Award(
                achievement=self.subject.achievement,
                recipient=Recipient.email(f"p{number}@school.example"),
                identifier=f"p{number}@school.example",
                evidence=self.badge.evidence,
                results=self.subject.result,
            )
            for number in range(self.turn, self.turn + BATCH)
        ]

    def issue(self) -> None:
        """Issue a batch, as `mint` does."""
        with self.database.writing() as connection:
            issue_badges(connection, self.terms, self.awards())

    def sign(self) -> None:
        """Only award and sign the same batch."""
        for award in self.awards():
            badge = self.issuer.award(
                award.achievement, award.recipient, evidence=award.evidence, results=award.results
            )
            entries = [make_entry(LIST_URL, 5), make_entry(LIST_URL, 5, "suspension")]
            self.issuer.sign(self.issuer.with_status(badge, entries)).json(indent=2)


def measure_issuing(database: Database, turns: int) -> None:
    desk, public = Desk(database), Desk(database, public=True)
    for name, clock in (("processor", time.process_time), ("wall clock", time.perf_counter)):
        signing = median_us(desk.sign, turns, clock) / BATCH
        issuing = median_us(desk.issue, turns, clock) / BATCH
        both = median_us(public.issue, turns, clock) / BATCH
        print(f"\nissue a badge, in batches of {BATCH}: µs each, {name}")
        print(f"  sign only                     {signing:8.0f}")
        print(f"  with index, record and copy   {issuing:8.0f}   {issuing / signing:.2f} x")
        print(f"  public: signed as JWT, too    {both:8.0f}   {both / signing:.2f} x")
    with database.reading() as connection:
        length = sa.func.avg(sa.func.length(CREDENTIALS.c.document))
        kept = connection.execute(sa.select(length)).scalar_one()
    print(f"  a credential that is kept: {kept:.0f} bytes")


def measure_list() -> None:
    """Encode, sign and check a list of 1,048,576 entries of which 1% is set."""
    statuses = StatusList(length=ENTRIES)
    for index in random.Random(1).sample(range(ENTRIES), ENTRIES // 100):
        statuses.set(index)
    data = bytes(statuses._bits)
    key = SigningKey.generate("Ed25519")
    signer = Signer(key)
    verifier = Verifier(Policy(require_open_badge=False), fetcher=OfflineFetcher())

    def signed() -> dict[str, Any]:
        made = make_status_list_credential(statuses, LIST_URL, key.did, valid_from=NOW)
        return dict(signer.sign(made).document)

    document = signed()
    badge = {"id": "urn:uuid:1", "issuer": key.did, "credentialStatus": make_entry(LIST_URL, 5)}
    entry = parse_entry(status_references(badge)[0])

    def check() -> None:
        assert verifier.verify(document).verdict == "valid"
        status_of(entry, parse_list(entry.type, document))

    read = parse_list(entry.type, document)
    clock = time.process_time
    plain = median_us(lambda: gzip.compress(data, 6, mtime=0), 20, clock)
    best = median_us(lambda: gzip.compress(data, 9, mtime=0), 5, clock)
    print(f"\na list of {ENTRIES:,} entries, 1% set: µs")
    rows = (
        ("gzip level 6 of the same bytes", plain),
        ("gzip level 9", best),
        ("encode", median_us(statuses.encode, 20, clock)),
        ("make and sign", median_us(signed, 20, clock)),
        ("verify, decode, look up", median_us(check, 20, clock)),
        ("look up, decoded already", median_us(lambda: status_of(entry, read), 200, clock)),
    )  # fmt: skip
    for name, found in rows:
        print(f"  {name:32}{found:8.0f}   {found / plain:.2f} x   {found / best:.3f} x")


def measure_revoking(database: Database) -> None:
    """Revoke one badge among 100,000, in a list of which 1% is revoked."""
    desk = Desk(database)
    desk.issue()
    with database.writing() as connection:
        taken = set(connection.execute(sa.select(BADGES.c.status_index)).scalars())
        free = [index for index in range(131_072) if index not in taken]
        rows = [
            IssuedBadge(
                f"urn:x:{number}", "urn:x:a", "k", "json", "2026-01-01T00:00:00Z",
                list_id=1, status_index=free[number],
                revoked_at="2026-01-02T00:00:00Z" if number % 100 == 0 else None,
            )
            for number in range(100_000)
        ]  # fmt: skip
        add_badges(connection, rows)
    signer = list_signer(desk.terms)
    turn = iter(range(1, 100_000))

    def revoke() -> None:
        meant = Selection(ids=frozenset({f"urn:x:{next(turn)}"}))
        with database.writing() as connection:
            change_status(connection, signer, "revoke", meant, actor="bench")

    def sign_once() -> None:
        signer._edition(pair, StatusList(), "revocation", None)

    pair = ListPair(1, "https://hill.example/status/1/", 131_072, 0)
    for name, clock in (("processor", time.process_time), ("wall clock", time.perf_counter)):
        signing, revoking = (median_us(work, 20, clock) for work in (sign_once, revoke))
        print(f"\nrevoke one of 100,000 badges, 1% revoked: µs, {name}")
        print(f"  make and sign one list, both proof formats   {signing:8.0f}")
        print(f"  the whole change   {revoking:34.0f}   {revoking / signing:.1f} x")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", help="URL of an empty database.")
    parser.add_argument("--turns", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(chosen.database or Path(folder) / "registry.sqlite3")
        upgrade(database)
        measure_issuing(database, chosen.turns)
        measure_revoking(database)
        database.close()
    measure_list()


if __name__ == "__main__":
    main()
