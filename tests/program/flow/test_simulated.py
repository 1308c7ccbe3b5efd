"""A small run of the simulated programme: its reports are what other code computes."""

from __future__ import annotations

from pathlib import Path

from benchmarks.simulated_checks import check
from benchmarks.simulated_programme import Simulation


def test_reports_are_what_is_computed_independently(tmp_path: Path) -> None:
    simulation = Simulation(tmp_path, educators=15, micro_credentials=12)
    simulation.run(200)
    found = check(simulation)
    assert found["decided"]["passed"] + found["decided"]["not_yet"] == 200
    assert found["disputed"] > 0
    assert found["revoked"] > 0
    assert simulation.known.stacks
    simulation.close()
