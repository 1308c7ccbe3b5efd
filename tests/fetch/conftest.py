"""The loopback world as a fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    served = World(tmp_path)
    yield served
    served.close()
