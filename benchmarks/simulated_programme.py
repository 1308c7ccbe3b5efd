"""A programme of 2,000 educators, 40 micro-credentials and 20,000 submissions, in one go.

    python -m benchmarks.simulated_programme [SUBMISSIONS] [FOLDER]

Everything goes through the library's verbs. What it reports is then computed again from what the
simulation itself knows, by other code (`simulated_checks`), and must be the same. What each verb
took is written beside a bare transaction of SQLite on the same disk in the same run.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import ParamSpec, TypeVar

from microcred.authority import Principal
from microcred.issuing import Issuer
from microcred.keys import SigningKey
from microcred.ledger import IssuanceSettings, Selection
from microcred.ledger.changing_status import change_status
from microcred.ledger.lists import ListSigner
from microcred.models import Achievement, Profile
from microcred.program.definition import MicroCredential, Stack
from microcred.program.flow import Desk, FolderStore, Intake, Programme, Rating, State
from microcred.program.frameworks import FrameworkFolder
from microcred.program.mapping import Surroundings, make_achievement
from microcred.registry import Database, upgrade

P = ParamSpec("P")
R = TypeVar("R")

BARE = "a bare transaction"
LEVELS = ("emerging", "developing", "proficient", "exemplary")
CRITERIA = ("planning", "effect")
OFFICE, TEACHER = Principal.operator("office"), Principal.operator("teacher")


ALIGNED_TO = (
    "equity-practices", "curriculum-assessment-and-instruction", "professional-expertise",
    "equity-drivers", "evidence", "learning-designs", "implementation", "leadership", "resources",
)  # fmt: skip
"""Nine of the eleven Standards for Professional Learning: two stay without anything."""
SCHOOL = 7
"""Every so manyeth educator is of one school."""


def micro_credential(number: int, standards: list[str]) -> MicroCredential:
    """Make one that two assessors judge by two criteria."""
    levels = [{"id": each, "name": each, "description": f"Work that is {each}."} for each in LEVELS]
    rubric = [{"id": each, "name": each, "levels": levels, "required": "proficient"}
              for each in CRITERIA]  # fmt: skip
    item = {"id": "answer", "name": "Answer", "kinds": ["text"]}
    part = {"id": "work", "kind": "work", "name": "Work", "evidence": [item],
            "passing": {"criteria": list(CRITERIA)}}  # fmt: skip
    return MicroCredential.from_document(
        {
            "format": "microcred/1",
            "id": f"https://hill.example/mc/{number}",
            "version": "1",
            "language": "en",
            "name": f"Micro-credential {number}",
            "competency": "Does it.",
            "parts": [part],
            "rubric": rubric,
            "alignments": [{"framework": "spl-2022", "item": each} for each in standards],
            "assessment": {"assessors": 2},
        }
    )


class Shelf:
    """Forty micro-credentials, and ten stacks of four; each serves up to three standards.

    The first is aligned to a heading, which covers none of the standards below it.
    """

    def __init__(self, chance: random.Random, count: int):
        self.all: dict[str, MicroCredential | Stack] = {}
        self.standards: dict[str, list[str]] = {}
        for number in range(count):
            chosen = chance.sample(ALIGNED_TO, chance.randrange(4)) if number else []
            made = micro_credential(number, chosen or ["conditions-for-success"] * (not number))
            self.all[made.id] = made
            self.standards[made.id] = chosen
        self.members: dict[str, list[str]] = {}
        ids = list(self.all)
        for number in range(count // 4):
            stack_id, members = f"https://hill.example/stack/{number}", ids[number * 4 :][:4]
            self.members[stack_id] = members
            self.all[stack_id] = Stack.from_document(
                {"format": "microcred-stack/1", "id": stack_id, "version": "1", "language": "en",
                 "name": f"Stack {number}", "competency": "Does all.",
                 "requires": [{"of": members}]}
            )  # fmt: skip
        self._achievements: dict[str, dict[str, Achievement]] = {}

    def find(self, definition_id: str) -> MicroCredential | Stack | None:
        return self.all.get(definition_id)

    def stacks(self) -> list[Stack]:
        return [each for each in self.all.values() if isinstance(each, Stack)]

    def achievements(self, definition: MicroCredential | Stack) -> dict[str, Achievement]:
        if definition.id not in self._achievements:
            around = Surroundings(FrameworkFolder(Path("none")))
            self._achievements[definition.id] = {"en": make_achievement(definition, around)}
        return self._achievements[definition.id]


@dataclass
class Known:
    """What the simulation knows of what it did."""

    passed: set[tuple[int, str]] = field(default_factory=set)
    standing: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    stacks: set[tuple[int, str]] = field(default_factory=set)
    first: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    disputed: int = 0
    definition_of: dict[str, str] = field(default_factory=dict)
    decided: Counter[str] = field(default_factory=Counter)
    revoked: int = 0
    taken: defaultdict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )


class Simulation:
    """Runs a programme.

    Args:
        folder: for the registry and the evidence.
        educators: how many there are.
        micro_credentials: how many there are.
        seed: of all chance.
    """

    def __init__(
        self, folder: Path, educators: int = 2000, micro_credentials: int = 40, seed: int = 2026
    ):
        self.chance = random.Random(seed)
        self.educators = educators
        self.shelf = Shelf(self.chance, micro_credentials)
        self.database = Database(folder / "registry.sqlite3")
        upgrade(self.database)
        key = SigningKey.generate("Ed25519")
        self.lists = ListSigner(issuer_id=key.did, key=key, settings=IssuanceSettings())
        issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
        self.desk = Desk(
            database=self.database,
            definitions=self.shelf,
            intake=Intake(FolderStore(folder / "evidence")),
            open_issuer=lambda _connection: issuer,
            issuer_id=key.did,
        )
        self.programme = Programme(self.desk)
        self.known = Known()
        self.bare = BareTransactions(folder / "bare.sqlite3")
        self.open: dict[tuple[int, str], str] = {}
        for number in range(30):
            self.programme.add_assessor(f"assessor-{number:02}", by=OFFICE)

    def close(self) -> None:
        """Let go of the databases."""
        self.database.close()
        self.bare.connection.close()

    def run(self, submissions: int) -> None:
        """Judge so many submissions."""
        ids = [each for each, made in self.shelf.all.items() if isinstance(made, MicroCredential)]
        while sum(self.known.decided.values()) < submissions:
            educator, definition_id = self.chance.randrange(self.educators), self.chance.choice(ids)
            if (educator, definition_id) not in self.known.passed:
                self.one(educator, definition_id)

    def one(self, educator: int, definition_id: str) -> None:
        """Bring one submission from enrolling, or trying again, to its decision."""
        programme, before = self.programme, self.open.get((educator, definition_id))
        if before is None:
            enrol = self.timed("enrol", programme.enrol)
            submission_id = enrol(address(educator), definition_id, by=TEACHER).id
        else:
            submission_id = self.timed("resubmit", programme.resubmit)(before, by=TEACHER).id
        attach = self.timed("attach a text", programme.attach_text)
        attach(submission_id, "answer", f"Answer of {submission_id}", by=TEACHER)
        self.timed("submit", programme.submit)(submission_id, by=TEACHER)
        quality = self.chance.randrange(4)
        self.known.first[submission_id] = {}
        self.known.definition_of[submission_id] = definition_id
        state = State.SUBMITTED
        assign = self.timed("assign", programme.assign)
        for assignment in assign(submission_id, by=OFFICE):
            state = self.rate(submission_id, assignment.assessor_id, quality)
        if state is State.DISPUTED:
            self.known.disputed += 1
            on_it = assign(submission_id, by=OFFICE)
            third = next(each.assessor_id for each in on_it if each.adjudicates)
            adjudicate = self.timed("adjudicate", programme.adjudicate)
            ratings = self.ratings(quality)
            asked = programme.task(submission_id, third, by=OFFICE).to_rate
            adjudicate(submission_id, third, {name: ratings[name] for name in asked}, by=OFFICE)
        decide = self.timed("decide", programme.decide)
        decision = decide(submission_id, by=OFFICE, feedback="Read on.")
        outcome = decision.verdict.outcome
        self.known.taken[f"decide, {outcome}"] += self.known.taken.pop("decide")
        self.timed(BARE, self.bare.add)()
        self.known.decided[outcome] += 1
        self.open[educator, definition_id] = submission_id
        if outcome is State.PASSED:
            self.passed(educator, definition_id, decision.badges[0].badge_id)

    def passed(self, educator: int, definition_id: str, badge_id: str) -> None:
        """Note a badge, and the stacks that it completes; of forty badges revoke one."""
        known = self.known
        known.passed.add((educator, definition_id))
        known.standing[educator].add(definition_id)
        for stack_id, members in self.shelf.members.items():
            if known.standing[educator].issuperset(members):
                known.stacks.add((educator, stack_id))
        if self.chance.randrange(40) == 0:
            with self.database.writing() as connection:
                meant = Selection(ids=frozenset({badge_id}))
                change_status(connection, self.lists, "revoke", meant, actor="office")
            known.standing[educator].remove(definition_id)
            known.revoked += 1

    def timed(self, name: str, verb: Callable[P, R]) -> Callable[P, R]:
        """Return a verb that notes how long it takes: by the clock, and of the processor's time."""

        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            begun, worked = time.perf_counter(), time.process_time()
            try:
                return verb(*args, **kwargs)
            finally:
                taken = (time.perf_counter() - begun, time.process_time() - worked)
                self.known.taken[name].append(taken)

        return run

    def rate(self, submission_id: str, assessor: str, quality: int) -> State:
        """Rate near the quality, and remember what was said."""
        ratings = self.ratings(quality)
        given = {name: rating.level for name, rating in ratings.items()}
        self.known.first[submission_id][assessor] = given
        return self.timed("assess", self.programme.assess)(
            submission_id, assessor, ratings, by=OFFICE
        )

    def ratings(self, quality: int) -> dict[str, Rating]:
        """Rate as an assessor who is mostly right."""
        found = {}
        for name in CRITERIA:
            off = self.chance.choice((0, 0, 0, 0, -1, 1))
            found[name] = Rating(LEVELS[min(max(quality + off, 0), 3)], "See the rubric.")
        return found


def address(educator: int) -> str:
    """Return the e-mail address of an educator."""
    return f"teacher-{educator}@school.example"


def main() -> None:
    """Run it, and print how long it took."""
    submissions = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    from benchmarks.simulated_checks import check  # noqa: PLC0415 - it imports this module

    simulation = Simulation(folder)
    begun = time.perf_counter()
    for done in range(0, submissions, 1000):
        simulation.run(min(done + 1000, submissions))
        print(f"{min(done + 1000, submissions)} in {time.perf_counter() - begun:.0f} s", flush=True)
    ran = time.perf_counter() - begun
    found = check(simulation)
    print(f"{ran:.0f} s to judge, {time.perf_counter() - begun - ran:.1f} s to report and check")
    print(found)
    simulation.close()
    tell_verbs(simulation.known.taken, submissions)


class BareTransactions:
    """Adds a row to a table in a transaction, as SQLite does it for the registry."""

    def __init__(self, file: Path):
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("CREATE TABLE rows (words TEXT)")

    def add(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO rows VALUES (?)", ("Some words.",))
        self.connection.execute("COMMIT")


def tell_verbs(taken: dict[str, list[tuple[float, float]]], submissions: int) -> None:
    """Write what each verb took, and beside a bare transaction in the same run."""
    bare, _ = medians(taken.pop(BARE))
    print("medians: of all time; beside a bare transaction; of the processor's; a submission")
    print(f"{BARE}: {bare * 1000:.2f} ms")
    for name, times in taken.items():
        clock, processor = medians(times)
        share = f"{processor * 1000:.1f} ms; {len(times) / submissions:.2f}"
        print(f"{name}: {clock * 1000:.2f} ms; {clock / bare:.1f} x; {share}")
    processor = sum(each for times in taken.values() for _, each in times) / submissions
    print(f"a submission: {processor * 1000:.1f} ms of the processor's")


def medians(times: list[tuple[float, float]]) -> list[float]:
    """Return the medians of the columns."""
    return [median(column) for column in zip(*times, strict=True)]


if __name__ == "__main__":
    main()
