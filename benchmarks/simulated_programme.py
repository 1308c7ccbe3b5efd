"""A programme of 2,000 educators, 40 micro-credentials and 20,000 submissions, in one go.

    python -m benchmarks.simulated_programme [SUBMISSIONS] [FOLDER]

Everything goes through the library's verbs. What it reports is then computed again from what the
simulation itself knows, by other code, and must be the same.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from microcred.issuing import Issuer
from microcred.keys import SigningKey
from microcred.models import Achievement, Profile
from microcred.program.definition import MicroCredential, Stack
from microcred.program.flow import Desk, FolderStore, Intake, Programme, Rating, State
from microcred.program.frameworks import FrameworkFolder
from microcred.program.mapping import Surroundings, make_achievement
from microcred.registry import Database, upgrade

LEVELS = ("emerging", "developing", "proficient", "exemplary")
CRITERIA = ("planning", "effect")


def micro_credential(number: int) -> MicroCredential:
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
            "assessment": {"assessors": 2},
        }
    )


class Shelf:
    """Forty micro-credentials, and ten stacks of four."""

    def __init__(self, count: int = 40):
        self.all: dict[str, MicroCredential | Stack] = {}
        for number in range(count):
            made = micro_credential(number)
            self.all[made.id] = made
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
    first: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    disputed: int = 0
    definition_of: dict[str, str] = field(default_factory=dict)
    decided: Counter[str] = field(default_factory=Counter)


class Simulation:
    """Runs a programme.

    Args:
        folder: for the registry and the evidence.
        educators: how many there are.
        seed: of all chance.
    """

    def __init__(self, folder: Path, educators: int = 2000, seed: int = 2026):
        self.chance = random.Random(seed)
        self.educators = educators
        self.shelf = Shelf()
        self.database = Database(folder / "registry.sqlite3")
        upgrade(self.database)
        key = SigningKey.generate("Ed25519")
        self.desk = Desk(
            database=self.database,
            definitions=self.shelf,
            intake=Intake(FolderStore(folder / "evidence")),
            issuer=Issuer(Profile(id=key.did, name="Hill District"), key),
        )
        self.programme = Programme(self.desk)
        self.known = Known()
        self.open: dict[tuple[int, str], str] = {}
        for number in range(30):
            self.programme.add_assessor(f"assessor-{number:02}", by="office")

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
            who = f"teacher-{educator}@school.example"
            submission_id = programme.enrol(who, definition_id, by="t").id
        else:
            submission_id = programme.resubmit(before, by="t").id
        programme.attach_text(submission_id, "answer", f"Answer of {submission_id}", by="t")
        programme.submit(submission_id, by="t")
        quality = self.chance.randrange(4)
        self.known.first[submission_id] = {}
        self.known.definition_of[submission_id] = definition_id
        state = State.SUBMITTED
        for assignment in programme.assign(submission_id, by="office"):
            state = self.rate(submission_id, assignment.assessor_id, quality)
        if state is State.DISPUTED:
            self.known.disputed += 1
            on_it = programme.assign(submission_id, by="office")
            third = next(each.assessor_id for each in on_it if each.adjudicates)
            programme.adjudicate(submission_id, third, self.ratings(quality))
        decision = programme.decide(submission_id, by="office", feedback="Read on.")
        outcome = decision.verdict.outcome
        self.known.decided[outcome] += 1
        self.open[educator, definition_id] = submission_id
        if outcome is State.PASSED:
            self.known.passed.add((educator, definition_id))

    def rate(self, submission_id: str, assessor: str, quality: int) -> State:
        """Rate near the quality, and remember what was said."""
        ratings = self.ratings(quality)
        given = {name: rating.level for name, rating in ratings.items()}
        self.known.first[submission_id][assessor] = given
        return self.programme.assess(submission_id, assessor, ratings)

    def ratings(self, quality: int) -> dict[str, Rating]:
        """Rate as an assessor who is mostly right."""
        found = {}
        for name in CRITERIA:
            off = self.chance.choice((0, 0, 0, 0, -1, 1))
            found[name] = Rating(LEVELS[min(max(quality + off, 0), 3)], "See the rubric.")
        return found


def check(simulation: Simulation) -> dict[str, Any]:
    """Compare what the programme reports with what is computed from the simulation's own notes."""
    known, report = simulation.known, simulation.programme.agreement()
    assert report.submissions == len(known.first)
    assert report.disputed == known.disputed
    for found in report.criteria:
        items = [
            [levels[found.criterion] for levels in known.first[each].values()]
            for each, definition_id in known.definition_of.items()
            if definition_id == found.definition_id
        ]
        share, fleiss = figures(items)
        assert found.share.count == len(items)
        assert found.share.value is not None
        assert abs(found.share.value - share) < 1e-9
        assert (found.fleiss.value is None) == (fleiss is None)
        assert fleiss is None or abs((found.fleiss.value or 0) - fleiss) < 1e-9
    check_pairs(known, report.pairs)
    earned = Counter(definition_id for _, definition_id in known.passed)
    for stack_id, members in simulation.shelf.members.items():
        holders = [
            {who for who, definition_id in known.passed if definition_id == member}
            for member in members
        ]
        if complete := set.intersection(*holders):
            earned[stack_id] = len(complete)
    assert simulation.programme.earned() == dict(sorted(earned.items()))
    return {"decided": dict(known.decided), "disputed": known.disputed, "badges": earned.total()}


def figures(items: list[list[str]]) -> tuple[float, float | None]:
    """Compute agreement and Fleiss' kappa of two ratings each, straight from the definitions."""
    agreed = sum(a == b for a, b in items) / len(items)
    shares = [sum(item.count(level) for item in items) / (2 * len(items)) for level in LEVELS]
    chance = sum(share**2 for share in shares)
    return agreed, None if chance == 1 else (agreed - chance) / (1 - chance)


def check_pairs(known: Known, pairs: list[Any]) -> None:
    """Compute the weighted kappas again, from tables of counts."""
    tables: defaultdict[tuple[str, str, str, str], Counter[tuple[int, int]]] = defaultdict(Counter)
    for submission_id, said in known.first.items():
        for first, second in combinations(sorted(said), 2):
            for name in CRITERIA:
                key = (known.definition_of[submission_id], name, first, second)
                cell = (LEVELS.index(said[first][name]), LEVELS.index(said[second][name]))
                tables[key][cell] += 1
    assert len(pairs) == len(tables)
    for pair in pairs:
        table = tables[pair.definition_id, pair.criterion, pair.first, pair.second]
        for figure, power in ((pair.linear, 1), (pair.quadratic, 2)):
            expected = weighted(table, power)
            assert (figure.value is None) == (expected is None)
            assert expected is None or abs(figure.value - expected) < 1e-9


def weighted(table: Counter[tuple[int, int]], power: int) -> float | None:
    """Compute 1 - (weighted observed) / (weighted expected) over the whole square of levels."""
    total = table.total()
    rows = [sum(n for (a, _), n in table.items() if a == level) for level in range(4)]
    columns = [sum(n for (_, b), n in table.items() if b == level) for level in range(4)]
    observed = sum(abs(a - b) ** power * n / total for (a, b), n in table.items())
    expected = sum(
        abs(a - b) ** power * rows[a] * columns[b] / total**2 for a in range(4) for b in range(4)
    )
    return None if expected == 0 else 1 - observed / expected


def main() -> None:
    """Run it, and print how long it took."""
    submissions = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    simulation = Simulation(folder)
    begun = time.perf_counter()
    for done in range(0, submissions, 1000):
        simulation.run(min(done + 1000, submissions))
        print(f"{min(done + 1000, submissions)} in {time.perf_counter() - begun:.0f} s", flush=True)
    ran = time.perf_counter() - begun
    found = check(simulation)
    print(f"{ran:.0f} s to judge, {time.perf_counter() - begun - ran:.1f} s to report and check")
    print(found)
    simulation.database.close()


if __name__ == "__main__":
    main()
