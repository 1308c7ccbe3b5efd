"""Where the test data of others lies, and the mark that skips a test where it is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).resolve().parents[1] / ".." / "shared" / "vectors"

CASES = VECTORS.parent / "cases"

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is absent")


def read_vector(*parts: str) -> Any:
    """Read one JSON vector."""
    return json.loads(VECTORS.joinpath(*parts).read_text("utf-8"))


def vector_files(folder: str, pattern: str = "*.json") -> list[Path]:
    """List the vectors of a folder, in order; empty where the folder is absent."""
    return sorted((VECTORS / folder).glob(pattern))


def read_case(name: str) -> bytes:
    """Read one input of which the right verdict is known."""
    return CASES.joinpath(name).read_bytes()
