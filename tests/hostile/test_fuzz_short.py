"""Each fuzz target runs for a moment and finds nothing; docs/fuzzing.md has the long run."""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path

import pytest
from fuzz.__main__ import TARGETS, run

SECONDS = 2
HAS_ATHERIS = importlib.util.find_spec("atheris") is not None
REASON = "atheris is not installed: pip install -e '.[fuzz]'"


@pytest.mark.parametrize("target", TARGETS)
def test_the_seeds_hold(target: str) -> None:
    module = importlib.import_module(f"fuzz.fuzz_{target}")
    seeds = module.seeds()
    assert seeds
    for seed in seeds:
        module.check(seed)


@pytest.mark.corpus
@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing(target: str, tmp_path: Path) -> None:
    if not HAS_ATHERIS:
        if os.environ.get("CI"):
            pytest.fail(REASON)
        pytest.skip(REASON)
    code, said = run(target, SECONDS, tmp_path)
    assert code == 0, said[-3000:]
    assert "Done " in said
