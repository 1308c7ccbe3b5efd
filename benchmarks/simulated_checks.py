"""What the simulated programme reports, computed again from what the simulation knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.simulated_programme import (
    ALIGNED_TO,
    CRITERIA,
    LEVELS,
    OFFICE,
    SCHOOL,
    Known,
    Simulation,
    address,
)
from microcred.application.shapes.coverage import coverage_json
from microcred.program.catalogue import Catalogue
from microcred.program.coverage import (
    Coverage,
    catalogue_sources,
    main_framework,
    measure_coverage,
)
from microcred.program.frameworks import FrameworkFolder
from microcred.program.issued import count_issued, holders_named

STANDARDS = {*ALIGNED_TO, "equity-foundations", "culture-of-collaborative-inquiry"}


def check(simulation: Simulation) -> dict[str, Any]:
    """Compare what the programme reports with what is computed from the simulation's own notes."""
    known, report = simulation.known, simulation.programme.agreement(by=OFFICE)
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
    check_earned(simulation)
    for educators in (range(simulation.educators), range(0, simulation.educators, SCHOOL)):
        check_coverage(simulation, educators)
    return {
        "decided": {str(outcome): count for outcome, count in known.decided.items()},
        "disputed": known.disputed,
        "badges": len(known.passed) + len(known.stacks),
        "revoked": known.revoked,
    }


def check_earned(simulation: Simulation) -> None:
    """Count the badges that stand, and the stacks that completed themselves."""
    earned: dict[str, int] = {}
    for held in simulation.known.standing.values():
        for definition_id in held:
            earned[definition_id] = earned.get(definition_id, 0) + 1
    for _, stack_id in simulation.known.stacks:
        earned[stack_id] = earned.get(stack_id, 0) + 1
    assert simulation.programme.earned(by=OFFICE) == dict(sorted(earned.items()))


def check_coverage(simulation: Simulation, educators: range) -> None:
    """Count the badges and the educators of each standard, of all or of those of a school."""
    badges: dict[str, int] = {}
    holders: dict[str, set[int]] = {}
    anything: set[int] = set()
    for educator in educators:
        for definition_id in simulation.known.standing.get(educator, ()):
            anything.add(educator)
            for standard in simulation.shelf.standards[definition_id]:
                badges[standard] = badges.get(standard, 0) + 1
                holders.setdefault(standard, set()).add(educator)
    report = coverage_json(coverage(simulation, [address(each) for each in educators]))
    assert report["educators"] == len(anything)
    assert report["covered"] == len(badges)
    assert set(report["gaps"]) == STANDARDS - badges.keys()
    assert {each["id"] for each in report["standards"]} == STANDARDS
    for found in report["standards"]:
        assert found["count"] == badges.get(found["id"], 0)
        assert found["educators"] == len(holders.get(found["id"], ()))
        assert sum(each["count"] for each in found["coveredBy"]) == found["count"]


def coverage(simulation: Simulation, educators: list[str]) -> Coverage:
    """Measure what the badges of these educators cover, by the library."""
    named = ((f"{number}.yaml", each) for number, each in enumerate(simulation.shelf.all.values()))
    catalogue = Catalogue(named, FrameworkFolder(Path("none")))
    framework = main_framework(catalogue)
    with simulation.database.reading() as connection:
        issued = count_issued(connection, holders_named(connection, educators))
    sources = catalogue_sources(
        [entry for entry in catalogue if entry.kind == "micro-credential"],
        framework,
        {name: each.badges for name, each in issued.items()},
        {name: each.holders for name, each in issued.items()},
    )
    return measure_coverage(framework, sources, title="Badges given", unit="badges")


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
