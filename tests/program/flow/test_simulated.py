"""A small run of the simulated programme: its reports are what other code computes."""

from __future__ import annotations

from pathlib import Path

from benchmarks.simulated_programme import Simulation, check


def test_reports_are_what_is_computed_independently(tmp_path: Path) -> None:
    simulation = Simulation(tmp_path, educators=12)
    simulation.run(120)
    found = check(simulation)
    assert found["decided"]["passed"] + found["decided"]["not_yet"] == 120
    assert found["disputed"] > 0
    simulation.database.close()
